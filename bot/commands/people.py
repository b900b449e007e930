"""`shenbao staff`: people and the codes that bind them to a chat."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, console, print_json
from bot.commands.duties import assign, handover, leave
from bot.commands.store import with_database
from handlers.audit import COMMAND
from handlers.binding_letters import send_code
from handlers.policy import Policy
from handlers.staff import Colleague, list_staff
from handlers.staff import revoke as revoke_binding
from storage.database import Database

app = typer.Typer(no_args_is_help=True, help="工作人员：名单、绑定聊天、指派、交接、代办。")
WhoArgument = Annotated[str, typer.Argument(help="姓名或邮箱")]
# What the list calls roles, and the two ways to reach somebody.
ROLES = {"staff": "工作人员", "leader": "领导", "operator": "操作员"}


@app.command("list")
def list_(json: JsonOption = False, config: ConfigOption = None) -> None:
    """列出人员名单，以及谁绑定了聊天。"""

    async def work(database: Database, _policy: Policy) -> list[Colleague]:
        async with database.reading() as session:
            return await list_staff(session)

    people = with_database(config, work)
    if json:
        print_json([asdict(each) for each in people])
    elif not people:
        console.print("人员名单是空的，请先用 shenbao import staff … --apply 导入。")
    else:
        for each in people:
            _line(each)


@app.command()
def bind(who: WhoArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """把一次性绑定码发到一个人的单位邮箱。"""

    async def work(database: Database, policy: Policy) -> tuple[Colleague, datetime]:
        async with database.transaction() as session:
            found, until = await send_code(session, who, SystemClock().now(), policy, COMMAND)
        return found, until.astimezone(policy.zone)

    found, until = with_database(config, work)
    if json:
        print_json({**asdict(found), "code_sent": True, "expires": until.isoformat()})
    else:
        console.print(
            f"绑定码已写入发件箱，发往 {found.email}，{until:%Y-%m-%d %H:%M} 前有效。", markup=False
        )


@app.command()
def revoke(who: WhoArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """立即解除一个人的聊天绑定，没用过的绑定码同时作废。"""

    async def work(database: Database, policy: Policy) -> tuple[Colleague, bool]:
        async with database.transaction() as session:
            return await revoke_binding(session, who, SystemClock().now(), policy, COMMAND)

    found, revoked = with_database(config, work)
    if json:
        print_json({**asdict(found), "revoked": revoked})
    else:
        console.print(f"{found.name} 的绑定已解除。" if revoked else f"{found.name} 没有绑定。", markup=False)


app.command()(assign)
app.command()(handover)
app.command()(leave)


def _line(each: Colleague) -> None:
    reached = "聊天" if each.bound else "邮件" if each.email else "无法联系"
    fields: list[Any] = [each.name, each.unit, each.department, each.email, ROLES[each.role], reached]
    console.print("  ".join(field for field in fields if field), markup=False)
