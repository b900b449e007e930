"""`shenbao plan`: every reminder of a span of time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import ConfigOption, JsonOption, Stop, configuration, console, print_json
from bot.config import Config
from bot.sources import find_staff, find_table, one_worker
from bot.worker import WorkerFailed
from handlers.rules.milestones import open_milestones
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.problems import Unreadable
from handlers.rules.recipients import roster_of
from handlers.rules.schedule import PlannedReminder, as_json
from handlers.rules.schedule import plan as plan_reminders
from handlers.rules.workdays import calendar_for
from handlers.special_days import overrides
from handlers.standing_plan import Standing, as_it_stands
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
    known = asyncio.run(_known(settings))
    standing = known.standing if tasks is None and staff is None else None
    standing = standing or asyncio.run(_read(settings, tasks, staff))
    for reminder in _plan(settings, standing, (start.date(), end.date()), known.days):
        if person is None or person in reminder.recipients:
            _show(reminder, json=json)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database says: the days that were imported, and the table as it stands, if there is one."""

    days: Mapping[date, bool]
    standing: Standing | None


async def _known(config: Config) -> _Known:
    """Look into the database; where there is none, nothing is known."""
    if not config.database.exists():
        return _Known({}, None)
    database = await open_database(config.database)
    try:
        async with database.reading() as session:
            return _Known(await overrides(session), await as_it_stands(session))
    finally:
        await database.close()


def _plan(
    config: Config, standing: Standing, span: tuple[date, date], days: Mapping[date, bool]
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
    return plan_reminders(standing.milestones, standing.people, calendar, policy, *span)


def _show(reminder: PlannedReminder, *, json: bool) -> None:
    if json:
        print_json(as_json(reminder))
    else:
        when, whom = reminder.at.strftime("%Y-%m-%d %H:%M"), "、".join(reminder.recipients)
        milestone = reminder.milestone
        place = f"任务{milestone.task}（{milestone.number or milestone.position}）"
        console.print(f"{when}  {place}  {reminder.rule}  {whom}  {reminder.why}", markup=False)


async def _read(config: Config, tasks: Path | None, staff: Path | None) -> Standing:
    """Read the files that are named, for what is not named the database or the samples."""
    async with one_worker() as worker:
        try:
            table = await find_table(config, worker, tasks)
            people = await find_staff(config, worker, staff)
            return Standing(open_milestones(table), roster_of(people.people))
        except (Unreadable, WorkerFailed) as refusal:
            raise Stop(str(refusal)) from refusal
        except OSError as error:
            raise Stop(f"读不了文件 {error.filename}：{error.strerror}") from error
