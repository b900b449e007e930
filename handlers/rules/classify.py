"""Which category a mail belongs to, with a score and the reasons in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from handlers.rules.category_terms import Profile, profiles
from handlers.rules.evidence import (
    ROWS,
    contradicted_number,
    is_full_name,
    named_in,
)
from handlers.rules.examples import Example, Examples, learn
from handlers.rules.guide import Guide
from handlers.rules.mail_reading import SPEAKING, UNMEANT, Found, reading
from handlers.rules.mail_segments import PAST, Place, Segment, segments
from handlers.rules.mime import ParsedMail
from handlers.rules.misspelt_names import Misspelt, misspelt_names
from handlers.rules.papers_sent import by_papers

NONE_OF_THEM: Final = 2.6  # log-odds of "another matter": evidence must outweigh it
_STRONG: Final = 4.5  # log-odds from which on a category is named for sure
_AGAINST_NAME: Final = 0.5  # log-odds of an earlier decision where the mail names another category
_POINTED: Final = 2.5  # log-odds from which on a category is asked whether the files fit
_ADDRESSES: Final = frozenset({"contact", "salutation", "department"})
# Rows that do not tell the category itself.
_ABOUT_PEOPLE: Final = frozenset({"contact", "salutation", "department", "papers", "history"})
_CALLING: Final = frozenset({"name", "short"})  # rows without which no piece names a category
_WEAKEST_REASON: Final = 0.3  # log-odds below which evidence is not worth telling


@dataclass(frozen=True, slots=True)
class Candidate:
    """A category with the probability that the mail is meant for it, and why.

    `evidence` is the sum of log-odds, `content` the part of it that tells the category itself, not who is
    in charge; `papers` tells that the files fit its list; `named` is true where the mail names it for
    sure, `full` where it gives the full name.
    """

    category: str
    mailbox: str | None
    score: float
    reasons: tuple[str, ...] = ()
    evidence: float = 0.0
    named: bool = False
    full: bool = False
    content: float = 0.0
    papers: bool = False


@dataclass(frozen=True)
class Classifier:
    """A guide and what people decided, prepared for judging mails."""

    guide: Guide = field(repr=False)
    profiles: tuple[Profile, ...] = field(repr=False)
    examples: Examples = field(repr=False)
    misspelt: Misspelt = field(repr=False)

    def scores(self, mail: ParsedMail, earlier: Sequence[str] = ()) -> tuple[Candidate, ...]:
        """Score all categories for a mail, the best first; with "none of them" the scores add up to 1."""
        return self.scored(segments(mail), mail.recipients, earlier)

    def scored(
        self, pieces: tuple[Segment, ...], recipients: tuple[str, ...], earlier: Sequence[str] = ()
    ) -> tuple[Candidate, ...]:
        """Score all categories for the pieces of a mail; the past counts where nothing else is named."""
        pieces = self.misspelt.mended(pieces)
        first = self.weighed(pieces, recipients, tuple(earlier))
        if any(each.named for each in first):
            return first
        raised = tuple(replace(p, weight=PAST) if p.place in UNMEANT else p for p in pieces)
        return first if raised == pieces else self.weighed(raised, recipients, tuple(earlier))

    def weighed(
        self, pieces: tuple[Segment, ...], recipients: tuple[str, ...] = (), earlier: tuple[str, ...] = ()
    ) -> tuple[Candidate, ...]:
        """Score all categories for the pieces of a mail, the best first."""
        mail = reading(pieces, recipients, earlier)
        found = {
            each.id: {name: hit for name, row in ROWS if (hit := row(each, mail))} for each in self.profiles
        }
        self._remember(found, pieces)
        self._compare_papers(found, pieces)
        wrong = contradicted_number(found)
        if wrong:
            number, best = wrong
            del found[number]["number"]
            found[best]["conflict"] = Found(0.0, f"编号 {number} 与名称不符，以名称为准")
        return self._ranked(found, pieces)

    def _remember(self, found: dict[str, dict[str, Found]], pieces: tuple[Segment, ...]) -> None:
        """Add what people decided about such mails; it never outweighs what the mail itself names."""
        near = self._undisputed(self.examples.strengths(_compared(pieces)))
        named = {each.id for each in self.profiles if near and _is_named(each, found[each.id], pieces)}
        for category in found.keys() & near.keys():
            most = near[category] if not named or category in named else _AGAINST_NAME
            strength = min(most, near[category])
            found[category]["example"] = Found(strength, "与以前由人确认的邮件相近")

    def _undisputed(self, near: dict[str, float]) -> dict[str, float]:
        """Leave of each example what none for another department says against it."""
        boxes = {each.id: each.mailbox for each in self.profiles}
        left: dict[str, float] = {}
        for category in near.keys() & boxes.keys():
            others = (near[each] for each in near.keys() & boxes.keys() if boxes[each] != boxes[category])
            left[category] = near[category] - max(others, default=0.0)
        return {category: strength for category, strength in left.items() if strength > 0}

    def _compare_papers(self, found: dict[str, dict[str, Found]], pieces: tuple[Segment, ...]) -> None:
        """Add how well the files fit, where something else points to a category."""
        for profile in self.profiles:
            rows = found[profile.id]
            if sum(hit.strength for hit in rows.values()) < _POINTED:
                continue
            hit = by_papers(profile, pieces, addressed=not _ADDRESSES.isdisjoint(rows))
            if hit:
                rows["papers"] = hit

    def profile(self, category: str) -> Profile | None:
        """Find a category's profile."""
        return next((each for each in self.profiles if each.id == category), None)

    def _ranked(
        self, found: dict[str, dict[str, Found]], pieces: tuple[Segment, ...]
    ) -> tuple[Candidate, ...]:
        totals = {key: sum(hit.strength for hit in rows.values()) for key, rows in found.items()}
        top = max([NONE_OF_THEM, *totals.values()])
        mass = math.exp(NONE_OF_THEM - top) + sum(math.exp(each - top) for each in totals.values())
        candidates = [
            Candidate(
                each.id,
                each.mailbox,
                math.exp(totals[each.id] - top) / mass,
                _told(found[each.id]),
                totals[each.id],
                _is_named(each, found[each.id], pieces),
                any(is_full_name(each, piece) for piece in pieces if piece.place not in UNMEANT),
                sum(hit.strength for name, hit in found[each.id].items() if name not in _ABOUT_PEOPLE),
                "papers" in found[each.id],
            )
            for each in self.profiles
        ]
        return tuple(sorted(candidates, key=lambda each: (-each.score, each.category)))


def build_classifier(guide: Guide, examples: Sequence[Example] = ()) -> Classifier:
    """Prepare a guide for judging mails; build once per edition and set of examples."""
    known = profiles(guide)
    return Classifier(guide, known, learn(examples), misspelt_names(known))


def _told(rows: dict[str, Found]) -> tuple[str, ...]:
    worth = [hit for name, hit in rows.items() if hit.strength >= _WEAKEST_REASON or name == "conflict"]
    return tuple(hit.reason for hit in sorted(worth, key=lambda hit: -hit.strength))


def _is_named(profile: Profile, rows: dict[str, Found], pieces: tuple[Segment, ...]) -> bool:
    """Tell whether subject, file names or new text name a category for sure."""
    called = not rows.keys().isdisjoint(_CALLING)
    speaking = [piece for piece in pieces if piece.place in SPEAKING] if called else []
    outright = max((named_in(profile, piece) for piece in speaking), default=0.0)
    number = rows["number"].strength if "number" in rows else 0.0
    return outright + number >= _STRONG


def _compared(pieces: tuple[Segment, ...]) -> str:
    chosen = (Place.SUBJECT, Place.NAMES, Place.TEXT)
    return "\n".join(piece.plain for place in chosen for piece in pieces if piece.place is place)
