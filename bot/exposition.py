"""The page that Prometheus reads: the run's own counters, and gauges asked of the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from bot.disk import free_megabytes
from bot.parts import Parts
from handlers.backlog import Backlog, backlog
from handlers.backup_marks import BackupState, backup_state
from handlers.policy import MEGABYTE
from storage.states import Pausable

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


async def exposition(parts: Parts) -> bytes:
    """Write every figure in Prometheus' text format (0.0.4)."""
    now = parts.clock.now()
    async with parts.database.reading() as session:
        waiting = await backlog(session, now, parts.policy)
        backups = await backup_state(session)
    free = await free_megabytes(parts.config.storage.folder) * MEGABYTE
    return generate_latest(
        _Snapshot(parts, [*_gauges(waiting), *_of_backups(backups, now), *_own_gauges(parts, free)])
    )


class _Snapshot:
    """What generate_latest asks of a registry."""

    def __init__(self, parts: Parts, gauges: Iterable[Metric]) -> None:
        self._parts = parts
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """Give the gauges, then the counters."""
        yield from self._gauges
        yield from self._parts.figures.registry.collect()


def _gauge(
    name: str, told: str, *values: tuple[tuple[str, ...], float], labels: tuple[str, ...] = ()
) -> Metric:
    family = GaugeMetricFamily(f"shenbao_{name}", told, labels=labels or None)
    for own, value in values:
        family.add_metric(own, value)
    return family


def _gauges(waiting: Backlog) -> Iterator[Metric]:
    """Turn what waits into gauges, one a line."""
    one = ()
    yield _gauge(
        "letters_waiting", "Mails on disk that nothing is decided about.", (one, waiting.letters_waiting)
    )
    yield _gauge("mail_lag_seconds", "Age of the oldest of these.", (one, waiting.mail_lag_seconds))
    yield _gauge(
        "parcels_waiting", "Parcels on their way.", *_by_channel(waiting, "parcels"), labels=("channel",)
    )
    yield _gauge(
        "oldest_parcel_seconds",
        "Age of the oldest parcel that should have left.",
        *_by_channel(waiting, "oldest_seconds"),
        labels=("channel",),
    )
    yield _gauge("parcels_dead", "Parcels given up.", (one, waiting.parcels_dead))
    yield _gauge("reviews_open", "Items that wait for a person.", (one, waiting.reviews_open))
    yield _gauge("oldest_review_seconds", "Age of the oldest of these.", (one, waiting.oldest_review_seconds))
    yield _gauge(
        "reminders_due", "Reminders whose time has come and that have not left.", (one, waiting.reminders_due)
    )
    yield _gauge("reminders_sent_today", "Reminders that left today.", (one, waiting.reminders_sent))
    yield _gauge(
        "last_update_age_seconds", "Since the last update.", *_known(waiting.last_update_age_seconds)
    )
    boxes = [((each.account, each.folder), each) for each in waiting.mailboxes]
    own = ("account", "folder")
    yield _gauge(
        "intake_letters", "Mails on disk.", *((key, each.letters) for key, each in boxes), labels=own
    )
    ages = ((key, each.read_age_seconds) for key, each in boxes if each.read_age_seconds is not None)
    yield _gauge("intake_read_age_seconds", "Since a mailbox was last read.", *ages, labels=own)
    stopped = {each.part for each in waiting.stopped}
    parts = (((each.value,), float(each in stopped)) for each in Pausable)
    yield _gauge("stopped", "1 where operators have stopped a part.", *parts, labels=("part",))
    broken = (((each.door,), 1.0) for each in waiting.broken if each.told)
    yield _gauge("door_broken", "1 for a way in or out that does not work.", *broken, labels=("door",))


def _of_backups(backups: BackupState, now: datetime) -> Iterator[Metric]:
    yield _gauge("backup_age_seconds", "Since the last daily backup.", *_known(backups.age(now)))
    drill = _known(backups.drill_age(now))
    yield _gauge("restore_drill_age_seconds", "Since a backup was last restored for trial.", *drill)
    yield _gauge("restore_drill_damage", "What was wrong with it.", ((), float(backups.damage)))


def _by_channel(waiting: Backlog, name: str) -> Iterator[tuple[tuple[str, ...], float]]:
    for queue in waiting.queues:
        yield (queue.channel.value,), float(getattr(queue, name))


def _known(value: float | None) -> Iterator[tuple[tuple[str, ...], float]]:
    if value is not None:
        yield (), value


def _own_gauges(parts: Parts, free: int) -> Iterator[Metric]:
    planned = parts.figures.planned_at
    age = None if planned is None else max(0.0, (parts.clock.now() - planned).total_seconds())
    yield _gauge("disk_free_bytes", "Room where the data lies.", ((), free))
    silence = _known(parts.figures.telegram_silence())
    yield _gauge("telegram_silence_seconds", "Since Telegram last answered.", *silence)
    yield _gauge("planned_age_seconds", "Since reminders were last planned.", *_known(age))
