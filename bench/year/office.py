"""The invented office of the simulated year: 25 people, their table, who has a chat, what is closed when."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from handlers.audit import COMMAND
from handlers.editions import apply_document
from handlers.milestone_values import member_value, milestone_value
from handlers.policy import Policy
from handlers.rules.documents import read_document
from handlers.rules.milestones import OpenMilestone
from handlers.rules.people import Person, Role, StaffList
from handlers.rules.plan_policy import Audience
from handlers.rules.recipients import Member, recipients, roster
from handlers.rules.task_table import read_tasks
from handlers.rules.tasks import TaskTable
from handlers.rules.workdays import calendar_for
from storage.database import open_database
from storage.queries.milestones import milestones_in
from storage.queries.staff import present_members
from storage.states import MilestoneState

ROOT = Path(__file__).resolve().parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2022, 1, 4), date(2022, 12, 31)  # the year from its first working day on
DOWN = (date(2022, 8, 8), date(2022, 8, 21))  # two weeks without the service
STAFF = 25
OURS = 8  # of the unit that leads most tasks; the others have one each
CLOSED_SHARE = 0.7  # of the milestones are closed some time
SEED = 2022  # the same year every time
CHAT_BASE = 7000


@dataclass(frozen=True, slots=True)
class Closing:
    """Somebody closes a milestone at noon of a day."""

    milestone: int
    person: int
    day: date


@dataclass(frozen=True, slots=True)
class YearOffice:
    """What the year begins with."""

    table: TaskTable
    milestones: tuple[OpenMilestone, ...]
    members: tuple[Member, ...]
    chats: Mapping[int, int]  # a person's chat
    mailboxes: Mapping[int, str]
    closings: tuple[Closing, ...]


def real_table() -> tuple[Path, TaskTable]:
    """Read the official table where it is at hand, else the sample made after it."""
    official = ROOT / ".." / "shared" / "seeds" / "tasks-2022.txt"
    file = official if official.exists() else ROOT / "samples" / "tasks-2022.txt"
    return file, read_tasks(read_document(file.name, file.read_bytes()))


def people_for(table: TaskTable) -> StaffList:
    """Invent the people: staff and a leader of the unit that leads most, one of each other, two operators."""
    leading = [task.lead_unit for task in table.tasks if task.lead_unit]
    first = max(sorted(set(leading)), key=leading.count)
    named = {unit for task in table.tasks for each in task.milestones for unit in each.units}
    units = sorted(named - {first})
    wanted = [(first, Role.STAFF)] * OURS + [(first, Role.LEADER)] + [(first, Role.OPERATOR)] * 2
    wanted += [(unit, Role.STAFF) for unit in units]
    return StaffList(
        tuple(
            Person(f"测试{number:02}", unit, None, f"staff{number:02}@example.org", role)
            for number, (unit, role) in enumerate(wanted[:STAFF], start=1)
        )
    )


async def open_office(folder: Path, policy: Policy, span: tuple[date, date]) -> YearOffice:
    """Import table and people before work begins on the first day, and bind every second chat."""
    _, table = real_table()
    database = await open_database(folder / "shenbao.db", create=True)
    begin = datetime.combine(span[0], time(7, 0), ZONE)
    try:
        async with database.transaction() as session:
            await apply_document(session, people_for(table), begin, policy, COMMAND)
            await apply_document(session, table, begin, policy, COMMAND)
            for member in await present_members(session):
                if (member.id or 0) % 2:
                    member.chat_id = CHAT_BASE + (member.id or 0)
        async with database.reading() as session:
            rows = await present_members(session)
            rows_of_table = await milestones_in(session, [MilestoneState.OPEN])
            milestones = tuple(milestone_value(row) for row in rows_of_table if row.due or row.recurrence)
    finally:
        await database.close()
    members = tuple(member_value(row) for row in rows)
    chats = {row.id or 0: row.chat_id for row in rows if row.chat_id}
    mailboxes = {row.id or 0: row.email for row in rows if row.email}
    return YearOffice(table, milestones, members, chats, mailboxes, _closings(milestones, members, span))


def _closings(
    milestones: tuple[OpenMilestone, ...], members: tuple[Member, ...], span: tuple[date, date]
) -> tuple[Closing, ...]:
    """Close most milestones, from two weeks before their due date to three after it."""
    chance, calendar = random.Random(SEED), calendar_for([2022])  # noqa: S311 - a simulation
    people = roster(members)
    found = []
    for each in sorted(milestones, key=lambda one: one.order):
        owners = recipients(people, each.lead_unit, each.units, Audience.LEAD)
        owner = next((one for one in owners if one.member), None)
        if each.due is None or owner is None or chance.random() > CLOSED_SHARE:
            continue
        day = calendar.add_workdays(each.due, chance.randint(-10, 15))
        # Nobody closes anything while the service is down.
        if span[0] < day <= span[1] and not DOWN[0] <= day <= DOWN[1]:
            found.append(Closing(int(each.key), int(owner.key), day))
    return tuple(found)
