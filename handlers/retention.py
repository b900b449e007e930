"""What has been kept long enough goes, a class at a time and a few rows at a time; what is open stays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import CLOCK, record
from handlers.audit_chain import CUT
from handlers.erasing import expire
from handlers.operators import tell_operators
from handlers.policy import Policy
from handlers.rules.retention import days_before, months_before
from handlers.wording import say
from storage.queries.audit import lines_after
from storage.queries.erasing import delete_applicant
from storage.queries.expired import (
    count_overaged_open,
    ended_submissions,
    idle_applicants,
    old_drafts,
    old_letters,
    old_parcels,
    old_questions,
    old_updates,
)
from storage.queries.expiring import (
    delete_codes,
    delete_lines,
    delete_questions,
    delete_updates,
    empty_letters,
    empty_parcels,
)
from storage.queries.marks import mark, set_mark
from storage.tables import Applicant, AuditEntry, Submission

DAY: Final = "retention:day"  # the last night of a sweep, as its ordinal
MONTH: Final = "retention:month"  # the last month that was told, as year * 12 + month
COUNT: Final = "retention:count:"  # how much of a class went since then


class Kind(StrEnum):
    """A class of what is stored, with the word for it."""

    SUBMISSIONS = "申报材料"
    DRAFTS = "没有提交的草稿"
    LETTERS = "不是申报的来信"
    CHATS = "聊天消息"
    QUESTIONS = "没有答上来的问题"
    PARCELS = "不属于申报的消息和信件"
    APPLICANTS = "没有申报和关注的申报人"
    AUDIT = "审计日志"


@dataclass(frozen=True, slots=True)
class Swept:
    """What one step took away: how many rows, and the receipts of submissions among them."""

    count: int
    receipts: tuple[str, ...] = ()


class Find(Protocol):
    """Ask for the rows of a class whose time is over."""

    async def __call__(
        self, session: AsyncSession, before: datetime, limit: int, among: Sequence[int] | None = None
    ) -> Sequence[int]:
        """Return their numbers."""
        ...


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step is taken, and what the office wants."""

    before: datetime
    now: datetime
    policy: Policy


@dataclass(frozen=True, slots=True)
class Class:
    """How a class is found, and how what was found is taken away."""

    find: Find
    take: Callable[[AsyncSession, Sequence[int], Moment], Awaitable[Sequence[str]]]
    limit: int = 200  # rows of one transaction


async def _submissions(session: AsyncSession, ids: Sequence[int], moment: Moment) -> Sequence[str]:
    receipts = []
    for number in ids:
        row = await session.get(Submission, number)
        if row is not None:  # it may have gone with the one that it added to
            receipts.append(await expire(session, row, moment.now, moment.policy, CLOCK))
    return [each for each in receipts if each]


async def _letters(session: AsyncSession, ids: Sequence[int], _moment: Moment) -> Sequence[str]:
    await empty_letters(session, ids)
    return ()


async def _chats(session: AsyncSession, ids: Sequence[int], moment: Moment) -> Sequence[str]:
    await delete_codes(session, moment.before)
    await delete_updates(session, ids)
    return ()


async def _questions(session: AsyncSession, ids: Sequence[int], _moment: Moment) -> Sequence[str]:
    await delete_questions(session, ids)
    return ()


async def _parcels(session: AsyncSession, ids: Sequence[int], _moment: Moment) -> Sequence[str]:
    await empty_parcels(session, ids)
    return ()


async def _applicants(session: AsyncSession, ids: Sequence[int], _moment: Moment) -> Sequence[str]:
    for number in ids:
        await delete_applicant(session, await session.get_one(Applicant, number))
    return ()


async def _lines(
    session: AsyncSession, before: datetime, limit: int, among: Sequence[int] | None = None
) -> Sequence[int]:
    """Return the oldest lines of the log, up to the first one that stays."""
    lines = await lines_after(session, 0, limit if among is None else len(among))
    return [line.id or 0 for line in takewhile(lambda line: line.at < before, lines)]


async def _cut(session: AsyncSession, ids: Sequence[int], moment: Moment) -> Sequence[str]:
    """Cut the log at its beginning; the line that says so names the hash to which the rest is chained."""
    last = await session.get_one(AuditEntry, ids[-1])
    until, digest = last.id, last.hash
    await delete_lines(session, ids[-1])
    await record(
        session, moment.policy, moment.now, CLOCK, CUT, "audit", count=len(ids), until=until, hash=digest
    )
    return ()


# In this order: what is tied to an applicant goes before the applicant.
CLASSES: Final[dict[Kind, Class]] = {
    Kind.SUBMISSIONS: Class(ended_submissions, _submissions, 20),
    Kind.DRAFTS: Class(old_drafts, _submissions, 20),
    Kind.LETTERS: Class(old_letters, _letters),
    Kind.CHATS: Class(old_updates, _chats),
    Kind.QUESTIONS: Class(old_questions, _questions),
    Kind.PARCELS: Class(old_parcels, _parcels),
    Kind.APPLICANTS: Class(idle_applicants, _applicants, 20),
    Kind.AUDIT: Class(_lines, _cut, 5000),
}
ONCE: Final = frozenset({Kind.AUDIT})  # a night: each cut is a line of the log itself


def limits(now: datetime, policy: Policy) -> dict[Kind, datetime]:
    """Return before which moment each class goes; a class that is kept for ever is left out."""
    spans, local = policy.retention, now.astimezone(policy.zone)
    found = {
        Kind.SUBMISSIONS: months_before(local, spans.submissions),
        Kind.DRAFTS: days_before(local, spans.drafts),
        Kind.LETTERS: months_before(local, spans.letters),
        Kind.CHATS: days_before(local, spans.chats),
        Kind.QUESTIONS: months_before(local, spans.questions),
        Kind.PARCELS: months_before(local, spans.parcels),
        Kind.APPLICANTS: months_before(local, spans.letters),
        Kind.AUDIT: months_before(local, spans.audit),
    }
    return {kind: before for kind, before in found.items() if before is not None}


async def find(session: AsyncSession, kind: Kind, before: datetime) -> Sequence[int]:
    """Return a few of a class whose time is over; it may take long, and needs no write lock."""
    return await CLASSES[kind].find(session, before, CLASSES[kind].limit)


async def take(session: AsyncSession, kind: Kind, ids: Sequence[int], moment: Moment) -> Swept:
    """Take away what was found and is still so, and count it for the line of the month."""
    still = await CLASSES[kind].find(session, moment.before, len(ids), ids)
    if not still:
        return Swept(0)
    receipts = await CLASSES[kind].take(session, still, moment)
    name = f"{COUNT}{kind.name}"
    await set_mark(session, name, (await mark(session, name) or 0) + len(still))
    return Swept(len(still), tuple(receipts))


async def begin_night(session: AsyncSession, now: datetime, policy: Policy) -> bool:
    """Write down that a night's sweep begins; false where it was made."""
    today = now.astimezone(policy.zone).date().toordinal()
    if await mark(session, DAY) == today:
        return False
    await set_mark(session, DAY, today)
    return True


async def tell_month(session: AsyncSession, now: datetime, policy: Policy) -> None:
    """Tell the operators, at the digest's hour of a new month, what went; nothing where nothing did."""
    local = now.astimezone(policy.zone)
    month = local.year * 12 + local.month
    told = await mark(session, MONTH)
    if told == month or local.time() < policy.digest_at:
        return
    await set_mark(session, MONTH, month)
    counts = {kind: await mark(session, f"{COUNT}{kind.name}") or 0 for kind in Kind}
    for kind in Kind:
        if counts[kind]:
            await set_mark(session, f"{COUNT}{kind.name}", 0)
    before = months_before(local, policy.retention.submissions)
    waiting = await count_overaged_open(session, before) if before else 0
    if told is None or not (any(counts.values()) or waiting):
        return
    gone = [(kind.value, count) for kind, count in counts.items() if count]
    text = say("retention.html", gone=gone, waiting=waiting, months=policy.retention.submissions)
    await tell_operators(session, text, f"operator:retention:{month}", now, policy)
