"""The office's choices about reminders: the ladder, the hours, the limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from handlers.rules.labels import LABELS, PAINTS, Labels, Paints


class Count(StrEnum):
    """How a rung's day is found from the due date."""

    BEFORE = "before"  # so many working days before the due date; 0 is the due date itself
    PERCENT_LEFT = "percent-left"  # when so many percent of a long span's calendar days are left
    AFTER = "after"  # so many working days after the due date
    WEEKLY = "weekly"  # every seven days, from so many working days after the due date
    RECURRING = "recurring"  # by the period that the table names, without a due date of its own


class Delivery(StrEnum):
    """Whether a reminder speaks up by itself."""

    OWN = "own"  # a message of its own
    DIGEST = "digest"  # a line of the day's digest


class Audience(StrEnum):
    """Who hears a rung."""

    ALL = "all"  # the lead unit and the co-responsible units
    LEAD = "lead"  # the lead unit alone
    LEADERS = "leaders"  # the leaders of the lead unit
    LEADERS_AND_OPERATORS = "leaders-and-operators"  # and those who run the desk


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder; `amount` is in working days or in percent, as `count` says."""

    rule: str
    count: Count
    amount: int
    delivery: Delivery
    audience: Audience


# From the least to the most urgent: of several rungs that reach a person on one day, the last one speaks.
OWNERS_LADDER: Final = (
    # A milestone without a due date that comes round every week, month, quarter or year.
    Rung("recurring", Count.RECURRING, 0, Delivery.DIGEST, Audience.ALL),
    # Long spans only: time to look whether the work is on its way at all.
    Rung("progress-30", Count.PERCENT_LEFT, 30, Delivery.DIGEST, Audience.LEAD),
    Rung("progress-15", Count.PERCENT_LEFT, 15, Delivery.DIGEST, Audience.LEAD),
    # A week and a half: time to act.
    Rung("lead-7", Count.BEFORE, 7, Delivery.DIGEST, Audience.ALL),
    # Time to finish.
    Rung("lead-3", Count.BEFORE, 3, Delivery.DIGEST, Audience.ALL),
    # Tomorrow.
    Rung("lead-1", Count.BEFORE, 1, Delivery.OWN, Audience.ALL),
    # Today.
    Rung("due", Count.BEFORE, 0, Delivery.OWN, Audience.ALL),
    # The first day overdue is said aloud, also to those who only help.
    Rung("overdue-1", Count.AFTER, 1, Delivery.OWN, Audience.ALL),
    # Then a line a day for the rest of five working days; helpers are left in peace.
    Rung("overdue-2", Count.AFTER, 2, Delivery.DIGEST, Audience.LEAD),
    Rung("overdue-3", Count.AFTER, 3, Delivery.DIGEST, Audience.LEAD),
    Rung("overdue-4", Count.AFTER, 4, Delivery.DIGEST, Audience.LEAD),
    Rung("overdue-5", Count.AFTER, 5, Delivery.DIGEST, Audience.LEAD),
    # Then once a week, as weekly-1, weekly-2 and so on, until it is closed.
    Rung("weekly", Count.WEEKLY, 5, Delivery.DIGEST, Audience.LEAD),
)
# How many working days overdue it is reported, and to whom.
ESCALATION: Final = (
    (2, Audience.LEADERS),  # the unit's leader hears of it
    (5, Audience.LEADERS_AND_OPERATORS),  # the leader again, and the operators
)


def ladder_with(escalation: Iterable[tuple[int, Audience]]) -> tuple[Rung, ...]:
    """Return the ladder with the steps at which it is reported: working days overdue, and to whom."""
    reported = (
        Rung(f"escalation-{number}", Count.AFTER, days, Delivery.OWN, audience)
        for number, (days, audience) in enumerate(escalation, start=1)
    )
    return (*OWNERS_LADDER, *reported)


LADDER: Final = ladder_with(ESCALATION)

# How many working days before the end of its period a recurring milestone is brought up.
RECURRING_LEADS: Final = (
    ("weekly", 0),  # on the last working day of the week
    ("monthly", 3),  # a few days to write things down
    ("quarterly", 7),  # as much as a due date gets
    ("yearly", 7),  # as much as a due date gets
)


@dataclass(frozen=True, slots=True)
class OwnLeads:
    """How many working days ahead a task, a leading unit or a person hears; what is None fits any."""

    leads: tuple[int, ...]
    task: str | None = None  # its number
    unit: str | None = None
    person: str | None = None

    def fits(self, task: str, unit: str | None) -> bool:
        """Tell whether a task with this leading unit is meant."""
        return self.task in (None, task) and self.unit in (None, unit)

    def ladder(self, ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
        """Return a ladder with these leads in the place of its own."""
        kept = [each for each in ladder if each.count is not Count.BEFORE or each.amount == 0]
        due = next((at for at, each in enumerate(kept) if each.count is Count.BEFORE), len(kept))
        own = tuple(
            Rung(f"lead-{days}", Count.BEFORE, days, _delivered(days), Audience.ALL)
            for days in sorted(set(self.leads), reverse=True)
        )
        return (*kept[:due], *own, *kept[due:])


def _delivered(days: int) -> Delivery:
    """Say the last working day aloud; what is farther off is a line of the digest."""
    return Delivery.OWN if days == 1 else Delivery.DIGEST


@dataclass(frozen=True, slots=True)
class PlanPolicy:
    """When and how often people are reminded; the office may set each line."""

    ladder: tuple[Rung, ...] = LADDER
    own_leads: tuple[OwnLeads, ...] = ()  # the first that fits counts, those of a person before all
    recurring_leads: tuple[tuple[str, int], ...] = RECURRING_LEADS
    long_span_days: int = 60  # spans longer than this many calendar days get progress points
    digest_at: time = time(8, 45)  # the hour of digests and of messages of their own
    quiet_from: time = time(18, 0)  # nothing goes out from here
    quiet_until: time = time(8, 30)  # to here, nor on a rest day
    overdue_snooze: int = 3  # working days that an overdue nudge can be put off at most
    labels: Labels = LABELS  # how states are written
    paints: Paints = PAINTS  # how the picture shows them
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))

    def is_quiet(self, hour: time) -> bool:
        """Tell whether a time of day lies in the quiet hours, which may span midnight."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def sending_hour(self) -> time:
        """Return the digest's hour, or the end of the quiet hours where these hold it back."""
        return self.quiet_until if self.is_quiet(self.digest_at) else self.digest_at
