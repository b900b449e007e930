"""The mail classifier of the guide in force, built once for each edition and decision of an operator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.examples import learnt_examples
from handlers.rules.classify import Classifier, build_classifier
from handlers.rules.guide import Guide
from storage.lookups import once
from storage.queries.examples import examples_mark
from storage.tables import Example

NOTHING = Guide(title="", year=None)


async def classifier_in_force(session: AsyncSession) -> Classifier:
    """Return the classifier of the guide in force; without a guide it knows no category."""
    found = await guide_in_force(session)
    mark = await once(session, "examples", (Example,), lambda: examples_mark(session))
    place = _place(found.digest if found else "", mark)
    if place.built is None:
        guide = found.guide if found else NOTHING
        place.built = build_classifier(guide, await learnt_examples(session, guide))
    return place.built


@dataclass(slots=True)
class _Place:
    """Where a classifier is kept once it is built."""

    built: Classifier | None = None


@lru_cache(maxsize=2)
def _place(digest: str, mark: str) -> _Place:  # noqa: ARG001 - the arguments are the key
    return _Place()
