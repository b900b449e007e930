"""`shenbao plan`: every reminder of a span of time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import ConfigOption, JsonOption, Stop, configuration, console, print_json
from bot.config import Config
from bot.sources import find_staff, find_table, one_worker
from bot.worker import WorkerFailed
from handlers.rules.milestones import open_milestones
from handlers.rules.people import StaffList
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.problems import Unreadable
from handlers.rules.recipients import roster_of
from handlers.rules.schedule import PlannedReminder, as_json
from handlers.rules.schedule import plan as plan_reminders
from handlers.rules.tasks import TaskTable
from handlers.rules.workdays import calendar_for
from handlers.special_days import overrides
from storage.database import open_database


def plan(
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="从哪一天")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="到哪一天")],
    tasks: Annotated[Path | None, typer.Option(help="任务表文件")] = None,
    staff: Annotated[Path | None, typer.Option(help="人员名单文件")] = None,
    person: Annotated[str | None, typer.Option(help="只看这个人或单位")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """列出一段时间内的全部提醒。"""
    if end < start:
        raise Stop("--to 早于 --from，请检查日期")
    settings = configuration(config)
    table, people = asyncio.run(_read(settings, tasks, staff))
    days = asyncio.run(_special_days(settings))
    for reminder in _plan(settings, table, people, (start.date(), end.date()), days):
        if person is None or person in reminder.recipients:
            _show(reminder, json=json)


async def _special_days(config: Config) -> Mapping[date, bool]:
    """Return the days that were imported; none where there is no database."""
    if not config.database.exists():
        return {}
    database = await open_database(config.database)
    try:
        async with database.reading() as session:
            return await overrides(session)
    finally:
        await database.close()


def _plan(
    config: Config,
    table: TaskTable,
    people: StaffList,
    span: tuple[date, date],
    days: Mapping[date, bool],
) -> tuple[PlannedReminder, ...]:
    policy = PlanPolicy(
        digest_at=config.reminders.digest_at,
        quiet_from=config.reminders.quiet_from,
        quiet_until=config.reminders.quiet_until,
        zone=config.zone,
        ladder=config.reminders.ladder,
        own_leads=config.reminders.own_lead_values,
    )
    calendar = calendar_for(range(span[0].year, span[1].year + 1), days)
    return plan_reminders(open_milestones(table), roster_of(people.people), calendar, policy, *span)


def _show(reminder: PlannedReminder, *, json: bool) -> None:
    if json:
        print_json(as_json(reminder))
    else:
        when, whom = reminder.at.strftime("%Y-%m-%d %H:%M"), "、".join(reminder.recipients)
        milestone = reminder.milestone
        place = f"任务{milestone.task}（{milestone.number or milestone.position}）"
        console.print(f"{when}  {place}  {reminder.rule}  {whom}  {reminder.why}", markup=False)


async def _read(config: Config, tasks: Path | None, staff: Path | None) -> tuple[TaskTable, StaffList]:
    async with one_worker() as worker:
        try:
            return await find_table(config, worker, tasks), await find_staff(config, worker, staff)
        except (Unreadable, WorkerFailed) as refusal:
            raise Stop(str(refusal)) from refusal
        except OSError as error:
            raise Stop(f"读不了文件 {error.filename}：{error.strerror}") from error
