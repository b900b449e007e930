"""The outline of a guide as values: topics, categories and sections with the lines that belong to each."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.rules.passages import Passage
from handlers.rules.section_titles import SectionKind


@dataclass(slots=True)
class Part:
    """A section while it is read: the kinds that its title names, its lines without the title."""

    kinds: tuple[SectionKind, ...]
    name: str
    line: int
    lines: list[Passage] = field(default_factory=list)
    form: str = "bare"
    number: int | None = None
    unknown: bool = False  # the title is in words that no table knows


@dataclass(slots=True)
class Draft:
    """A category while it is read: `number` as printed, `topic` the place of its topic in the outline."""

    name: str
    line: int
    topic: int | None = None
    number: int | None = None
    code: str | None = None
    upper: int | None = None  # the topic's number, where the category's repeats it, as in 2.1
    parts: list[Part] = field(default_factory=list)
    preamble: list[Passage] = field(default_factory=list)
    wrapped: bool = False  # the name was put together from two lines
    form: str = ""  # how its number is printed
    priced: str = ""  # amounts in parentheses behind its name


@dataclass(slots=True)
class TopicDraft:
    """A topic while it is read; `parts` are sections that stand under it and under none of its categories."""

    name: str
    line: int
    number: int | None = None
    parts: list[Part] = field(default_factory=list)
    wrapped: bool = False
    word: str = ""  # with which its heading counts: 专题, 方向
    preamble: list[Passage] = field(default_factory=list)  # text between its heading and its first category


@dataclass(slots=True)
class Outline:
    """A guide cut to pieces.

    `cover` and `cover_parts` stand before its body and belong to no category, `parts` belong to all of them,
    `closing` is text behind the last category.
    """

    cover: list[Passage] = field(default_factory=list)
    topics: list[TopicDraft] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    cover_parts: list[Part] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    closing: list[Passage] = field(default_factory=list)
