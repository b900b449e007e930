"""What a later letter to a department hangs below, so that its mailbox shows one thread."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.letterhead import first_letter
from handlers.policy import Policy
from storage.queries.departments import first_letter_to
from storage.tables import Submission


async def thread_of(
    session: AsyncSession, submission: Submission, mailbox: str, policy: Policy
) -> tuple[str, ...]:
    """Return the Message-IDs that lead to the first letter that a mailbox got about a submission.

    Before it stands the root of all departments' letters, where that is another one (RFC 5322, 3.6.4).
    """
    root = first_letter(submission.receipt or "", policy)
    own = await first_letter_to(session, submission.id or 0, mailbox)
    return tuple(dict.fromkeys(each for each in (root, own) if each))
