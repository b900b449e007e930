"""先提交，后补 by mail: said with the material, or in answer to what was missing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import names_inside
from handlers.hand_in_checks import checked_of
from handlers.incoming import Incoming
from handlers.policy import Policy
from handlers.promises import promise
from handlers.rules.applicant_words import says_later
from handlers.rules.checklist import Seen
from storage.queries.submissions import files_of
from storage.tables import Promise, Submission, SubmissionFile


async def promise_by_mail(
    session: AsyncSession,
    incoming: Incoming,
    submission: Submission,
    files: Sequence[SubmissionFile],
    policy: Policy,
) -> Promise | None:
    """Write down what follows where a mail with material says that something does."""
    if not says_later(incoming.mail.fresh_text):
        return None
    inside = names_inside(incoming.mail)
    return await _promise(session, submission, files, incoming, policy, inside)


async def promise_the_rest(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy
) -> Promise | None:
    """Write down that all that was not seen follows; None where nothing is missing."""
    files = await files_of(session, submission.id or 0)
    return await _promise(session, submission, files, incoming, policy)


async def _promise(
    session: AsyncSession,
    submission: Submission,
    files: Sequence[SubmissionFile],
    incoming: Incoming,
    policy: Policy,
    inside: Sequence[str] = (),
) -> Promise | None:
    checked = await checked_of(session, submission, files, inside)
    missing = [each.item for each in checked if each.seen in (Seen.MISSING, Seen.PART)]
    return await promise(session, submission, missing, incoming.now, policy)
