"""`shenbao page`: a login link for the operators' page."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, Stop, configuration, console, print_json
from bot.commands.store import with_database
from bot.page.address import login_link
from handlers.audit import COMMAND
from handlers.page_keys import LINK_LIFE, make_link
from handlers.policy import Policy
from handlers.rules.people import Role
from handlers.staff import find_colleague, list_staff
from storage.database import Database


def page(
    who: Annotated[str | None, typer.Argument(help="管理员的姓名或邮箱；只有一位时不用写")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """给一位管理员一个登录网页的链接，只能用一次，10 分钟内有效。"""
    web = configuration(config).web
    if not web.enabled:
        raise Stop("没有启用网页，请在 config.toml 的 [web] 里写 enabled = true，再重新启动服务")

    async def work(database: Database, policy: Policy) -> tuple[str, str]:
        async with database.transaction() as session:
            operator = await find_colleague(session, who or await _only(session, policy), policy)
            if operator.role != Role.OPERATOR:
                raise Stop(f"{operator.name} 不是管理员，网页只给管理员看")
            return operator.name, await make_link(session, operator, SystemClock().now(), policy, COMMAND)

    name, secret = with_database(config, work)
    link, minutes = login_link(web, secret), int(LINK_LIFE.total_seconds() // 60)
    if json:
        print_json({"name": name, "link": link, "minutes": minutes})
    else:
        console.print(link, markup=False)
        console.print(f"给 {name} 用，只能用一次，{minutes} 分钟内有效。", markup=False)


async def _only(session: AsyncSession, policy: Policy) -> str:
    """Return how the one operator is found; where nobody is listed, the configured mailbox stands for one."""
    operators = [each for each in await list_staff(session) if each.role is Role.OPERATOR]
    if len(operators) > 1:
        raise Stop(f"有几位管理员，请写明是谁：{'、'.join(each.name for each in operators)}")
    return (operators[0].email or operators[0].name) if operators else policy.operator_mailbox
