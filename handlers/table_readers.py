"""Who gets the state of the table by themselves: leaders and operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_news import tell_member
from handlers.milestone_table import Overview, overview
from handlers.officials import official_of
from handlers.policy import Policy
from handlers.rules.people import Role
from handlers.table_papers import Papers
from handlers.wording import plain, say
from storage.queries.staff import members_by_id, present_members

READERS: Final = frozenset({Role.LEADER, Role.OPERATOR})


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets an overview, and what it holds."""

    staff_id: int
    role: Role
    table: Overview


async def readers(session: AsyncSession, now: datetime, policy: Policy) -> list[Reader]:
    """Return every leader and operator who can be reached, with their part of the table; empty ones not."""
    found = []
    for member in await present_members(session):
        if member.role in READERS and (member.chat_id is not None or member.email):
            table = await overview(session, official_of(member, "clock"), now, policy)
            if table.rows:
                found.append(Reader(member.id or 0, Role(member.role), table))
    return found


async def send_week(
    session: AsyncSession, reader: Reader, papers: Papers, missing: str, now: datetime, policy: Policy
) -> None:
    """Send the week's overview with its papers, by chat where bound, else by mail; once a week."""
    member = (await members_by_id(session, [reader.staff_id])).get(reader.staff_id)
    if member is None:
        return
    text = say("table_overview.html", table=reader.table, missing=missing, drawn=len(papers.files) > 1)
    key = f"overview:{_week(reader.table.day)}:{reader.staff_id}"
    if member.chat_id is not None:
        await tell_member(session, member, text, key, now, policy)
        await papers.send_to_chat(session, member.chat_id, key, now)
    elif member.email:
        await papers.send_by_mail(session, member.email, plain(text), key, now, policy)


async def send_state(session: AsyncSession, reader: Reader, now: datetime, policy: Policy) -> None:
    """Send a leader the state of the unit in words, once a day; nothing where nothing presses."""
    member = (await members_by_id(session, [reader.staff_id])).get(reader.staff_id)
    table = reader.table
    if member is not None and (table.urgent or table.help or table.waiting):
        text = say("table_state.html", table=table)
        await tell_member(session, member, text, f"state:{table.day}:{reader.staff_id}", now, policy)


def new_week(noted: date | None, today: date) -> bool:
    """Tell whether this is the first day of planning in its week; never on the very first day of all."""
    return noted is not None and _week(noted) != _week(today)


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
