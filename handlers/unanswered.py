"""Questions that found no answer: kept without the asker, counted, told to the operators each week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.aliases import CategoryWord, add_alias
from handlers.audit import Actor, record
from handlers.operators import tell_operators
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.rules.answer import Answer, Gap, Outcome
from handlers.rules.masking import masked
from handlers.rules.spelling import folded
from handlers.screens import anew, press_data
from handlers.wording import one_line, say
from storage.queries.unanswered import (
    Asked,
    asked_questions,
    count_asked,
    forget_asked_before,
    forget_question,
    questions_by_id,
)
from storage.states import Channel
from storage.tables import Unanswered

PREFIX: Final = "u"  # of the buttons about these questions
LONGEST: Final = 200  # characters of a question that are kept
KEPT: Final = timedelta(days=90)
WEEK: Final = timedelta(days=7)
# Where nothing was asked, nothing is missing.
_NO_QUESTION: Final = (Gap.GREETING, Gap.THANKS, Gap.NOTHING_SAID, Gap.ORDER)
_SAME: Final = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that found no answer, with how often and when it was asked last."""

    id: int
    text: str
    times: int
    last_at: datetime
    channel: Channel
    outcome: Outcome


async def note_unanswered(
    session: AsyncSession, question: str, found: Answer, channel: Channel, now: datetime
) -> None:
    """Keep a question that the guide did not answer; nothing of one that it did, or of a greeting."""
    gaps = [part.gap for part in found.parts if part.outcome in (Outcome.NONE, Outcome.CLARIFY)]
    if all(gap in _NO_QUESTION for gap in gaps):
        return
    text = one_line(masked(question))[:LONGEST]
    same = _SAME.sub("", folded(text))
    session.add(Unanswered(folded=same, text=text, channel=channel, outcome=found.outcome.value, at=now))


async def list_unanswered(session: AsyncSession) -> Sequence[Asked]:
    """Return what was asked, the most frequent first."""
    return await asked_questions(session)


async def questions_of(session: AsyncSession, asked: Sequence[Asked]) -> list[Question]:
    """Return a page of the list with its texts."""
    rows = await questions_by_id(session, [each.id for each in asked])
    return [
        Question(
            each.id,
            rows[each.id].text,
            each.times,
            each.last_at,
            rows[each.id].channel,
            Outcome(rows[each.id].outcome),
        )
        for each in asked
    ]


async def one_question(session: AsyncSession, number: int) -> Question | None:
    """Return a question by its number; None where it was settled."""
    asked = [each for each in await asked_questions(session) if each.id == number]
    return next(iter(await questions_of(session, asked)), None)


async def settle(session: AsyncSession, number: int, now: datetime, policy: Policy, actor: Actor) -> bool:
    """Take a question off the list; false where it is no longer there."""
    row = (await questions_by_id(session, [number])).get(number)
    if row is None:
        return False
    await forget_question(session, row.folded)
    await record(session, policy, now, actor, "question.settle", f"question:{number}")
    return True


async def settle_with_word(
    session: AsyncSession, number: int, wanted: CategoryWord, now: datetime, policy: Policy, actor: Actor
) -> CategoryWord:
    """Let a word of the question stand for a category, and take the question off the list."""
    added = await add_alias(session, wanted, now, policy, actor)
    await settle(session, number, now, policy, actor)
    return added


async def report_week(session: AsyncSession, now: datetime, policy: Policy) -> None:
    """Tell the operators, once a week, how much was not answered the week before; forget the oldest.

    The week is the calendar week in the office's zone, from Monday.
    """
    await forget_asked_before(session, now - KEPT)
    today = now.astimezone(policy.zone)
    monday = today.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=today.weekday())
    total, different = await count_asked(session, monday - WEEK, monday)
    if not total:
        return
    text = say("unanswered_week.html", total=total, different=different)
    buttons = [[Button("❓ 查看未答问题", anew(press_data(PREFIX, "list", 0)))]]
    key = f"operator:unanswered:{monday.date()}"
    await tell_operators(session, text, key, now, policy, buttons=buttons)
