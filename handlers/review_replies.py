"""What an operator decides about a letter that names a receipt number but comes from somebody unknown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor
from handlers.department_replies import take_department_reply
from handlers.incoming import Incoming
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.review import decide, undecided
from handlers.review_items import Item
from handlers.rules.mime import ParsedMail
from handlers.rules.route import Outcome, Verdict
from handlers.supplements import take_supplement
from storage.states import ReviewState
from storage.tables import Applicant, Letter, ReviewItem, Submission


async def forward_reply(
    session: AsyncSession, item_id: int, mail: ParsedMail, now: datetime, policy: Policy, actor: Actor
) -> Item:
    """Let a letter take the road of a department's answer: the operator vouches for it."""
    row, incoming, submission = await _reply(session, item_id, mail, now)
    applicant = await session.get_one(Applicant, submission.applicant_id)
    await take_department_reply(session, incoming, submission, applicant, policy)
    return await decide(session, row, (ReviewState.ACCEPTED, "forwarded"), now, policy, actor)


async def join_reply(
    session: AsyncSession, item_id: int, mail: ParsedMail, now: datetime, policy: Policy, actor: Actor
) -> Item:
    """Let a letter's text and files join the submission: the operator vouches for its sender."""
    row, incoming, submission = await _reply(session, item_id, mail, now)
    await take_supplement(session, incoming, submission, policy)
    return await decide(session, row, (ReviewState.ACCEPTED, "joined"), now, policy, actor)


async def _reply(
    session: AsyncSession, item_id: int, mail: ParsedMail, now: datetime
) -> tuple[ReviewItem, Incoming, Submission]:
    """Return an open item with its letter and the submission that it names; refuses any other kind."""
    row = await undecided(session, item_id)
    if row.kind != "reply" or row.letter_id is None or row.submission_id is None:
        raise Refusal("review_no_reply", number=item_id)
    letter = await session.get_one(Letter, row.letter_id)
    submission = await session.get_one(Submission, row.submission_id)
    letter.submission_id = submission.id
    verdict = Verdict(Outcome.THREAD, acknowledge=False, receipt=submission.receipt)
    return row, Incoming(letter, mail, verdict, now), submission


async def letter_blob(session: AsyncSession, item_id: int) -> str | None:
    """Return the blob of an item's letter, to be parsed before anything is decided; None without a letter."""
    row = await undecided(session, item_id)
    return (await session.get_one(Letter, row.letter_id)).blob if row.letter_id else None
