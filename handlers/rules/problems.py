"""What a reader of documents was not sure of, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a problem weighs."""

    NOTE = "note"  # odd, but read for sure
    WARNING = "warning"  # not sure: left null, or to be checked by a person
    ERROR = "error"  # could not be read


@dataclass(frozen=True, slots=True)
class Problem:
    """One doubt about a document, with the place where a person can look.

    `line` counts from 1 in text files; `cell` is a spreadsheet address such as "B12".
    Of `category`, `task` and `milestone` those are set that the problem belongs to.
    """

    level: Level
    field: str
    message: str
    line: int | None = None
    cell: str | None = None
    category: str | None = None
    task: str | None = None
    milestone: int | None = None


class Unreadable(Exception):  # noqa: N818 - it names what the file is
    """Say in one sentence why a document cannot be used at all; the message is for people."""
