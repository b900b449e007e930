"""What one document holds of a clause, in characters."""

from __future__ import annotations

from handlers.rules.index import Index
from handlers.rules.matches import Content
from handlers.rules.reading import Reading
from handlers.rules.scope import Scope
from handlers.rules.task_asked import FILLERS


def held_by_guide(reading: Reading, meant: Scope, index: Index) -> Content:
    """Keep of the content what the categories that are meant hold."""
    places = sum(1 << index.positions[number] for number in meant.ids)
    terms = (term for term in reading.content.terms if not places or term.anywhere & places)
    return Content(tuple(term for term in terms if not FILLERS.fullmatch(term.word)), ())


def covered(found: Content) -> int:
    """Count the characters that words as they stand cover."""
    return sum(term.end - term.start for term in found.terms if term.exact)


def longest(found: Content) -> int:
    """Count the characters of the longest word as it stands."""
    return max((term.end - term.start for term in found.terms if term.exact), default=0)
