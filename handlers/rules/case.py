"""One clause of a question with all that is needed to decide it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from handlers.rules.answer import Intent
from handlers.rules.guide import Category
from handlers.rules.index import Index
from handlers.rules.reading import Reading
from handlers.rules.scope import How, Scope

# Intents that ask for categories themselves, not for a field of them.
WHICH: Final = frozenset({Intent.LIST, Intent.CATEGORY, Intent.COUNT})


@dataclass(frozen=True, slots=True)
class Case:
    """What a clause says, the categories that it is about, and the index that knows them."""

    reading: Reading
    meant: Scope
    about: tuple[Category, ...]
    index: Index

    @property
    def text(self) -> str:
        """Give the folded wording."""
        return self.reading.text

    @property
    def unknown(self) -> tuple[str, ...]:
        """Give the words that the guide does not know, unless a sentence of it says what the clause says."""
        return () if self.meant.how is How.STATEMENT else self.reading.content.unknown

    @property
    def intents(self) -> tuple[Intent, ...]:
        """Give the intents in the order of the clause."""
        return self.reading.intents

    @property
    def fields(self) -> tuple[Intent, ...]:
        """Give the intents that ask for a field of a category."""
        return tuple(intent for intent in self.intents if intent not in WHICH)


def case(reading: Reading, meant: Scope, index: Index) -> Case:
    """Look up the categories that a clause is about."""
    return Case(reading, meant, tuple(index.by_id(number) for number in meant.ids), index)
