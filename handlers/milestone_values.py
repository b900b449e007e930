"""Rows of the office become the values that the planner's rules understand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from handlers.policy import Policy
from handlers.rules.milestone_lines import Progress
from handlers.rules.milestones import OpenMilestone
from handlers.rules.people import Kind, Person, Role
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.recipients import Member, member
from storage.tables import Milestone, StaffMember


def milestone_value(row: Milestone | Row[*tuple[Any, ...]], owners: tuple[str, ...] = ()) -> OpenMilestone:
    """Return a milestone as the planner sees it; `owners` is whom it is assigned to."""
    return OpenMilestone(
        key=str(row.id),
        task=row.task,
        position=row.position,
        number=row.number,
        text=row.text,
        lead_unit=row.lead_unit,
        units=tuple(row.units),
        due=row.due,
        recurrence=row.recurrence,
        applied_on=row.applied_on,
        year=row.year,
        owners=owners,
        period_done=row.period_done,
    )


def progress_of(row: Milestone) -> Progress:
    """Return what was last reported about a milestone."""
    return Progress(row.percent, row.progress)


def member_value(row: StaffMember) -> Member:
    """Return how somebody is reached; their key is their row's number."""
    return member(person_value(row), str(row.id), bound=row.chat_id is not None, both=row.both_ways)


def person_value(row: StaffMember) -> Person:
    """Return somebody of the staff list as the rules know people."""
    return Person(
        name=row.name,
        unit=row.table_unit or row.unit,
        department=row.department,
        email=row.email,
        role=Role(row.role),
        phone=row.phone,
        kind=Kind(row.kind),
    )


def plan_policy(policy: Policy) -> PlanPolicy:
    """Return the office's choices about reminders."""
    return PlanPolicy(
        digest_at=policy.digest_at,
        quiet_from=policy.quiet_from,
        quiet_until=policy.quiet_until,
        zone=policy.zone,
        ladder=policy.ladder,
        own_leads=policy.own_leads,
        labels=policy.labels,
        paints=policy.paints,
    )
