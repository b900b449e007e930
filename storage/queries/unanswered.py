"""Questions about questions that found no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Unanswered


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, however often it was asked; `id` is that of the first time."""

    id: int
    times: int
    last_at: datetime


async def asked_questions(session: AsyncSession) -> Sequence[Asked]:
    """Return the questions, the most frequent first, then the latest."""
    times, last = func.count(), func.max(col(Unanswered.at))
    query = (
        select(func.min(col(Unanswered.id)), times, last)
        .group_by(col(Unanswered.folded))
        .order_by(times.desc(), last.desc())
    )
    return [Asked(number or 0, count, at) for number, count, at in (await session.execute(query)).all()]


async def questions_by_id(session: AsyncSession, ids: Sequence[int]) -> dict[int, Unanswered]:
    """Return rows by their ids."""
    rows = (await session.scalars(select(Unanswered).where(col(Unanswered.id).in_(ids)))).all()
    return {row.id: row for row in rows if row.id is not None}


async def count_asked(session: AsyncSession, since: datetime, until: datetime) -> tuple[int, int]:
    """Count how often something was asked in a time, and how many different questions that were."""
    query = select(func.count(), func.count(func.distinct(col(Unanswered.folded)))).where(
        col(Unanswered.at) >= since, col(Unanswered.at) < until
    )
    total, different = (await session.execute(query)).one()
    return total, different


async def forget_question(session: AsyncSession, folded: str) -> None:
    """Remove every time that a question was asked."""
    await session.execute(delete(Unanswered).where(col(Unanswered.folded) == folded))


async def forget_asked_before(session: AsyncSession, moment: datetime) -> None:
    """Remove what was asked before a moment."""
    await session.execute(delete(Unanswered).where(col(Unanswered.at) < moment))
