"""Colleagues who may see one submission: invited by a one-time link, removed by its owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicant_news import write_news
from handlers.applicants import applicant_of
from handlers.audit import Actor, record
from handlers.one_time_codes import long_code
from handlers.outbox import Button, Wrapping, write_message
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.tokens import code_digest
from handlers.screens import anew, press_data
from handlers.senders import sender_name
from handlers.wording import plain, say
from storage.queries.chats import own_submission
from storage.queries.linking import companions_of, is_companion, remove_companion
from storage.tables import Applicant, Companion, Invitation, Submission

LIFE: Final = timedelta(days=3)
MOST: Final = 5  # colleagues of one submission


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation; the code is shown once and not kept."""

    code: str
    digest: str  # what is kept of it
    until: datetime
    receipt: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """A submission with those who share it: (applicant's row, name)."""

    submission: Submission
    colleagues: tuple[tuple[int, str], ...]


async def party(session: AsyncSession, chat_id: int, submission_id: int) -> Party | None:
    """Return who shares a submission, only for its owner; None for anybody else."""
    submission = await own_submission(session, submission_id, chat_id)
    if submission is None or submission.receipt is None:
        return None
    rows = await companions_of(session, submission_id)
    return Party(submission, tuple((person.id or 0, sender_name(person)) for _, person in rows))


async def invite(
    session: AsyncSession, chat_id: int, submission_id: int, now: datetime, policy: Policy
) -> Invited | None:
    """Make a one-time invitation; None for a submission that is not this chat's own."""
    found = await party(session, chat_id, submission_id)
    if found is None:
        return None
    return await new_invitation(session, found.submission, now, policy, Actor(f"chat:{chat_id}", "chat"))


async def new_invitation(
    session: AsyncSession, submission: Submission, now: datetime, policy: Policy, actor: Actor
) -> Invited:
    """Make a one-time invitation in the name of a submission's owner; refuses more colleagues than may be."""
    if len(await companions_of(session, submission.id or 0)) >= MOST:
        raise Refusal("colleague_too_many", most=MOST)
    code = long_code()
    row = Invitation(
        digest=_digest(policy, code),
        submission_id=submission.id or 0,
        made_by=submission.applicant_id,
        expires_at=now + LIFE,
    )
    session.add(row)
    await session.flush()
    await record(session, policy, now, actor, "colleague.invite", f"submission:{submission.id}")
    return Invited(code, row.digest, row.expires_at.astimezone(policy.zone), submission.receipt)


async def join_submission(
    session: AsyncSession, chat_id: int, person: str, code: str, now: datetime, policy: Policy
) -> Submission:
    """Let whoever opened an invitation see its submission; the owner is told. Refuses a used or old one."""
    row = await session.get(Invitation, _digest(policy, code.strip().lower()))
    if row is None or not is_open(row, now):
        raise Refusal("invitation_unknown")
    applicant = await applicant_of(session, chat_id, person, now)
    return await accept(session, row, applicant, now, policy, Actor(f"chat:{chat_id}", "chat"))


def is_open(row: Invitation, now: datetime) -> bool:
    """Tell whether an invitation can still be accepted."""
    return row.used_at is None and row.expires_at > now


async def accept(
    session: AsyncSession, row: Invitation, applicant: Applicant, now: datetime, policy: Policy, actor: Actor
) -> Submission:
    """Let somebody who holds an open invitation see its submission; the owner is told."""
    submission = await session.get_one(Submission, row.submission_id)
    if applicant.id == submission.applicant_id or await is_companion(
        session, row.submission_id, applicant.id or 0
    ):
        return submission
    if len(await companions_of(session, row.submission_id)) >= MOST:
        raise Refusal("colleague_too_many", most=MOST)
    row.used_at = now
    joined = Companion(submission_id=row.submission_id, applicant_id=applicant.id or 0, added_at=now)
    session.add(joined)
    await session.flush()
    await _tell_owner(session, submission, applicant, joined, now, policy)
    await record(session, policy, now, actor, "colleague.join", f"submission:{row.submission_id}")
    return submission


async def remove(
    session: AsyncSession, chat_id: int, submission_id: int, applicant_id: int, now: datetime, policy: Policy
) -> Party | None:
    """Take a colleague out, who is told; None for a submission that is not this chat's own."""
    found = await party(session, chat_id, submission_id)
    if found is None:
        return None
    if applicant_id in {number for number, _ in found.colleagues}:
        actor = Actor(f"chat:{chat_id}", "chat")
        await take_out(session, found.submission, applicant_id, now, policy, actor)
    return await party(session, chat_id, submission_id)


async def take_out(
    session: AsyncSession,
    submission: Submission,
    applicant_id: int,
    now: datetime,
    policy: Policy,
    actor: Actor,
) -> None:
    """Take a colleague out in the name of a submission's owner; the colleague is told."""
    await remove_companion(session, submission.id or 0, applicant_id)
    gone = await session.get_one(Applicant, applicant_id)
    text = say("colleague_removed.html", receipt=submission.receipt)
    wrapping = Wrapping(f"colleague:gone:{submission.id}:{applicant_id}:{now:%Y%m%d%H%M%S%f}", now)
    if gone.chat_id is not None:
        await write_message(session, gone.chat_id, text, wrapping)
    elif gone.email is not None:
        await write_news(session, submission, gone.email, plain(text), wrapping, policy)
    target = f"submission:{submission.id}"
    await record(session, policy, now, actor, "colleague.remove", target, who=applicant_id)


async def _tell_owner(
    session: AsyncSession,
    submission: Submission,
    applicant: Applicant,
    joined: Companion,
    now: datetime,
    policy: Policy,
) -> None:
    owner = await session.get_one(Applicant, submission.applicant_id)
    text = say(
        "colleague_joined.html",
        name=sender_name(applicant),
        receipt=submission.receipt,
        by_mail=owner.chat_id is None,
        handle=applicant.email or f"编号 {joined.id}",
    )
    who = Button("👥 同事", anew(press_data("l", "who", submission.id)))
    wrapping = Wrapping(f"colleague:joined:{joined.id}", now, submission_id=submission.id, position=100)
    if owner.chat_id is not None:
        await write_message(session, owner.chat_id, text, wrapping, buttons=[[who]])
    elif owner.email is not None:
        await write_news(session, submission, owner.email, plain(text), wrapping, policy)


def _digest(policy: Policy, code: str) -> str:
    return code_digest(policy.key, f"with:{code}")
