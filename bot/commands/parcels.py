"""`shenbao outbox`: what waits to leave, and what could not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, Stop, console, print_json
from bot.commands.store import with_database
from handlers.audit import COMMAND, Actor
from handlers.parcels import Waiting, held_numbers, list_of_receipt, list_waiting
from handlers.policy import Policy
from handlers.resending import resend, take_out
from storage.database import Database

app = typer.Typer(no_args_is_help=True, help="待发件：查看、重发、撤下。")
NumberArgument = Annotated[int | None, typer.Argument(help="编号")]
HeldOption = Annotated[bool, typer.Option("--held", help="恢复备份以后停着的全部")]


@app.command("list")
def list_(
    receipt: Annotated[str | None, typer.Option("--receipt", help="只看这份申报的全部件，含送达证明")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """列出还没有送达的件；给出回执号时列出它的全部件和对方服务器的答复。"""

    async def work(database: Database, _policy: Policy) -> list[Waiting]:
        async with database.reading() as session:
            return await (list_of_receipt(session, receipt) if receipt else list_waiting(session))

    parcels = with_database(config, work)
    if json:
        print_json([_json(parcel) for parcel in parcels])
    elif not parcels:
        console.print("没有待发件。")
    for parcel in () if json else parcels:
        console.print(
            f"{parcel.id}  {parcel.state}  {_when(parcel)}{parcel.recipient}  {parcel.key}  "
            f"{parcel.remark or ''}",
            markup=False,
        )


@app.command()
def retry(
    number: NumberArgument = None,
    held: HeldOption = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """马上再发一次，内容和邮件编号不变。"""
    _act(resend, "将马上再发", number, held=held, json=json, config=config)


@app.command()
def drop(
    number: NumberArgument = None,
    held: HeldOption = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """撤下一件，不再发送。"""
    _act(take_out, "已撤下", number, held=held, json=json, config=config)


Act = Callable[[AsyncSession, int, datetime, Policy, Actor], Awaitable[Waiting]]


def _act(act: Act, word: str, number: int | None, *, held: bool, json: bool, config: Path | None) -> None:
    """Do the same with one parcel, or with every one that is held."""
    if (number is None) is not held:
        raise Stop("请写一个编号，或者写 --held")

    async def work(database: Database, policy: Policy) -> list[Waiting]:
        async with database.transaction() as session:
            numbers = await held_numbers(session) if number is None else [number]
            return [await act(session, each, SystemClock().now(), policy, COMMAND) for each in numbers]

    done = with_database(config, work)
    if json:
        print_json([_json(parcel) for parcel in done] if held else _json(done[0]))
    else:
        console.print(f"{len(done)} 件{word}。" if held else f"{number} {word}。")


def _when(parcel: Waiting) -> str:
    return f"{parcel.sent_at:%Y-%m-%d %H:%M}  " if parcel.sent_at else ""


def _json(parcel: Waiting) -> dict[str, Any]:
    body = asdict(parcel)
    moments = {name: getattr(parcel, name) for name in ("created_at", "not_before", "sent_at")}
    return {**body, **{name: moment and moment.isoformat() for name, moment in moments.items()}}
