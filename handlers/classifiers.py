"""The mail classifier of the guide in force, built once for each edition."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import Kept, guide_in_force
from handlers.rules.classify import Classifier, build_classifier
from handlers.rules.guide import Guide

NOTHING = Guide(title="", year=None)


async def classifier_in_force(session: AsyncSession) -> Classifier:
    """Return the classifier of the guide in force; without a guide it knows no category."""
    found = await guide_in_force(session)
    return _built(Kept(found.digest, found.guide) if found else Kept("", NOTHING))


@lru_cache(maxsize=2)
def _built(guide: Kept[Guide]) -> Classifier:
    return build_classifier(guide.value)
