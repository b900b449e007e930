"""What those who follow categories are told of a new guide."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import Button, Wrapping, write_message
from handlers.rules.followed import Followed, News, news_of
from handlers.rules.guide import Guide
from handlers.screens import HOME, anew, label, press_data
from handlers.wording import say
from storage.queries.applicants import follow_of, follows_with_chats
from storage.tables import Follow

SHOWN: Final = 10  # categories of one message; the rest is counted


async def tell_followers(session: AsyncSession, old: object, new: object, key: str, now: datetime) -> int:
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
    return told


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
