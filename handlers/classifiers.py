"""The mail classifier of the guide in force, built once for each edition and decision of an operator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.examples import MOST, learnt_examples
from handlers.rules.classify import Classifier
from handlers.rules.guide import Guide
from handlers.rules.lessons import Lesson
from storage.lookups import once
from storage.queries.examples import examples_mark
from storage.tables import Example

NOTHING = Guide(title="", year=None)


async def classifier_in_force(session: AsyncSession) -> Classifier:
    """Return the classifier of the guide in force; without a guide it knows no category."""
    place = _place(await mark_in_force(session))
    if place.built is None:
        place.built = (await lesson_in_force(session)).learnt()
    return place.built


async def mark_in_force(session: AsyncSession) -> str:
    """Name the guide in force together with all decisions of operators."""
    found = await guide_in_force(session)
    mark = await once(session, "examples", (Example,), lambda: examples_mark(session, MOST))
    return f"{found.digest if found else ''} {mark}"


async def lesson_in_force(session: AsyncSession) -> Lesson:
    """Return what mails are understood by."""
    found = await guide_in_force(session)
    guide = found.guide if found else NOTHING
    return Lesson(await mark_in_force(session), guide, tuple(await learnt_examples(session, guide)))


@dataclass(slots=True)
class _Place:
    """Where a classifier is kept once it is built."""

    built: Classifier | None = None


@lru_cache(maxsize=2)
def _place(mark: str) -> _Place:  # noqa: ARG001 - the argument is the key
    return _Place()
