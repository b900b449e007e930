"""Read the answers to UID SEARCH and UID FETCH, and write sets of UIDs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

# The library reads one line a level of recursion, servers read lines of some 1,000 bytes (RFC 2683 3.2.1.5).
MOST_UIDS = 200
LONGEST_SET = 800

ITEM = re.compile(rb"\d+ FETCH \(", re.IGNORECASE)
FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)", re.IGNORECASE)
UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.IGNORECASE)
DATE = re.compile(rb'\bINTERNALDATE "([^"]*)"', re.IGNORECASE)
EMPTY = re.compile(rb'\bBODY\[(?:HEADER)?\] (?:""|~?\{0\})', re.IGNORECASE)
CODE = re.compile(rb"\[(UIDVALIDITY|UIDNEXT) (\d+)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Described:
    """A mail as its mailbox knows it; `size` in bytes, `internal_date` None where the server's is broken."""

    uid: int
    size: int
    internal_date: datetime | None
    flags: frozenset[str]

    @property
    def is_seen(self) -> bool:
        r"""Tell whether somebody has read it: \Seen (RFC 3501, 2.3.2)."""
        return any(flag.lower() == r"\seen" for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail's bytes, just as the server gave them."""

    uid: int
    raw: bytes


def uid_sets(uids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Split UIDs into groups that one command may name."""
    group: list[int] = []
    for uid in sorted(set(uids)):
        if len(group) == MOST_UIDS or (group and len(write_set([*group, uid])) > LONGEST_SET):
            yield tuple(group)
            group = []
        group.append(uid)
    if group:
        yield tuple(group)


def write_set(uids: Sequence[int]) -> str:
    """Write a sequence set (RFC 3501 section 9), consecutive UIDs as a range; expects ascending order."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def read_search(lines: Iterable[bytes]) -> list[int]:
    """Read the numbers of a SEARCH answer, which some servers spread over several lines."""
    return sorted({int(word) for line in lines for word in line.split() if word.isdigit()})


def read_code(lines: Iterable[bytes | bytearray], name: str) -> int | None:
    """Read the number of a response code such as UIDVALIDITY."""
    found = (match for line in lines for match in CODE.finditer(bytes(line)))
    return next((int(match[2]) for match in found if match[1].upper() == name.encode()), None)


def read_descriptions(lines: Sequence[bytes | bytearray]) -> list[Described]:
    """Read the answer to FETCH (UID RFC822.SIZE INTERNALDATE FLAGS); news of other mails is left out."""
    read = (_describe(text) for text, _ in _items(lines))
    return [one for one in read if one is not None]


def read_bodies(lines: Sequence[bytes | bytearray]) -> list[Fetched]:
    """Read the answer to FETCH (UID BODY.PEEK[…]), the UID before the body or after it."""
    return [Fetched(uid, body) for text, body in _items(lines) if body is not None and (uid := _uid(text))]


def _items(lines: Sequence[bytes | bytearray]) -> Iterator[tuple[bytes, bytes | None]]:
    """Join the lines of each answer: its text without the literal, and the literal."""
    text, body = b"", None
    for line in lines:
        if isinstance(line, bytearray):
            body = bytes(line)
        elif ITEM.match(line):
            yield from _whole(text, body)
            text, body = bytes(line), None
        else:
            text += bytes(line)
    yield from _whole(text, body)


def _whole(text: bytes, body: bytes | None) -> Iterator[tuple[bytes, bytes | None]]:
    if ITEM.match(text):
        yield text, b"" if body is None and EMPTY.search(text) else body


def _uid(text: bytes) -> int | None:
    # A keyword among the flags may look like a UID.
    found = UID.search(FLAGS.sub(b"", text))
    return int(found[1]) if found else None


def _describe(text: bytes) -> Described | None:
    uid, size, flags, date = _uid(text), SIZE.search(text), FLAGS.search(text), DATE.search(text)
    if uid is None or size is None:
        return None
    words = flags[1].decode("ascii", "replace").split() if flags else []
    return Described(uid, int(size[1]), _date(date[1]) if date else None, frozenset(words))


def _date(text: bytes) -> datetime | None:
    try:
        return datetime.strptime(text.decode().strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None
