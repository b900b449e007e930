"""Two applicants become one, and one becomes two again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import Wrapping, write_message
from handlers.wording import say
from storage.queries.linking import (
    applicant_with_email,
    companions_in,
    is_bare,
    is_companion,
    move_units,
    submissions_to_move,
)
from storage.tables import Applicant


async def join(session: AsyncSession, applicant: Applicant | None, address: str, now: datetime) -> Applicant:
    """Give an address that proved itself to an applicant, with all that was handed in from it.

    With None nobody chats: the applicant of the address, made where there is none, is confirmed. A chat
    that had the address before keeps what it handed in itself, and is told.
    """
    holder = await applicant_with_email(session, address)
    if applicant is None or holder is applicant:
        holder = holder or Applicant(email=address, created_at=now)
        session.add(holder)
        holder.email_confirmed_at = now
        await session.flush()
        return holder
    if holder is not None:
        await _move(session, holder, applicant, by_mail_only=holder.chat_id is not None)
        holder.email = holder.email_confirmed_at = None
        await session.flush()
        await _leave(session, holder, address, now)
    applicant.email, applicant.email_confirmed_at = address, now
    await session.flush()
    return applicant


async def part(session: AsyncSession, applicant: Applicant, now: datetime) -> None:
    """Give an applicant's mailbox a row of its own again, with what was handed in by mail."""
    address, confirmed_at = applicant.email, applicant.email_confirmed_at
    applicant.email = applicant.email_confirmed_at = None
    await session.flush()
    alone = Applicant(email=address, email_confirmed_at=confirmed_at, created_at=now)
    session.add(alone)
    await session.flush()
    await _move(session, applicant, alone, by_mail_only=True)
    if await is_bare(session, alone.id or 0) and confirmed_at is None:
        await session.delete(alone)
    await session.flush()


async def _move(session: AsyncSession, old: Applicant, new: Applicant, *, by_mail_only: bool) -> None:
    moved = await submissions_to_move(session, old.id or 0, by_mail_only=by_mail_only)
    for submission in moved:
        submission.applicant_id = new.id or 0
    await session.flush()
    await move_units(session, [each.id or 0 for each in moved], new.id or 0)
    if by_mail_only:
        return
    for companion in await companions_in(session, old.id or 0):
        if await is_companion(session, companion.submission_id, new.id or 0):
            await session.delete(companion)
        else:
            companion.applicant_id = new.id or 0
    await session.flush()


async def _leave(session: AsyncSession, holder: Applicant, address: str, now: datetime) -> None:
    """Tell the chat that had the address; the row of a mere mailbox goes where nothing hangs on it."""
    if holder.chat_id is not None:
        key = f"link:left:{holder.id}:{now:%Y%m%d%H%M%S%f}"
        text = say("link_left.html", email=address)
        await write_message(session, holder.chat_id, text, Wrapping(key, now))
    elif await is_bare(session, holder.id or 0):
        await session.delete(holder)
        await session.flush()
