"""`shenbao staff assign, handover, leave`: whose a milestone is, and who stands in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, Stop, console, print_json
from bot.commands.store import with_database
from handlers.absences import Leave, end_leave, leaves, note_leave
from handlers.assignments import Assigned, hand_over_all, milestone_at
from handlers.assignments import assign as assign_milestone
from handlers.audit import COMMAND
from handlers.milestone_steps import Deed
from handlers.officials import operator_at_command
from handlers.policy import Policy
from handlers.staff import find_colleague
from storage.database import Database

DAYS = ["%Y-%m-%d"]


def assign(
    milestone: Annotated[str, typer.Argument(help="节点，例如 203/1（任务 203 的第 1 个节点）")],
    people: Annotated[list[str] | None, typer.Argument(help="姓名或邮箱；不写则由责任单位办理")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """指派一个节点的责任人。"""

    async def work(database: Database, policy: Policy) -> Assigned:
        async with database.transaction() as session:
            found = [await find_colleague(session, each, policy) for each in people or []]
            number = await milestone_at(session, milestone)
            deed = Deed(operator_at_command(policy), number, SystemClock().now())
            return await assign_milestone(session, deed, found, policy)

    given = with_database(config, work)
    if json:
        print_json(asdict(given))
    else:
        whom = "、".join(given.names) or "责任单位"
        console.print(f"任务 {given.place} 今后由{whom}办理。", markup=False)


def handover(
    leaver: Annotated[str, typer.Argument(help="离开的人，姓名或邮箱")],
    successor: Annotated[str, typer.Argument(help="接手的人，姓名或邮箱")],
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """把一个人没有办完的全部节点交给另一个人。"""

    async def work(database: Database, policy: Policy) -> int:
        async with database.transaction() as session:
            old = await find_colleague(session, leaver, policy, gone=True)
            new = await find_colleague(session, successor, policy)
            operator = operator_at_command(policy)
            return await hand_over_all(session, operator, old, new, SystemClock().now(), policy)

    count = with_database(config, work)
    if json:
        print_json({"from": leaver, "to": successor, "milestones": count})
    else:
        console.print(f"{leaver} 的 {count} 个节点已交给 {successor}。", markup=False)


def leave(
    who: Annotated[str | None, typer.Argument(help="不在的人；不写则列出现在和今后的代办")] = None,
    deputy: Annotated[str | None, typer.Argument(help="代办的人")] = None,
    start: Annotated[datetime | None, typer.Option("--from", formats=DAYS, help="从哪一天")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=DAYS, help="到哪一天（含）")] = None,
    end: Annotated[bool, typer.Option("--end", help="结束代办")] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """登记、结束或列出代办：不在的时候，提醒改发给代办的人。"""
    if who is not None and not end and not (deputy and start and last):
        raise Stop(
            "请写明代办的人和日期，例如 shenbao staff leave 演示甲 演示乙 --from 2022-07-01 --to 2022-07-10"
        )

    async def work(database: Database, policy: Policy) -> list[Leave]:
        now = SystemClock().now()
        async with database.transaction() as session:
            if who is not None:
                away = await find_colleague(session, who, policy)
                if end:
                    await end_leave(session, away, now, policy, COMMAND)
                elif deputy and start and last:
                    other = await find_colleague(session, deputy, policy)
                    days = (start.date(), last.date())
                    await note_leave(session, away, other, days, now, policy, COMMAND)
            return await leaves(session, now.astimezone(policy.zone).date())

    found = with_database(config, work)
    if json:
        print_json([{**asdict(each), "first": str(each.first), "last": str(each.last)} for each in found])
    else:
        lines = [f"{each.name} 由 {each.deputy} 代办，{each.words}" for each in found]
        console.print("\n".join(lines) or "没有登记代办。", markup=False)
