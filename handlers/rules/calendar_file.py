"""Milestones as a calendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from handlers.rules.workdays import DAY, Calendar

PRODUCT: Final = "-//shenbao//milestones//ZH"
END: Final = "END:VCALENDAR\r\n"
REFRESH: Final = timedelta(hours=6)  # how often programmes are asked to look again


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A milestone on its due date; `revision` grows with every change, `alarm` is a local moment or None."""

    uid: str
    summary: str
    description: str
    due: date
    revision: int
    done: bool = False
    alarm: datetime | None = None


def calendar_text(entries: Iterable[CalendarEntry], name: str, now: datetime) -> str:
    """Write a calendar of all-day entries, lines folded and ended by CRLF.

    Each keeps its UID for good, and its SEQUENCE grows with its revision (RFC 5545, 3.8.4.7 and 3.8.7.4).
    """
    head, end = _frame(name)
    return "".join([head, *(_event_text(entry, now) for entry in entries), end])


@lru_cache(maxsize=8)
def _frame(name: str) -> tuple[str, str]:
    """Return what stands before and behind the entries of a calendar."""
    from icalendar import Calendar as Ical

    calendar = Ical()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    text: str = calendar.to_ical().decode()
    return text.removesuffix(END), END


@lru_cache(maxsize=512)
def _event_text(entry: CalendarEntry, now: datetime) -> str:
    """Return an entry's lines; on one morning the same milestones go to many people."""
    text: str = _event(entry, now).to_ical().decode()
    return text


def _event(entry: CalendarEntry, now: datetime):  # type: ignore[no-untyped-def] # noqa: ANN202 - the library's
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.revision)
    event.add("dtstart", entry.due)
    event.add("dtend", entry.due + DAY)  # the end is not included
    event.add("summary", f"✅ {entry.summary}" if entry.done else entry.summary)
    event.add("description", entry.description)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if entry.alarm is not None and not entry.done:
        event.add_component(_alarm(entry, entry.alarm))
    return event


def _alarm(entry: CalendarEntry, moment: datetime):  # type: ignore[no-untyped-def] # noqa: ANN202 - the library's
    """Write an alarm that is counted from midnight at the beginning of the day (RFC 5545, 3.8.6.3)."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    midnight = datetime.combine(entry.due, time(0), moment.tzinfo)
    alarm.add("trigger", moment - midnight)
    return alarm


def alarm_at(due: date, calendar: Calendar, hour: time) -> datetime:
    """Return when an alarm rings: at an hour of the last working day before the due date."""
    return datetime.combine(calendar.previous_workday(due - DAY), hour)
