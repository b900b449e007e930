"""Which items of the guide's list a submission's files cover."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.rules.checklist import Checked, Seen, check
from storage.tables import Submission, SubmissionFile


async def checked_of(
    session: AsyncSession,
    submission: Submission,
    files: Sequence[SubmissionFile],
    inside: Sequence[str] = (),
) -> tuple[Checked, ...]:
    """Compare the files with the materials of the submission's one category; nothing where that is not sure.

    What the applicant ticked counts as found; the other files, and those `inside` archives, by their names.
    """
    found = await guide_in_force(session)
    if found is None or found.edition_id != submission.edition_id:
        return ()
    category = found.guide.category(submission.category or "")
    if category is None or not files:
        return ()
    names = [*(each.name for each in files if not each.item), *inside]
    ticked = {each.item for each in files if each.item}
    return tuple(
        Checked(each.item, Seen.FOUND, each.conditional) if each.item in ticked else each
        for each in check(category.materials, names)
    )
