"""What the running service counts about itself, for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]
DELIVERY_SECONDS: Final = (1, 5, 30, 60, 300, 900, 3600, 4 * 3600, 24 * 3600)
DECISION_SECONDS: Final = (1, 5, 15, 60, 300, 900, 3600)


class Step(StrEnum):
    """A step of the service that can fail about one item, and goes on with the next."""

    LETTER = "letter"  # deciding about a mail
    BUILDING = "building"  # writing a letter's bytes, or drawing a receipt
    UPDATE = "update"  # answering what came in chat
    POLLING = "polling"  # hearing from Telegram
    INTAKE = "intake"  # reading a mailbox
    SENDING = "sending"  # a try to deliver a parcel that was refused for good, or as a fault of ours
    REMINDERS = "reminders"  # planning or writing reminders
    ROUNDS = "rounds"  # looking for what waits too long


class Figures:
    """Counters of one run; ages are counted from the moments that are noted here."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.telegram_heard: Callable[[], float | None] | None = None  # loop time of its last answer
        self.planned_at: datetime | None = None  # when the tick last ended well
        self._judged = Counter(
            "shenbao_letters_judged", "Mails decided about.", ["outcome"], registry=self.registry
        )
        self._decision = Histogram(
            "shenbao_letter_decision_seconds",
            "From a mail's storing to its decision.",
            buckets=DECISION_SECONDS,
            registry=self.registry,
        )
        self._carried = Counter(
            "shenbao_parcels_carried",
            "Tries to deliver parcels.",
            ["channel", "fate"],
            registry=self.registry,
        )
        self._delivery = Histogram(
            "shenbao_parcel_delivery_seconds",
            "From a parcel's writing to its arrival.",
            ["channel"],
            buckets=DELIVERY_SECONDS,
            registry=self.registry,
        )
        self._updates = Counter("shenbao_updates", "Updates taken from Telegram.", registry=self.registry)
        self._reminders = Counter(
            "shenbao_reminders_written", "Reminders put into the outbox.", registry=self.registry
        )
        self._failures = Counter("shenbao_failures", "Steps that failed.", ["step"], registry=self.registry)
        for step in Step:
            self._failures.labels(step.value)
        ProcessCollector(registry=self.registry)

    def judged(self, outcome: str, seconds: float) -> None:
        """Count a mail that was decided about, so many seconds after it was stored."""
        self._judged.labels(outcome).inc()
        self._decision.observe(seconds)

    def carried(self, channel: str, fate: str, seconds: float | None = None) -> None:
        """Count a try to deliver; `seconds` is the parcel's age where it arrived."""
        self._carried.labels(channel, fate).inc()
        if seconds is not None:
            self._delivery.labels(channel).observe(seconds)

    def updates(self, count: int) -> None:
        """Count what Telegram has handed over."""
        self._updates.inc(count)

    def reminded(self, count: int) -> None:
        """Count reminders that were written."""
        self._reminders.inc(count)

    def failed(self, step: Step) -> None:
        """Count a failure."""
        self._failures.labels(step.value).inc()

    def telegram_silence(self) -> float | None:
        """Return for how many seconds Telegram has not answered; None before its first answer."""
        heard = self.telegram_heard() if self.telegram_heard is not None else None
        return None if heard is None else max(0.0, asyncio.get_running_loop().time() - heard)
