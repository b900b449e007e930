"""The amounts of money in 支持方式与强度, each with what it is."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.rules.amounts import Amount
from handlers.rules.funding_words import PER_PROJECT, ROLES, Role

HARD = "。;\n"  # what parts sentences
SOFT = ",、"  # what parts phrases within them


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its role and its phrase."""

    amount: Amount
    role: Role
    phrase: tuple[int, int]


def placed(half: str, amount: Amount, after: int = 0) -> Money:
    """Tell what an amount is by the words of its phrase, those behind a place only."""
    start, end = phrase(half, amount.start, amount.end)
    words = half[max(start, after) : amount.start]
    role = next((role for role, pattern in ROLES if pattern.search(words)), Role.GRANT)
    if PER_PROJECT.match(half, amount.end) and role in {Role.TOTAL, Role.OWN}:
        role = Role.GRANT
    return Money(amount, role, (start, end))


def phrase(half: str, start: int, end: int, signs: str = HARD + SOFT) -> tuple[int, int]:
    """Give the bounds of the phrase around a place; a comma between digits parts none."""
    begin = max(half.rfind(sign, 0, start) for sign in signs) + 1
    ends = [place for sign in signs if (place := half.find(sign, end)) >= 0]
    return begin, min(ends, default=len(half))
