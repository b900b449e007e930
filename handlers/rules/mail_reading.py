"""A mail as the rows of evidence look at it, and what a row finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from handlers.rules.amounts_asked import asked_for
from handlers.rules.category_terms import shingles, words_of
from handlers.rules.mail_segments import PAST, Place, Segment
from handlers.rules.numbers_written import Numbers, numbers_in

UNMEANT: Final = frozenset({Place.ASIDE, Place.OWNED})  # where a category is named, not meant
_CALLING: Final = frozenset({Place.SUBJECT, Place.NAMES})  # where the writer gives it a name
# Where a number or a contact is meant.
SPEAKING: Final = frozenset({Place.SUBJECT, Place.NAMES, Place.TEXT, Place.FORWARDED})


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of evidence: how much it adds to the log-odds of a category, and why."""

    strength: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A mail as the rows look at it; `amounts` are those that it asks for, in 万元.

    `called` are the words of the subject and of the files' names, `heaviest` the pieces by their weight,
    `pairs` all pairs of characters in them.
    """

    segments: tuple[Segment, ...]
    heaviest: tuple[Segment, ...]
    pairs: frozenset[str]
    recipients: frozenset[str]
    earlier: tuple[str, ...]
    numbers: Numbers
    words: frozenset[str]
    called: frozenset[str]
    phrases: frozenset[str]
    amounts: frozenset[float]


def reading(segments: tuple[Segment, ...], recipients: tuple[str, ...], earlier: tuple[str, ...]) -> Reading:
    """Prepare what all rows share."""
    heard = [segment for segment in segments if _is_heard(segment)]
    said, meant = [segment.plain for segment in heard], [segment.meant for segment in heard]
    return Reading(
        segments=segments,
        heaviest=tuple(sorted(segments, key=lambda each: -each.weight)),
        pairs=frozenset[str]().union(*(each.pairs for each in segments)),
        recipients=frozenset(each.lower() for each in recipients),
        earlier=earlier,
        numbers=numbers_in(segments),
        words=frozenset(words_of("\n".join([*said, *meant]))),
        called=frozenset(words_of("\n".join(each.plain for each in heard if each.place in _CALLING))),
        phrases=shingles("\n".join([*said, *meant])),
        amounts=asked_for("\n".join(segment.plain for segment in heard if segment.place in SPEAKING)),
    )


def _is_heard(segment: Segment) -> bool:
    """Tell whether the words of a piece count; those about the past do where nothing else is named."""
    if segment.place in UNMEANT:
        return segment.weight >= PAST
    return segment.place is not Place.QUOTED
