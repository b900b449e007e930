"""What every act about a milestone begins and ends with: may this be done now, and the line that keeps it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import record
from handlers.business import business_of
from handlers.milestone_values import milestone_value, progress_of
from handlers.officials import Official
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.reminder_situation import moment_of
from handlers.rules.milestone_lines import Line, line_of
from handlers.rules.milestone_rights import OWNERS
from handlers.rules.recipients import Duty, leading_unit
from handlers.rules.reminder_answers import Act, enough_said
from storage.states import MilestoneState
from storage.tables import Milestone, MilestoneEntry

LONGEST_NOTE = 2000  # characters that are kept


@dataclass(frozen=True, slots=True)
class Deed:
    """Who acts on which milestone, and when."""

    official: Official
    milestone_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a milestone is done: a note, a file on disk, or both."""

    note: str = ""
    file_name: str | None = None
    blob: str | None = None
    part: int | None = None

    @property
    def suffices(self) -> bool:
        """Tell whether there is a file or at least ten characters."""
        return self.blob is not None or enough_said(self.note)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a milestone.

    `until` is the day that a nudge was put off to, or that a due date is to move to; `name` whom it goes
    to; `waits` tells that somebody else has to agree first.
    """

    act: Act
    line: Line
    note: str = ""
    percent: int | None = None
    until: str = ""
    name: str = ""
    recurs: bool = False
    waits: bool = False


async def checked_row(
    session: AsyncSession,
    deed: Deed,
    duties: Collection[Duty],
    states: Collection[MilestoneState],
    policy: Policy,
) -> Milestone:
    """Return the milestone if this person may do this now.

    An unknown one and one of another unit are refused in the same words.
    """
    row = await session.get(Milestone, deed.milestone_id)
    today = deed.now.astimezone(policy.zone).date()
    business = await business_of(session, deed.official, today, [deed.milestone_id])
    duty = business.duty(row) if row else None
    if row is None or duty is None or row.state is MilestoneState.GONE:
        raise Refusal("milestone_unknown")
    if duty not in duties:
        unit = leading_unit(row.lead_unit, tuple(row.units))
        raise Refusal("milestone_not_allowed", unit=unit, helper=duty in OWNERS)
    if row.state not in states:
        raise Refusal(REFUSALS.get(row.state, "milestone_open"))
    return row


# What is said of a milestone that is in no state for an act.
REFUSALS = {
    MilestoneState.DONE: "milestone_closed_already",
    MilestoneState.REPORTED: "milestone_waits",
    MilestoneState.EXPIRED: "milestone_expired",
}


async def enter(
    session: AsyncSession,
    deed: Deed,
    act: str,
    policy: Policy,
    evidence: Evidence,
    percent: int | None = None,
) -> MilestoneEntry:
    """Write the line of the history and that of the audit log."""
    entry = MilestoneEntry(
        milestone_id=deed.milestone_id,
        at=deed.now,
        act=act,
        person=deed.official.key,
        name=deed.official.name,
        note=evidence.note.strip()[:LONGEST_NOTE],
        percent=percent,
        file_name=evidence.file_name,
        blob=evidence.blob,
        part=evidence.part,
    )
    session.add(entry)
    await session.flush()
    subject = f"milestone:{deed.milestone_id}"
    await record(session, policy, deed.now, deed.official.actor, f"milestone.{act}", subject)
    return entry


def line_now(row: Milestone, now: datetime, policy: Policy) -> Line:
    """Word how a milestone stands."""
    return line_of(row.id or 0, milestone_value(row), moment_of(now, policy), progress_of(row))
