"""The operators' own words for categories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.editions import guide_in_force
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.wording import one_line
from storage.queries.editions import aliases
from storage.tables import Alias

SHORTEST = 2  # characters; a single one would be in every question


@dataclass(frozen=True, slots=True)
class CategoryWord:
    """A word and the category that it stands for."""

    word: str
    category: str


async def list_aliases(session: AsyncSession) -> list[CategoryWord]:
    """Return all words, in order."""
    return [CategoryWord(row.word, row.category) for row in await aliases(session)]


async def add_alias(
    session: AsyncSession, wanted: CategoryWord, now: datetime, policy: Policy, actor: Actor
) -> CategoryWord:
    """Let a word stand for a category; refuses a word that is too short and a category that is not there."""
    word = one_line(wanted.word)
    found = await guide_in_force(session)
    if len(word) < SHORTEST:
        raise Refusal("alias_too_short", shortest=SHORTEST)
    if found is None or found.guide.category(wanted.category) is None:
        raise Refusal("alias_unknown_category", category=wanted.category)
    row = await session.get(Alias, word)
    if row is None:
        session.add(Alias(word=word, category=wanted.category, added_at=now))
    else:
        row.category, row.added_at = wanted.category, now
    await record(session, policy, now, actor, "alias.add", f"alias:{word}", category=wanted.category)
    return CategoryWord(word, wanted.category)


async def remove_alias(session: AsyncSession, word: str, now: datetime, policy: Policy, actor: Actor) -> None:
    """Forget a word; refuses one that is not there."""
    row = await session.get(Alias, one_line(word))
    if row is None:
        raise Refusal("alias_unknown", word=word)
    await session.delete(row)
    await record(session, policy, now, actor, "alias.remove", f"alias:{row.word}")
