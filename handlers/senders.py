"""What the one who hands in is called in letters and receipts."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.wording import one_line
from storage.queries.departments import unit_of_submission
from storage.tables import Applicant, Submission


async def unit_of(session: AsyncSession, submission: Submission) -> str:
    """Return the unit that the applicant named for a submission, else what the applicant is called."""
    return await named_unit(session, submission) or sender_name(
        await session.get_one(Applicant, submission.applicant_id)
    )


async def named_unit(session: AsyncSession, submission: Submission) -> str | None:
    """Return the unit that the applicant named for a submission; None where none was named."""
    row = await unit_of_submission(session, submission.id or 0)
    return one_line(row.name) if row and row.name else None


def sender_name(applicant: Applicant) -> str:
    """Return what an applicant is called in letters: the name, else the address, else the chat."""
    return one_line(applicant.name or applicant.email or f"聊天用户 {applicant.chat_id}")
