"""The days on which one due date is brought up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handlers.rules.explanations import Grounds, explain
from handlers.rules.plan_policy import Count, PlanPolicy, Rung
from handlers.rules.recurrence import period_ends
from handlers.rules.workdays import Calendar

WEEK: Final = timedelta(days=7)
LONGEST_REST: Final = timedelta(days=14)  # no run of rest days is longer, so no nudge moves further
LONGEST_LEAD: Final = timedelta(days=60)  # how far before its period's end a recurrence is looked for


@dataclass(frozen=True, slots=True)
class Span:
    """What a milestone's ladder hangs on.

    `since` is the later of 1 January of the table's year and the day it was applied; `until` ends
    the recurrences. Milestones that agree in all four share their ladder.
    """

    due: date | None
    recurrence: str | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """A rung on its day; `rank` is its place in the ladder, the most urgent last."""

    rung: Rung
    rank: int
    rule: str
    due: date
    planned: date
    rest_day: bool  # the due date is one
    why: str


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a plan is made for, bounds included, with the calendar and the policy."""

    start: date
    end: date
    calendar: Calendar
    policy: PlanPolicy


@dataclass(frozen=True, slots=True)
class _Point:
    """Where a rung falls: `origin` by its rule, `planned` once rest days have moved it."""

    rule: str
    due: date
    origin: date
    planned: date
    amount: int


def _before(rung: Rung, due: date, span: Span, window: Window) -> Iterator[_Point]:  # noqa: ARG001 - one shape
    calendar = window.calendar
    day = calendar.add_workdays(calendar.previous_workday(due), -rung.amount)
    yield _Point(rung.rule, due, day, day, rung.amount)


def _after(rung: Rung, due: date, span: Span, window: Window) -> Iterator[_Point]:  # noqa: ARG001 - one shape
    day = window.calendar.add_workdays(due, rung.amount)
    yield _Point(rung.rule, due, day, day, rung.amount)


def _percent_left(rung: Rung, due: date, span: Span, window: Window) -> Iterator[_Point]:
    days = (due - span.since).days if span.since else 0
    if days > window.policy.long_span_days:
        origin = due - timedelta(days=days * rung.amount // 100)
        yield _Point(rung.rule, due, origin, window.calendar.previous_workday(origin), rung.amount)


def _weekly(rung: Rung, due: date, span: Span, window: Window) -> Iterator[_Point]:  # noqa: ARG001 - one shape
    """Leave out the week that rest days move onto the week before it."""
    previous_workday = window.calendar.previous_workday
    base = window.calendar.add_workdays(due, rung.amount)
    first = max(1, (window.start - base).days // 7)
    last = (window.end + LONGEST_REST - base).days // 7
    for number in range(first, last + 1):
        origin = base + number * WEEK
        planned = previous_workday(origin)
        if planned > previous_workday(origin - WEEK):
            yield _Point(f"{rung.rule}-{number}", due, origin, planned, number)


def _recurring(rung: Rung, last: date, span: Span, window: Window) -> Iterator[_Point]:
    """Bring each period up once, up to a last day; a period that is all rest is left out."""
    calendar, lead = window.calendar, dict(window.policy.recurring_leads).get(span.recurrence or "", 0)
    for end in period_ends(span.recurrence, window.start, min(window.end + LONGEST_LEAD, last)):
        anchor = calendar.previous_workday(end)
        day = calendar.add_workdays(anchor, -lead)
        if next(period_ends(span.recurrence, anchor, end), None) == end:
            yield _Point(rung.rule, end, day, day, lead)


PLACES: Final[dict[Count, Callable[[Rung, date, Span, Window], Iterator[_Point]]]] = {
    Count.BEFORE: _before,
    Count.AFTER: _after,
    Count.PERCENT_LEFT: _percent_left,
    Count.WEEKLY: _weekly,
    Count.RECURRING: _recurring,
}


def steps(span: Span, window: Window) -> tuple[Step, ...]:
    """Give a span's steps that fall within a window, by day and then by urgency.

    Nothing falls before the day that the span begins, or on a rest day. Several steps may share a day.
    """
    found = [
        _step(rank, rung, point, span, window.calendar)
        for rank, rung in enumerate(window.policy.ladder)
        for point in _points(rung, span, window)
        if window.start <= point.planned <= window.end
        if span.since is None or point.planned >= span.since
    ]
    return tuple(sorted(found, key=lambda step: (step.planned, step.rank, step.due)))


def _points(rung: Rung, span: Span, window: Window) -> Iterator[_Point]:
    end = span.due or span.until if rung.count is Count.RECURRING else span.due
    return PLACES[rung.count](rung, end, span, window) if end else iter(())


def _step(rank: int, rung: Rung, point: _Point, span: Span, calendar: Calendar) -> Step:
    anchor = calendar.previous_workday(point.due)
    years = (point.planned.year, point.due.year)
    grounds = Grounds(
        rule=point.rule,
        due=point.due,
        anchor=anchor,
        since=span.since,
        origin=point.origin,
        planned=point.planned,
        amount=point.amount,
        provisional=next((year for year in years if calendar.provisional(year)), None),
    )
    rest_day = anchor != point.due
    return Step(rung, rank, point.rule, point.due, point.planned, rest_day, explain(grounds))
