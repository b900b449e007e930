"""What waits, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outages import Broken, broken_doors
from handlers.pausing import Stopped, stopped_parts
from handlers.policy import Policy
from storage.queries import backlog as asked
from storage.states import Channel


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits to leave by a channel; its age in seconds is that of what should have left."""

    channel: Channel
    parcels: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class MailboxFigures:
    """What is known of an intake mailbox: its letters on disk, and the seconds since it was last read."""

    account: str
    folder: str
    letters: int
    read_age_seconds: float | None  # None before it was read for the first time


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits at each door; ages in seconds, 0 where nothing waits."""

    letters_waiting: int
    mail_lag_seconds: float  # how long the oldest mail on disk waits for its decision
    queues: tuple[Queue, ...]
    parcels_dead: int
    reviews_open: int
    oldest_review_seconds: float
    reminders_due: int
    reminders_sent: int  # today
    last_update_age_seconds: float | None  # None before the first
    mailboxes: tuple[MailboxFigures, ...]
    stopped: tuple[Stopped, ...]
    broken: tuple[Broken, ...]

    def queue(self, channel: Channel) -> Queue:
        """Return what waits to leave by a channel."""
        return next(each for each in self.queues if each.channel is channel)


async def backlog(session: AsyncSession, now: datetime, policy: Policy) -> Backlog:
    """Count what waits at this moment."""
    letters, oldest_letter = await asked.undecided_letters(session)
    reviews, oldest_review = await asked.open_reviews(session)
    update = await asked.last_update(session)
    return Backlog(
        letters_waiting=letters,
        mail_lag_seconds=_age(oldest_letter, now),
        queues=tuple([await _queue(session, each, now) for each in Channel]),
        parcels_dead=await asked.dead_parcels(session),
        reviews_open=reviews,
        oldest_review_seconds=_age(oldest_review, now),
        reminders_due=await asked.reminders_due(session, now),
        reminders_sent=await asked.reminders_sent(session, midnight(now, policy)),
        last_update_age_seconds=_age(update, now) if update else None,
        mailboxes=tuple(await mailbox_figures(session, now)),
        stopped=await stopped_parts(session),
        broken=await broken_doors(session),
    )


async def _queue(session: AsyncSession, channel: Channel, now: datetime) -> Queue:
    oldest = await asked.oldest_due_parcel(session, channel, now)
    return Queue(channel, await asked.waiting_parcels(session, channel), _age(oldest, now))


async def mailbox_figures(session: AsyncSession, now: datetime) -> list[MailboxFigures]:
    """Return the figures of every mailbox that was ever read."""
    return [
        MailboxFigures(account, folder, letters, _age(read_at, now) if read_at else None)
        for account, folder, letters, read_at in await asked.mailbox_counts(session)
    ]


def midnight(now: datetime, policy: Policy) -> datetime:
    """Return when this day began at the office."""
    return now.astimezone(policy.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
