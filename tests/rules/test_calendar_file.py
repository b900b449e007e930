"""Facts about milestones as a calendar (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from handlers.rules.calendar_file import CalendarEntry, alarm_at, calendar_text
from handlers.rules.workdays import calendar_for

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2022, 6, 20, 9, 30, tzinfo=ZONE)
LONG = "举办研发费用加计扣除政策培训；" * 12 + "逗号, 分号; 反斜杠\\ 与换行\n结束"


def entry(revision: int = 0, *, done: bool = False, summary: str = "任务203（1） 举办培训") -> CalendarEntry:
    due = date(2022, 7, 4)  # a Monday
    alarm = alarm_at(due, calendar_for([2022]), time(8, 45))
    return CalendarEntry("milestone-7@example.org", summary, LONG, due, revision, done, alarm)


def parsed(*entries: CalendarEntry) -> list[Event]:
    calendar = Calendar.from_ical(calendar_text(entries, "申报台·节点", NOW))
    return [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]


def test_calendar_has_what_the_standard_asks_for() -> None:
    calendar = Calendar.from_ical(calendar_text([entry()], "申报台·节点", NOW))
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    (event,) = calendar.walk("VEVENT")
    assert event["UID"] == "milestone-7@example.org"
    assert event.decoded("DTSTAMP") == NOW.astimezone(UTC)
    assert event["SEQUENCE"] == 0


def test_entry_takes_the_whole_day() -> None:
    (event,) = parsed(entry())
    assert event.decoded("DTSTART") == date(2022, 7, 4)
    assert event.decoded("DTEND") == date(2022, 7, 5)
    assert event["DTSTART"].params["VALUE"] == "DATE"


def test_text_comes_back_as_it_was() -> None:
    (event,) = parsed(entry())
    assert str(event["DESCRIPTION"]) == LONG


def test_lines_are_short_and_end_as_the_standard_says() -> None:
    text = calendar_text([entry()], "申报台·节点", NOW)
    lines = text.split("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in lines)


def test_alarm_rings_on_the_last_working_day_before() -> None:
    (event,) = parsed(entry())
    (alarm,) = event.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    midnight = datetime(2022, 7, 4, tzinfo=ZONE)
    assert midnight + alarm.decoded("TRIGGER") == datetime(2022, 7, 1, 8, 45, tzinfo=ZONE)  # Friday
    assert alarm.decoded("TRIGGER") < timedelta(0)


def test_change_raises_the_sequence_and_keeps_the_uid() -> None:
    (before,), (after,) = parsed(entry(1)), parsed(entry(2))
    assert before["UID"] == after["UID"]
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))


def test_what_is_done_rings_no_more() -> None:
    (event,) = parsed(entry(done=True))
    assert not event.walk("VALARM")
    assert str(event["SUMMARY"]).startswith("✅")


def test_nothing_is_a_calendar_too() -> None:
    assert parsed() == []
