"""What a chat shows: a text with buttons, and the form of what buttons send back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from handlers.outbox import Button, Rows
from handlers.wording import say

VERSION: Final = "1"  # of what the buttons mean; raised when an old button would do the wrong thing
DATA_BYTES: Final = 64  # the Bot API's limit of callback data
ANEW: Final = "n:"  # in front of data: what it opens is a new message, because the pressed one is a record
PAGE: Final = 6  # rows on a page
LABEL: Final = 40  # characters of a button's text; phones cut longer ones
HOME: Final = Button("⌂ 主菜单", "g:1:home")
_STATE: Final = re.compile(r"[0-9a-z]{0,12}")


@dataclass(frozen=True, slots=True)
class Screen:
    """A text (HTML) with buttons; `stale` tells that the pressed button was out of date."""

    text: str
    buttons: Rows = ()
    stale: bool = False

    def as_stale(self) -> Self:
        """Return the same screen, with a first line that says that the menu was renewed."""
        return replace(self, text=f"{say('renewed.html')}\n\n{self.text}", stale=True)


@dataclass(frozen=True, slots=True)
class Press:
    """What a button sent back: what to do, with what, and the state that its row was in when it was drawn."""

    verb: str
    arguments: tuple[str, ...] = ()
    state: str = ""

    def number(self, place: int = 0) -> int | None:
        """Return an argument that is a row's number; None where it is none."""
        text = self.arguments[place] if place < len(self.arguments) else ""
        return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else None  # noqa: PLR2004

    def text(self, place: int = 0) -> str:
        """Return an argument, empty where there is none."""
        return self.arguments[place] if place < len(self.arguments) else ""


def press_data(prefix: str, verb: str, *arguments: object, state: str = "") -> str:
    """Write what a button sends back, as in "b:1:ok:42:~3f9a"; at most 64 bytes."""
    fields = [prefix, VERSION, verb, *map(str, arguments)]
    data = ":".join([*fields, f"~{state}"] if state else fields)
    if len(data.encode()) > DATA_BYTES - len(ANEW):
        raise ValueError(f"too long for a button: {data}")
    return data


def read_press(data: str) -> Press | None:
    """Read what stands behind the prefix of a button's data; None for another version or a tampered one."""
    version, *fields = data.split(":")
    if version != VERSION or not fields or not fields[0]:
        return None
    state = fields.pop()[1:] if fields[-1].startswith("~") else ""
    if not fields or not _STATE.fullmatch(state):
        return None
    return Press(fields[0], tuple(fields[1:]), state)


def anew(data: str) -> str:
    """Return data for a button below a message that must stay: what it opens comes as a new message."""
    return f"{ANEW}{data}"


def label(text: str) -> str:
    """Shorten a text to what fits on a button."""
    folded = " ".join(text.split())
    return folded if len(folded) <= LABEL else f"{folded[: LABEL - 1]}…"


def back(data: str | None = None) -> list[Button]:
    """Return the last row of a screen: back, and below the second level the main menu too."""
    if data is None or data == HOME.data:
        return [Button("‹ 返回", HOME.data)]
    return [Button("‹ 返回", data), HOME]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, with its number from 0 and how many there are."""

    number: int
    count: int
    start: int
    stop: int


def page_of(length: int, number: int, size: int = PAGE) -> Page:
    """Return which part of a list a page shows; a number beyond the end gives the last page."""
    count = max(1, -(-length // size))
    number = max(0, min(number, count - 1))
    return Page(number, count, number * size, min(length, (number + 1) * size))


def pager(page: Page, datas: Sequence[str]) -> list[Button]:
    """Return the row that turns pages, ‹ 2/3 ›; `datas` are those of the page before and the page after.

    Nothing where there is only one page.
    """
    if page.count == 1:
        return []
    before, after = datas
    row = [Button("‹ 上一页", before)] if page.number else []
    row.append(Button(f"{page.number + 1}/{page.count}", before if page.number else after))
    return row + ([Button("下一页 ›", after)] if page.number + 1 < page.count else [])
