"""How long something has waited, counted in the hours in which somebody works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from handlers.rules.workdays import DAY, Calendar

LONGEST = 60  # days that are looked at; what waited longer has waited long enough


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From when to when the office works on its working days."""

    opens: time
    closes: time
    zone: tzinfo
    calendar: Calendar

    @property
    def day(self) -> timedelta:
        """Return the length of a working day."""
        return timedelta(
            hours=self.closes.hour - self.opens.hour, minutes=self.closes.minute - self.opens.minute
        )

    def worked(self, since: datetime, now: datetime) -> timedelta:
        """Return how much working time lies between two moments."""
        start, end = since.astimezone(self.zone), now.astimezone(self.zone)
        total, day = timedelta(0), max(start.date(), end.date() - LONGEST * DAY)
        while day <= end.date():
            if self.calendar.is_workday(day):
                first = max(start, datetime.combine(day, self.opens, self.zone))
                last = min(end, datetime.combine(day, self.closes, self.zone))
                total += max(last - first, timedelta(0))
            day += DAY
        return total

    def next_open(self, now: datetime) -> datetime:
        """Return this moment where the office works, else when it next opens."""
        local = now.astimezone(self.zone)
        if self.calendar.is_workday(local.date()) and local.time() < self.closes:
            opens = datetime.combine(local.date(), self.opens, self.zone)
            return now if opens <= local else opens
        return datetime.combine(self.calendar.add_workdays(local.date(), 1), self.opens, self.zone)
