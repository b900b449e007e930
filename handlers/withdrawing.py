"""撤回: an applicant takes a submission back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicant_units import unit_data
from handlers.audit import Actor, record
from handlers.department_threads import thread_of
from handlers.letterhead import desk_letter
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.promises import settle_promise
from handlers.review import close_items
from handlers.rules.tokens import written
from handlers.wording import letter as word_letter
from storage.queries.review import open_items_of
from storage.states import SubmissionState
from storage.tables import Applicant, Entry, Submission

# States in which nothing is decided that a withdrawal would undo.
STILL_POSSIBLE: Final = frozenset(
    {
        SubmissionState.REVIEW,
        SubmissionState.CONFIRMED,
        SubmissionState.DELIVERED,
        SubmissionState.ACCEPTED,
        SubmissionState.AMEND,
    }
)
ITEM: Final = "submission"  # the kind of review item that a withdrawal settles


async def withdraw(
    session: AsyncSession, submission: Submission, now: datetime, policy: Policy, actor: Actor
) -> bool:
    """Take a submission back, tell its department and close what waits for a person.

    False, and nothing changes, where it is closed, returned or taken back already.
    """
    if submission.state not in STILL_POSSIBLE or submission.receipt is None:
        return False
    await settle_promise(session, submission)
    delivered = submission.state not in (SubmissionState.REVIEW, SubmissionState.CONFIRMED)
    submission.state = SubmissionState.WITHDRAWN
    submission_id = submission.id or 0
    session.add(Entry(submission_id=submission_id, at=now, kind="status", text="申报人撤回了申报"))
    await session.flush()
    if delivered and submission.mailbox:
        await _tell_department(session, submission, now, policy)
    items = [each for each in await open_items_of(session, submission_id) if each.kind == ITEM]
    await close_items(session, items, "withdrawn", now, policy, actor)
    await record(session, policy, now, actor, "withdraw", f"submission:{submission_id}")
    return True


async def _tell_department(
    session: AsyncSession, submission: Submission, now: datetime, policy: Policy
) -> None:
    receipt = submission.receipt or ""
    applicant = await session.get_one(Applicant, submission.applicant_id)
    unit = await unit_data(session, submission)
    subject, body = word_letter(
        "withdrawal",
        submission=submission,
        unit=(unit and unit.name) or applicant.name or applicant.email or "申报人",
        at=now.astimezone(policy.zone),
        token=written(policy.key, receipt),
        desk=policy.desk_name,
    )
    thread = await thread_of(session, submission, submission.mailbox or "", policy)
    spec = replace(
        desk_letter(
            submission.mailbox or "", (subject, body), f"<{receipt}.withdrawn@{policy.domain}>", now, policy
        ),
        reply_to=policy.address,
        in_reply_to=thread[-1],
        references=thread,
    )
    wrapping = Wrapping(f"withdrawal:{receipt}", now, submission_id=submission.id, position=200)
    await write_letter(session, spec, wrapping)
