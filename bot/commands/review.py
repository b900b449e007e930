"""`shenbao review`: the queue of what a person must decide."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, configuration, console, print_json
from bot.commands.store import with_database
from bot.mail.reading import parse_stored
from bot.sources import one_worker
from handlers.audit import COMMAND
from handlers.moving import Moved, move
from handlers.policy import Policy
from handlers.releasing import release_item
from handlers.review import accept, discard, list_open
from handlers.review import show as show_item
from handlers.review_asks import ask_sender
from handlers.review_items import Item
from handlers.review_replies import forward_reply, join_reply, letter_blob
from handlers.wording import one_line
from storage.blobs import Blobs
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
    if item.excerpt:
        console.print(f"  正文 {one_line(item.excerpt)}", markup=False)
    for name in item.files:
        console.print(f"  附件 {one_line(name)}", markup=False)
    for reason in item.reasons:
        console.print(f"  · {one_line(reason)}", markup=False)
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
def discard_(
    number: NumberArgument,
    advert: Annotated[bool, typer.Option("--advert", help="是广告")] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """一件待审件不作申报处理；内容仍然保留。"""

    async def work(database: Database, policy: Policy) -> Item:
        why = "advert" if advert else None
        async with database.transaction() as session:
            return await discard(session, number, SystemClock().now(), policy, COMMAND, why)

    _done(with_database(config, work), f"#{number} 不作处理", json=json)


@app.command()
def ask(number: NumberArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """请申请人说明来信要办理什么；待审件保持打开。"""

    async def work(database: Database, policy: Policy) -> Item:
        async with database.transaction() as session:
            return await ask_sender(session, number, SystemClock().now(), policy, COMMAND)

    _done(with_database(config, work), f"#{number} 已询问申请人", json=json)


@app.command()
def release(number: NumberArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """放行因来信过多而搁置的邮件。"""

    async def work(database: Database, policy: Policy) -> Item:
        async with database.transaction() as session:
            return await release_item(session, number, SystemClock().now(), policy, COMMAND)

    _done(with_database(config, work), f"#{number} 已放行", json=json)


@app.command()
def forward(number: NumberArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """确认来信是科室的答复，转给申请人。"""
    item = with_database(config, _with_letter(config, number, forward_reply))
    _done(item, f"#{number} 已转给申请人", json=json)


@app.command()
def join(number: NumberArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """确认来信是申请人的补充，并入申报。"""
    item = with_database(config, _with_letter(config, number, join_reply))
    _done(item, f"#{number} 已并入申报", json=json)


@app.command("move")
def move_(
    receipt: Annotated[str, typer.Argument(help="回执号")],
    target: Annotated[str, typer.Argument(help="类别编号、科室名称或指南里的科室邮箱")],
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """把一件已转送的申报改转其他类别或科室。"""

    async def work(database: Database, policy: Policy) -> Moved:
        async with database.transaction() as session:
            return await move(session, receipt.strip().upper(), target, SystemClock().now(), policy, COMMAND)

    moved = with_database(config, work)
    if json:
        print_json(asdict(moved))
    else:
        console.print(f"{moved.receipt} 已由{moved.before}改转{moved.after}", markup=False)


def _with_letter(
    config: Path | None, number: int, act: Callable[..., Awaitable[Item]]
) -> Callable[[Database, Policy], Awaitable[Item]]:
    """Return the work of a decision that needs the letter's text and files."""

    async def work(database: Database, policy: Policy) -> Item:
        async with database.reading() as session:
            blob = await letter_blob(session, number)
        async with one_worker() as worker:
            mail = await parse_stored(Blobs(configuration(config).blobs), worker, blob)
        async with database.transaction() as session:
            return await act(session, number, mail, SystemClock().now(), policy, COMMAND)

    return work


def _done(item: Item, sentence: str, *, json: bool) -> None:
    if json:
        print_json(_json(item))
    else:
        console.print(sentence)


def _line(item: Item) -> None:
    about = "  ".join(each for each in (item.receipt, item.sender, item.subject) if each)
    console.print(f"#{item.id}  {item.created_at:%Y-%m-%d %H:%M}  {about}", markup=False)


def _json(item: Item) -> dict[str, Any]:
    decided_at = item.decided_at.isoformat() if item.decided_at else None
    moments = {"created_at": item.created_at.isoformat(), "decided_at": decided_at}
    return {**asdict(item), **moments, "state": item.state.value}
