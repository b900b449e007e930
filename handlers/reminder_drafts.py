"""One recipient's share of the reminders, cut into messages that are not worded yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from handlers.calendars import goes_with
from handlers.milestone_values import milestone_value
from handlers.policy import Policy
from handlers.reminder_cards import ChatText, digest_message, expired_message, own_card, reports_message
from handlers.reminder_letters import Words, digest_letter, expired_letter, own_letter, reports_letter
from handlers.reminder_rows import ask_row, nudge_rows
from handlers.reminder_situation import Ask
from handlers.reminder_texts import Known
from handlers.rules.digest import Digest, Morning
from handlers.rules.explanations import day_text
from handlers.rules.nudges import SNOOZE_RULE, Nudge, ReminderKey
from handlers.rules.plan_policy import Delivery
from handlers.rules.recipients import Duty, Recipient
from storage.states import MilestoneState
from storage.tables import Reminder


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to one recipient, with the rows that record it; worded when its channel is known.

    `with_calendar`: as a letter it brings its milestones as a calendar's file.
    """

    key: str
    recipient: Recipient
    rows: tuple[Reminder, ...]
    chat: Callable[[], ChatText]
    mail: Callable[[], Words]
    with_calendar: bool = False


class Saying(NamedTuple):
    """What somebody was told: a rule about a due date, on whatever day."""

    milestone: str
    person: str
    rule: str
    due: date


def sayings(rows: Iterable[Reminder]) -> frozenset[Saying]:
    """Return what some rows said; who puts a nudge off may do so again."""
    return frozenset(
        Saying(str(row.milestone_id), row.person, row.rule, row.due)
        for row in rows
        if row.due is not None and row.rule != SNOOZE_RULE
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """What drafting needs to know; `recorded` is what was sent before, `said` the same by its due date."""

    known: Known
    recorded: frozenset[ReminderKey]
    said: frozenset[Saying]
    now: datetime
    policy: Policy

    @property
    def today(self) -> str:
        """Return today in words."""
        return day_text(self.known.moment.today)

    def wanted(self, nudge: Nudge) -> bool:
        """Tell whether a nudge still holds: milestone open, due as before, and not said.

        A make-up day that is announced late moves a rule to another day; who has heard it hears it once.
        """
        row = self.known.milestones.get(int(nudge.key.milestone))
        key, due = nudge.key, nudge.reminder.due
        if row is None or row.state is not MilestoneState.OPEN or key in self.recorded:
            return False
        if Saying(key.milestone, key.person, key.rule, due) in self.said:
            return False
        return row.due == nudge.reminder.milestone.due and not milestone_value(row).is_done_until(due)

    def rows(self, nudges: Sequence[Nudge]) -> tuple[Reminder, ...]:
        """Return the rows of some nudges."""
        return tuple(row for nudge in nudges for row in nudge_rows(nudge, self.now))


def drafts(share: Morning | Ask, desk: Desk) -> Iterator[Draft]:
    """Give the messages of a share, without what no longer holds."""
    return _asked(share, desk) if isinstance(share, Ask) else _morning(share, desk)


def _morning(morning: Morning, desk: Desk) -> Iterator[Draft]:
    yield from (_own(nudge, desk) for nudge in morning.own if desk.wanted(nudge))
    reports = tuple(filter(desk.wanted, morning.reports))
    if reports:
        yield _reports(reports, desk)
    digest = _still(morning.digest, desk) if morning.digest else None
    if digest is not None:
        yield _digest(morning.recipient, digest, desk)


def _own(nudge: Nudge, desk: Desk) -> Draft:
    told = desk.known.told(nudge)
    key = nudge.key
    return Draft(
        f"reminder:{key.milestone}:{key.person}:{key.rule}:{key.planned}",
        nudge.recipient,
        desk.rows([nudge]),
        partial(own_card, told),
        partial(own_letter, told, desk.policy),
        with_calendar=goes_with(told.duty),
    )


def _reports(reports: tuple[Nudge, ...], desk: Desk) -> Draft:
    told = tuple(desk.known.told(each) for each in reports)
    recipient = reports[0].recipient
    return Draft(
        f"reminder:{recipient.key}:{desk.known.moment.today}:reports",
        recipient,
        desk.rows(reports),
        partial(reports_message, told, desk.today),
        partial(reports_letter, told, desk.today, desk.policy),
    )


def _digest(recipient: Recipient, digest: Digest, desk: Desk) -> Draft:
    text = desk.known.digest(digest)
    return Draft(
        f"reminder:{recipient.key}:{desk.known.moment.today}:digest",
        recipient,
        desk.rows(own_lines(digest)),
        partial(digest_message, text, desk.today),
        partial(digest_letter, text, desk.today, desk.policy),
        with_calendar=any(goes_with(each.duty) for each in text.lines),
    )


def _still(digest: Digest, desk: Desk) -> Digest | None:
    """Return a digest without what no longer holds; None where no line of its own is left."""
    left = replace(
        digest,
        due_today=tuple(filter(desk.wanted, digest.due_today)),
        reached=tuple(filter(desk.wanted, digest.reached)),
        overdue=tuple(filter(desk.wanted, digest.overdue)),
        reported=tuple(filter(desk.wanted, digest.reported)),
    )
    return left if own_lines(left) else None


def own_lines(digest: Digest) -> list[Nudge]:
    """Return what stands in the digest alone, and not in a message of its own too."""
    lines = (*digest.due_today, *digest.reached, *digest.overdue, *digest.reported)
    return [each for each in lines if each.delivery is Delivery.DIGEST]


def _asked(ask: Ask, desk: Desk) -> Iterator[Draft]:
    """Ask about what is still 已过期 and was not asked about."""
    recipient = ask.recipient
    duty = recipient.duty if recipient.member else Duty.OPERATOR
    rows = {int(each.key): ask_row(each, recipient, desk.now) for each in ask.milestones}
    left = {number: row for number, row in rows.items() if _still_expired(number, row, desk)}
    told = tuple(desk.known.standing(number, duty) for number in left)
    if told:
        yield Draft(
            f"reminder:{recipient.key}:{desk.known.moment.today}:expired",
            recipient,
            tuple(left.values()),
            partial(expired_message, told),
            partial(expired_letter, told, desk.policy),
        )


def _still_expired(number: int, row: Reminder, desk: Desk) -> bool:
    milestone = desk.known.milestones.get(number)
    key = ReminderKey(str(number), row.person, row.rule, row.planned_day)
    return milestone is not None and milestone.state is MilestoneState.EXPIRED and key not in desk.recorded
