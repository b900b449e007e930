"""The task table as it stands today: one row a milestone, for the picture, the sheet and the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.business import business_of
from handlers.milestone_values import milestone_value, progress_of
from handlers.officials import Official
from handlers.policy import Policy
from handlers.reminder_situation import moment_of
from handlers.reminder_texts import EXPIRED_WORD
from handlers.rules.explanations import day_text
from handlers.rules.labels import LABELS, PAINTS, Colour, Labels, Paints
from handlers.rules.milestone_lines import line_of
from handlers.rules.nudges import Moment
from handlers.rules.recipients import leading_unit
from storage.queries.assignments import owners_by_milestone
from storage.queries.milestones import milestones_in
from storage.queries.staff import members_by_id
from storage.states import MilestoneState
from storage.tables import Milestone

SHOWN: Final = frozenset(
    {MilestoneState.OPEN, MilestoneState.EXPIRED, MilestoneState.REPORTED, MilestoneState.DONE}
)
URGENT: Final = 5  # rows that the text names
DONE_WORD, WAITING_WORD = "✅ 已完成", "🕓 待确认"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A milestone of the table as it stands; `status` is a sign and a word, as in 🔴 逾期."""

    unit: str
    task: str
    task_text: str
    place: str
    text: str
    units: tuple[str, ...]
    owners: tuple[str, ...]
    due: date | None
    due_text: str
    left: str
    status: str
    percent: int | None
    progress: str
    closed: date | None
    help_wanted: bool

    @property
    def mark(self) -> str:
        """Return the status's sign."""
        return self.status.partition(" ")[0]

    @property
    def word(self) -> str:
        """Return the status's word."""
        return self.status.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Overview:
    """Somebody's part of the table on a day, rows by unit and task; how states are written and painted."""

    title: str
    day: date
    rows: tuple[TableRow, ...]
    labels: Labels = LABELS
    paints: Paints = PAINTS

    @property
    def today(self) -> str:
        """Return the day in words."""
        return day_text(self.day)

    @property
    def count(self) -> int:
        """Return how many milestones there are."""
        return len(self.rows)

    @property
    def done(self) -> int:
        """Return how many are done."""
        return sum(each.status == DONE_WORD for each in self.rows)

    @property
    def waiting(self) -> int:
        """Return how many wait for confirmation."""
        return sum(each.status == WAITING_WORD for each in self.rows)

    @property
    def help(self) -> int:
        """Return of how many somebody asked for help."""
        return sum(each.help_wanted for each in self.rows)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Return how many are in each colour, the most pressing first."""
        found = Counter(each.status for each in self.rows)
        order = (*(self.labels.of(each) for each in reversed(Colour)), EXPIRED_WORD)
        return [(word, found[word]) for word in order if found[word]]

    @property
    def urgent(self) -> list[TableRow]:
        """Return the rows that press most."""
        words = (self.labels.overdue, self.labels.behind)
        pressing = [each for each in self.rows if each.status in words]
        return sorted(pressing, key=lambda each: each.due or self.day)[:URGENT]


async def overview(session: AsyncSession, official: Official, now: datetime, policy: Policy) -> Overview:
    """Return the part of the table that is somebody's business; an operator's is the whole."""
    moment = moment_of(now, policy)
    business = await business_of(session, official, moment.today)
    rows = [each for each in await milestones_in(session, SHOWN) if business.duty(each)]
    return await _overview(session, rows, moment)


async def whole_table(session: AsyncSession, now: datetime, policy: Policy) -> Overview:
    """Return the whole table."""
    return await _overview(session, await milestones_in(session, SHOWN), moment_of(now, policy))


async def _overview(session: AsyncSession, rows: Sequence[Milestone], moment: Moment) -> Overview:
    owners = await owners_by_milestone(session)
    people = await members_by_id(session, {int(key) for keys in owners.values() for key in keys})
    names = {str(number): member.name for number, member in people.items()}
    found = [
        _row(row, [names[key] for key in owners.get(row.id or 0, ()) if key in names], moment) for row in rows
    ]
    years = sorted({row.year for row in rows if row.year})
    title = f"{'、'.join(f'{year}年' for year in years)}重点工作节点"
    order = {id(made): milestone_value(row).order for made, row in zip(found, rows, strict=True)}
    found.sort(key=lambda each: (each.unit, order[id(each)]))
    return Overview(title, moment.today, tuple(found), moment.policy.labels, moment.policy.paints)


def _row(row: Milestone, owners: Iterable[str], moment: Moment) -> TableRow:
    line = line_of(row.id or 0, milestone_value(row), moment, progress_of(row))
    zone = moment.policy.zone
    return TableRow(
        unit=leading_unit(row.lead_unit, tuple(row.units)) or "责任单位未列明",
        task=row.task,
        task_text=row.task_text,
        place=line.place,
        text=row.text,
        units=tuple(row.units),
        owners=tuple(owners),
        due=row.due,
        due_text=line.due if row.due else row.due_raw or line.due,
        left=line.left,
        status=_status(row, line.colour),
        percent=row.percent,
        progress=line.progress,
        closed=row.closed_at.astimezone(zone).date() if row.closed_at else None,
        help_wanted=row.help_wanted,
    )


def _status(row: Milestone, colour: str) -> str:
    words = {
        MilestoneState.DONE: DONE_WORD,
        MilestoneState.REPORTED: WAITING_WORD,
        MilestoneState.EXPIRED: EXPIRED_WORD,
    }
    return words.get(row.state, str(colour))
