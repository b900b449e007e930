"""The classifier and the search index of the guide in force, built once for each edition."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import GuideInForce, guide_in_force
from handlers.rules.classify import Classifier, build_classifier
from handlers.rules.guide import Guide

EMPTY = GuideInForce(0, "", Guide(title="", year=None))


async def classifier_in_force(session: AsyncSession) -> Classifier:
    """Return the classifier of the guide in force; without a guide it knows no category."""
    found = await guide_in_force(session) or EMPTY
    return _built(found.digest, _Kept(found.guide))


class _Kept:
    """A guide that is equal to any other, so that the cache looks at the digest alone."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=2)
def _built(digest: str, kept: _Kept) -> Classifier:  # noqa: ARG001 - the digest is the key
    return build_classifier(kept.guide)
