"""One recipient's morning: messages of their own, and the lines of one digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from handlers.rules.nudges import Nudge
from handlers.rules.plan_policy import Audience, Delivery
from handlers.rules.recipients import Recipient
from handlers.rules.workdays import Calendar

NOBODY_WAITS: Final[Mapping[str, int]] = {}


class Section(StrEnum):
    """The parts of a digest."""

    DUE_TODAY = "due-today"  # today is the last working day up to the due date
    REACHED = "reached"  # a lead, a progress point, a recurrence, or the end of a snooze
    OVERDUE = "overdue"  # the due date has passed
    REPORTED = "reported"  # what a leader or an operator hears late


@dataclass(frozen=True, slots=True)
class Digest:
    """The lines of one recipient's digest, each nudge in exactly one section.

    `due_today` also lists what has a message of its own today; `waiting` counts what waits for the
    reader's decision.
    """

    due_today: tuple[Nudge, ...]
    reached: tuple[Nudge, ...]
    overdue: tuple[Nudge, ...]
    reported: tuple[Nudge, ...]
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Morning:
    """What one recipient gets at one moment; `reports` are joined to one message of its own."""

    recipient: Recipient
    own: tuple[Nudge, ...]
    reports: tuple[Nudge, ...]
    digest: Digest | None


def mornings(
    nudges: Iterable[Nudge], today: date, calendar: Calendar, waiting: Mapping[str, int] = NOBODY_WAITS
) -> tuple[Morning, ...]:
    """Sort nudges by recipient into messages of their own and a digest, which is None when empty.

    `waiting` counts by recipient's key what waits for them; it fills a digest but starts none by itself.
    """
    by_person: dict[str, list[Nudge]] = {}
    for nudge in nudges:
        by_person.setdefault(nudge.recipient.key, []).append(nudge)
    return tuple(
        _morning(each, today, calendar, waiting.get(person, 0)) for person, each in by_person.items()
    )


def _morning(nudges: list[Nudge], today: date, calendar: Calendar, waiting: int) -> Morning:
    aloud = [each for each in nudges if each.delivery is Delivery.OWN]
    lines = [each for each in nudges if each.delivery is Delivery.DIGEST]
    also = [each for each in aloud if _section(each, today, calendar) is Section.DUE_TODAY]
    return Morning(
        recipient=nudges[0].recipient,
        own=tuple(each for each in aloud if not _is_report(each)),
        reports=tuple(each for each in aloud if _is_report(each)),
        digest=_digest(lines + also, today, calendar, waiting) if lines else None,
    )


def _digest(lines: list[Nudge], today: date, calendar: Calendar, waiting: int) -> Digest:
    sections: dict[Section, list[Nudge]] = {}
    for line in lines:
        sections.setdefault(_section(line, today, calendar), []).append(line)
    return Digest(
        due_today=tuple(sections.get(Section.DUE_TODAY, ())),
        reached=tuple(sections.get(Section.REACHED, ())),
        overdue=tuple(sections.get(Section.OVERDUE, ())),
        reported=tuple(sections.get(Section.REPORTED, ())),
        waiting=waiting,
    )


def _section(nudge: Nudge, today: date, calendar: Calendar) -> Section:
    if _is_report(nudge):
        return Section.REPORTED
    due = nudge.reminder.milestone.due
    if due is None:
        return Section.REACHED
    if due < today:
        return Section.OVERDUE
    return Section.DUE_TODAY if calendar.previous_workday(due) == today else Section.REACHED


def _is_report(nudge: Nudge) -> bool:
    return nudge.reminder.audience in {Audience.LEADERS, Audience.LEADERS_AND_OPERATORS}
