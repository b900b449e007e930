"""What was sent in a chat, written down as the original mail is for those who wrote by mail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.policy import Policy
from handlers.wording import attached
from storage.queries.submissions import entries_of
from storage.states import Channel
from storage.tables import Applicant, Submission, SubmissionFile


async def transcript_of(
    session: AsyncSession, submission: Submission, files: Sequence[SubmissionFile], policy: Policy
) -> str | None:
    """Return the record of a submission from chat; None for one that came by mail."""
    if submission.channel is not Channel.CHAT:
        return None
    applicant = await session.get_one(Applicant, submission.applicant_id)
    entries = await entries_of(session, submission.id or 0)
    return attached(
        "department/transcript",
        submission=submission,
        applicant=applicant,
        files=files,
        begun=submission.created_at.astimezone(policy.zone),
        noticed=applicant.noticed_at.astimezone(policy.zone) if applicant.noticed_at else None,
        confirmed=submission.confirmed_at.astimezone(policy.zone) if submission.confirmed_at else None,
        history=[(each.at.astimezone(policy.zone), each.text) for each in entries],
        desk=policy.desk_name,
    )
