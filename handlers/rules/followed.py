"""What a new guide changes for those who follow some of its categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from handlers.rules.change_words import field_word
from handlers.rules.changes import Change, guide_changes
from handlers.rules.guide import Category, Guide

SHORT: Final = 60  # characters of a value that is shown as it was and as it is; of a longer one only the name
_TWICE: Final = {
    "sections.materials": "materials",
    "sections.contacts": "contacts",
}  # the text and its reading
_UNSAID: Final = ("topic", "code")  # fields whose change says nothing to an applicant


@dataclass(frozen=True, slots=True)
class Followed:
    """A category that somebody follows, by number and name."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in a category: old and new where they are short enough to show, else None."""

    word: str
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What became of a followed category; `now` is None where the new guide no longer has it."""

    before: Followed
    now: Followed | None
    differences: tuple[Difference, ...] = ()


def news_of(old: Guide, new: Guide, followed: Sequence[Followed]) -> tuple[News, ...]:
    """Return what a new guide changes in some categories; nothing for those that stay as they are.

    A category is the same where its name is, else where its number is.
    """
    found = (_news(old, new, each) for each in followed)
    return tuple(each for each in found if each is not None)


def _news(old: Guide, new: Guide, followed: Followed) -> News | None:
    before, now = _find(old, followed), _find(new, followed)
    if before is None:
        return News(followed, _place(now), (Difference("重新列入指南"),)) if now else None
    if now is None:
        return News(followed, None)
    differences = tuple(_differences(_changes(before, now)))
    if before.id != now.id:
        differences = (Difference("类别编号", before.id, now.id), *differences)
    return News(followed, _place(now), differences) if differences else None


def _find(guide: Guide, followed: Followed) -> Category | None:
    named = [each for each in guide.categories if each.name == followed.name]
    return named[0] if len(named) == 1 else guide.category(followed.number)


def _place(category: Category | None) -> Followed | None:
    return Followed(category.id, category.name) if category else None


def _changes(before: Category, now: Category) -> tuple[Change, ...]:
    """Compare two categories by themselves, under one number."""
    alone = [Guide("", None, categories=(each,)) for each in (before, replace(now, id=before.id))]
    return guide_changes(alone[0], alone[1])


def _differences(changes: Sequence[Change]) -> list[Difference]:
    fields = {change.field for change in changes}
    shown: dict[str, Difference] = {}
    for change in changes:
        if change.field in _UNSAID or _TWICE.get(change.field) in fields:
            continue
        word = field_word(change.field)
        shown.setdefault(word, _difference(word, change))
    return list(shown.values())


def _difference(word: str, change: Change) -> Difference:
    values = (change.old or "（没有）", change.new or "（没有）")
    if any(len(value) > SHORT or "\n" in value for value in values):
        return Difference(word)
    return Difference(word, *values)
