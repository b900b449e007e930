"""What those who follow categories are told of a new guide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Button, Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.rules.followed import Followed, News, news_of
from handlers.rules.guide import Guide
from handlers.screens import HOME, anew, label, press_data
from handlers.wording import letter as word_letter
from handlers.wording import plain, say
from storage.queries.applicants import follow_of, follows_by_mail, follows_with_chats
from storage.tables import Follow

SHOWN: Final = 10  # categories of one message; the rest is counted


async def tell_followers(
    session: AsyncSession, old: object, new: object, key: str, now: datetime, policy: Policy
) -> int:
    """Tell everybody once what a new guide changes in what they follow; return how many were told.

    Whoever follows only what stays as it is, is told nothing. A renumbered category is followed on. Of
    documents that are no guides nobody is told.
    """
    if not isinstance(old, Guide) or not isinstance(new, Guide):
        return 0
    told = 0
    for chat_id, held in groupby(await follows_with_chats(session), key=lambda pair: pair[1]):
        follows = [row for row, _ in held]
        news = news_of(old, new, [Followed(row.category, row.category_name) for row in follows])
        if news:
            await _tell(session, chat_id, news, key, now)
            await _renumber(session, follows, news)
            told += 1
    for address, mailed in groupby(await follows_by_mail(session), key=lambda pair: pair[1]):
        follows = [row for row, _ in mailed]
        news = news_of(old, new, [Followed(row.category, row.category_name) for row in follows])
        if news:
            await _write(session, address, news, f"follow:{key}:mail:{follows[0].applicant_id}", now, policy)
            await _renumber(session, follows, news)
            told += 1
    return told


async def _write(
    session: AsyncSession, address: str, news: tuple[News, ...], key: str, now: datetime, policy: Policy
) -> None:
    text = plain(say("follow_news.html", news=news[:SHOWN], more=len(news[SHOWN:])))
    subject, body = word_letter("follow_news", text=text, desk=policy.desk_name)
    spec = replace(
        desk_letter(address, (subject, body), stable_message_id(key, policy), now, policy),
        reply_to=policy.address,
    )
    await write_letter(session, spec, Wrapping(key, now))


async def _tell(session: AsyncSession, chat_id: int, news: tuple[News, ...], key: str, now: datetime) -> None:
    text = say("follow_news.html", news=news[:SHOWN], more=len(news[SHOWN:]))
    rows = [
        [Button(label(f"📖 {each.now.number} {each.now.name}"), anew(press_data("g", "c", each.now.number)))]
        for each in news[:SHOWN]
        if each.now is not None
    ]
    listed = Button("🔔 关注的类别", anew(press_data("f", "list")))
    await write_message(
        session, chat_id, text, Wrapping(f"follow:{key}:{chat_id}", now), buttons=[*rows, [listed, HOME]]
    )


async def _renumber(session: AsyncSession, follows: list[Follow], news: tuple[News, ...]) -> None:
    """Keep following under the new number and name; one that was followed under both is followed once."""
    moved = {each.before: each.now for each in news if each.now and each.now != each.before}
    places = [(row, now) for row in follows if (now := moved.get(Followed(row.category, row.category_name)))]
    for row, _ in places:
        await session.delete(row)
    await session.flush()
    for row, now in places:
        if await follow_of(session, row.applicant_id, now.number) is None:
            session.add(
                Follow(
                    applicant_id=row.applicant_id,
                    category=now.number,
                    category_name=now.name,
                    since=row.since,
                )
            )
            await session.flush()
