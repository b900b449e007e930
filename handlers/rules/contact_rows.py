"""Tables of contacts that a page prints as lines, their cells parted by blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.rules.contact_lines import ContactReading, read_contacts
from handlers.rules.contact_tables import ContactRow, Named, is_for, is_head
from handlers.rules.passages import Passage

_FEWEST = 3  # words of a head
_NUMBER = re.compile(r"\d{1,2}[.、]?")
_SEVERAL = "联系人表的这一行读出了几位联系人，请您核对。"


def is_contact_head(half: str) -> bool:
    """Tell whether a line holds the names of a contact table's columns and nothing else."""
    words = half.split()
    return len(words) >= _FEWEST and is_head(words)


def printed_rows(lines: Sequence[Passage], named: Sequence[Named]) -> list[ContactRow]:
    """Read the rows below such a head: each begins where a word names a category or a topic."""
    head = next((place for place, each in enumerate(lines) if is_contact_head(each.half)), None)
    if head is None:
        return []
    rows: list[tuple[list[str], list[str], int]] = []
    for each in lines[head + 1 :]:
        words = [word for word in each.half.split() if not _NUMBER.fullmatch(word)]
        meant = [word for word in words if any(is_for((word,), name) for name in named)]
        rest = " ".join(word for word in words if word not in meant)
        if meant:
            rows.append((meant, [rest], each.number))
        elif rows:
            rows[-1][1].append(rest)
    return [ContactRow(tuple(meant), _reading(texts), line) for meant, texts, line in rows]


def _reading(texts: Sequence[str]) -> ContactReading:
    reading = read_contacts("\n".join(texts))
    if len(reading.entries) <= 1:
        return reading
    return replace(reading, doubts=(*reading.doubts, ("warning", "contacts", _SEVERAL)))
