"""What the database knows about the letters of a batch, asked for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.rules.mime import ParsedMail
from handlers.rules.route import Understanding
from storage.queries.known import Fact, Marks, Row, facts_of
from storage.queries.letters import categories_by_sender, categories_of_senders, letters_by_id
from storage.tables import Letter

DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A letter on disk that nothing is decided about."""

    id: int
    blob: str
    received_at: datetime


def stored(row: Letter) -> StoredLetter:
    """Return what the desk needs to know of a letter's row."""
    return StoredLetter(row.id or 0, row.blob, row.received_at)


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored letter with its bytes and what was read in them.

    `understanding` is what the confined process made of it by the lesson of `mark` and the categories of the
    sender's `earlier` submissions, if it did.
    """

    letter: StoredLetter
    mail: ParsedMail
    raw: bytes
    understanding: Understanding | None = None
    mark: str = ""
    earlier: tuple[str, ...] = ()


@dataclass(slots=True)
class Known:
    """What was looked up for some letters, no two of which are from one sender or alike.

    `twins` and `alike` hold the ids of letters with a Message-ID and with a content digest, `recent` those
    of a sender's letters of the last day. `acknowledged` counts the answers that a sender got in that time,
    `acknowledged_in_all` those to everybody, `answered` holds the keys of the answers to these very letters;
    these three go on with what is written. `departments` are the mailboxes of the guide, `lesson` is the mark
    of what mails are understood by. Senders stand in lower case.
    """

    rows: Mapping[int, Letter]
    twins: Mapping[str, Sequence[int]] = field(default_factory=dict)
    alike: Mapping[str, Sequence[int]] = field(default_factory=dict)
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recent: Mapping[str, Sequence[int]] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    acknowledged_in_all: int = 0
    answered: set[str] = field(default_factory=set)
    departments: frozenset[str] = frozenset()
    lesson: str = ""

    def count(self, key: str, sender: str) -> None:
        """Count an answer that was written."""
        self.answered.add(key)
        self.acknowledged[sender] = self.acknowledged.get(sender, 0) + 1
        self.acknowledged_in_all += 1


def apart(batch: Iterable[Opened]) -> list[list[Opened]]:
    """Cut a batch, so that what one letter changes is seen by the next of its sender and by its copy."""
    groups: list[list[Opened]] = [[]]
    marks: set[str] = set()
    for each in batch:
        own = _marks(each)
        if own & marks:
            groups.append([])
            marks = set()
        groups[-1].append(each)
        marks |= own
    return [group for group in groups if group]


def _marks(one: Opened) -> set[str]:
    mail = one.mail
    marks = {f"from {mail.sender.lower()}", f"id {mail.message_id}", f"content {mail.content_digest}"}
    return {mark for mark in marks if not mark.endswith(" ")}


def answer_key(letter_id: int) -> str:
    """Return the key of the automatic answer to a letter."""
    return f"ack:{letter_id}"


async def earlier_of(session: AsyncSession, mails: Iterable[ParsedMail]) -> dict[str, tuple[str, ...]]:
    """Return the categories that senders (lower case) have handed in for, as far as they have."""
    return await categories_of_senders(session, [mail.sender.lower() for mail in mails if mail.sender])


async def known_about(session: AsyncSession, group: Sequence[Opened], now: datetime) -> Known:
    """Look up what is known about the letters of a group."""
    mails = [each.mail for each in group]
    marks = Marks(
        message_ids=[mail.message_id for mail in mails if mail.message_id],
        digests=[mail.content_digest for mail in mails if mail.content_digest],
        senders=[mail.sender.lower() for mail in mails if mail.sender],
        answer_keys=[answer_key(each.letter.id) for each in group],
    )
    facts = await facts_of(session, marks, now - DAY)
    return Known(
        rows=await letters_by_id(session, [each.letter.id for each in group]),
        twins=_numbers(facts[Fact.TWIN]),
        alike=_numbers(facts[Fact.ALIKE]),
        earlier=categories_by_sender((mark, word) for mark, _, word in reversed(facts[Fact.EARLIER])),
        recent=_numbers(facts[Fact.RECENT]),
        acknowledged={mark: count for mark, count, _ in facts[Fact.ANSWERS]},
        acknowledged_in_all=sum(count for _, count, _ in facts[Fact.ANSWERS_IN_ALL]),
        answered={mark for mark, _, _ in facts[Fact.ANSWERED]},
    )


def _numbers(rows: Iterable[Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for mark, number, _ in rows:
        found.setdefault(mark, []).append(number)
    return found
