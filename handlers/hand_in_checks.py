"""Which items of the guide's list a submission's files cover, and which file stands for which."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.rules.checklist import Checked, Seen, check, likeness
from handlers.rules.guide import Category
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
    category = await _category_of(session, submission)
    if category is None or not files:
        return ()
    names = [*(each.name for each in files if not each.item), *inside]
    ticked = {each.item for each in files if each.item}
    return tuple(
        Checked(each.item, Seen.FOUND, each.conditional) if each.item in ticked else each
        for each in check(category.materials, names)
    )


async def items_of_files(
    session: AsyncSession, submission: Submission, files: Sequence[SubmissionFile]
) -> tuple[str | None, ...]:
    """Return which item each file stands for: as the applicant said, else as its name tells, else None."""
    category = await _category_of(session, submission)
    materials = category.materials if category else ()
    return tuple(each.item or _by_name(materials, each.name) for each in files)


def _by_name(materials: Sequence[str], name: str) -> str | None:
    place = likeness(materials, name) if materials else None
    if place is None:
        return None
    (item,) = check((materials[place],), ())
    return None if item.seen is Seen.ELSEWHERE else item.item


async def _category_of(session: AsyncSession, submission: Submission) -> Category | None:
    """Return the one category of a submission as the guide in force has it; None where that is not sure."""
    found = await guide_in_force(session)
    if found is None or found.edition_id != submission.edition_id:
        return None
    return found.guide.category(submission.category or "")
