"""Chat texts in Telegram's HTML: cut long ones at paragraphs, and take the marks out."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

MESSAGE_LENGTH: Final = 4096  # the Bot API's limit of a text, in UTF-16 units after its marks are read
CAPTION_LENGTH: Final = 1024  # the same for a file's caption

_TAG: Final = re.compile(r"<(?P<close>/?)(?P<name>[a-z-]{1,20})(?P<rest>(?:\s[^<>]{0,2000})?)>")
# Where a cut hurts least, the best first.
_SEAMS: Final = ("\n\n", "\n", "。", "；", " ")


def length(text: str) -> int:
    """Return a text's length as the Bot API counts it, in UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def plain(html: str) -> str:
    """Return the text without its marks, to be sent where these cannot be read."""
    return unescape(_TAG.sub("", html))


def pieces(html: str, limit: int = MESSAGE_LENGTH) -> tuple[str, ...]:
    """Cut a text into pieces of at most `limit` units, at paragraphs where possible.

    The marks count too, so a piece is rather too short than too long. A mark that is open at a cut
    is closed there and opened again in the next piece.
    """
    found: list[str] = []
    rest = html.strip()
    while length(rest) > limit:
        head, tail = _cut(rest, limit)
        opened = _open_tags(head)
        found.append(head.rstrip() + "".join(f"</{_name(tag)}>" for tag in reversed(opened)))
        rest = "".join(opened) + tail.lstrip()
    return (*found, rest) if rest or not found else tuple(found)


def _cut(text: str, limit: int) -> tuple[str, str]:
    """Cut off a head that leaves room for closing marks; never inside a mark or an entity."""
    room = _units(text, max(limit - _closing_room(text[:limit]), limit // 2))
    for seam in _SEAMS:
        place = text.rfind(seam, room // 3, room)
        if place > 0:
            place += len(seam)
            if _is_outside(text, place):
                return text[:place], text[place:]
    while not _is_outside(text, room):
        room -= 1
    return text[:room], text[room:]


def _units(text: str, limit: int) -> int:
    """Return how many characters fit into `limit` units."""
    used = 0
    for place, letter in enumerate(text):
        used += 2 if letter > "\uffff" else 1
        if used > limit:
            return place
    return len(text)


def _closing_room(head: str) -> int:
    return sum(len(tag) + 1 for tag in _open_tags(head)) + 8


def _is_outside(text: str, place: int) -> bool:
    """Tell whether a place is neither inside a mark nor inside an entity such as &amp;."""
    before = text[:place]
    if before.rfind("<") > before.rfind(">"):
        return False
    start = before.rfind("&", max(0, place - 10))
    return start < 0 or ";" in before[start:] or ";" not in text[place : place + 10]


def _open_tags(html: str) -> list[str]:
    """Return the marks that are still open at the end."""
    opened: list[str] = []
    for tag in _TAG.finditer(html):
        if not tag["close"]:
            opened.append(tag[0])
        elif opened:
            opened.pop()
    return opened


def _name(tag: str) -> str:
    return tag[1:-1].split(maxsplit=1)[0]
