"""A reminder that a chat no longer takes goes by mail instead."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dispatch import Lost
from handlers.milestone_proposals import is_stale, number_in, proposal_letter
from handlers.operators import tell_operators
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.reminder_letters import reminder_spec, undelivered_letter
from handlers.reminder_rows import LISTED, MAIL
from handlers.reminder_situation import moment_of
from handlers.reminder_texts import Known
from handlers.wording import say
from storage.queries.milestones import milestones_by_id, reminders_in
from storage.queries.parcels import parcel_by_key
from storage.queries.people import member_by_chat
from storage.states import ParcelKind
from storage.tables import Proposal

PREFIX = "reminder:"  # of the key of every parcel that reminds


async def reminder_lost(session: AsyncSession, lost: Lost, now: datetime, policy: Policy) -> bool:
    """Send a lost chat reminder to its reader's mailbox and tell the operators; false where that is no way.

    A change of an older message that cannot be made is nothing to tell.
    """
    if lost.kind is ParcelKind.EDIT:
        return True
    if lost.kind is not ParcelKind.MESSAGE:
        return False
    member = await member_by_chat(session, int(lost.recipient))
    if member is None or not member.email:
        return False
    await _ask_by_mail(session, lost, member.email, now, policy)
    duties = {row.milestone_id: row.duty for row in await reminders_in(session, [lost.key])}
    rows = await milestones_by_id(session, duties)
    known = Known(moment_of(now, policy), rows)
    told = [known.standing(each, duty) for each, duty in duties.items() if rows[each].state in LISTED]
    if told:
        words = undelivered_letter(told, policy)
        key = f"{lost.key}{MAIL}"
        await write_letter(session, reminder_spec(key, member.email, words, now, policy), Wrapping(key, now))
    text = say("reminder_lost.html", member=member, remark=lost.remark)
    # Once a month for each person: the next reminders of a blocked chat take the same way.
    await tell_operators(session, text, f"operator:chat-lost:{member.id}:{now:%Y-%m}", now, policy)
    return True


async def _ask_by_mail(
    session: AsyncSession, lost: Lost, address: str, now: datetime, policy: Policy
) -> None:
    """Ask by mail for the yes that a lost chat message asked for, as long as it is waited for."""
    proposal = await session.get(Proposal, number_in([lost.key]) or 0)
    parcel = await parcel_by_key(session, lost.key)
    if proposal is not None and parcel is not None and not is_stale(proposal, now.astimezone(policy.zone)):
        words = proposal_letter(proposal, str(parcel.payload["text"]), policy)
        key = f"{lost.key}{MAIL}"
        await write_letter(session, reminder_spec(key, address, words, now, policy), Wrapping(key, now))
