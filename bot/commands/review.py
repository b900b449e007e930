"""`shenbao review`: the queue of what a person must decide."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, console, print_json
from bot.commands.store import with_database
from handlers.audit import COMMAND
from handlers.policy import Policy
from handlers.review import accept, discard, list_open
from handlers.review import show as show_item
from handlers.review_items import Item
from storage.database import Database

app = typer.Typer(no_args_is_help=True, help="待审件：查看、转送、不作处理。")
NumberArgument = Annotated[int, typer.Argument(help="待审编号")]


@app.command("list")
def list_(json: JsonOption = False, config: ConfigOption = None) -> None:
    """列出待审件，最早的在前。"""

    async def work(database: Database, _policy: Policy) -> list[Item]:
        async with database.reading() as session:
            return await list_open(session)

    items = with_database(config, work)
    if json:
        print_json([_json(item) for item in items])
    elif not items:
        console.print("没有待审件。")
    else:
        for item in items:
            _line(item)


@app.command()
def show(number: NumberArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """看一件待审件的原因和候选类别。"""

    async def work(database: Database, _policy: Policy) -> Item:
        async with database.reading() as session:
            return await show_item(session, number)

    item = with_database(config, work)
    if json:
        print_json(_json(item))
        return
    _line(item)
    for reason in item.reasons:
        console.print(f"  · {reason}", markup=False)
    for candidate in item.candidates:
        console.print(
            f"  可选 {candidate['category']} → {candidate['mailbox']}（{candidate['score']}）", markup=False
        )


@app.command("accept")
def accept_(
    number: NumberArgument,
    category: Annotated[str, typer.Argument(help="转送到哪个类别，例如 1.1")],
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """把一件待审件转送到类别的科室。"""

    async def work(database: Database, policy: Policy) -> Item:
        async with database.transaction() as session:
            return await accept(session, number, category, SystemClock().now(), policy, COMMAND)

    _done(with_database(config, work), f"#{number} 已转送 {category}", json=json)


@app.command("discard")
def discard_(number: NumberArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """一件待审件不作申报处理；内容仍然保留。"""

    async def work(database: Database, policy: Policy) -> Item:
        async with database.transaction() as session:
            return await discard(session, number, SystemClock().now(), policy, COMMAND)

    _done(with_database(config, work), f"#{number} 不作处理", json=json)


def _done(item: Item, sentence: str, *, json: bool) -> None:
    if json:
        print_json(_json(item))
    else:
        console.print(sentence)


def _line(item: Item) -> None:
    about = "  ".join(each for each in (item.receipt, item.sender, item.subject) if each)
    console.print(f"#{item.id}  {item.created_at:%Y-%m-%d %H:%M}  {about}", markup=False)


def _json(item: Item) -> dict[str, Any]:
    return {**asdict(item), "created_at": item.created_at.isoformat(), "state": item.state.value}
