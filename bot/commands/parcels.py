"""`shenbao outbox`: what waits to leave, and what could not."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, console, print_json
from bot.commands.store import with_database
from handlers.audit import COMMAND
from handlers.parcels import Waiting, drop_parcel, list_of_receipt, list_waiting
from handlers.policy import Policy
from handlers.resending import resend
from storage.database import Database

app = typer.Typer(no_args_is_help=True, help="待发件：查看、重发、撤下。")
NumberArgument = Annotated[int, typer.Argument(help="编号")]


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
def retry(number: NumberArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """马上再发一次，内容和邮件编号不变。"""

    async def work(database: Database, policy: Policy) -> Waiting:
        async with database.transaction() as session:
            return await resend(session, number, SystemClock().now(), policy, COMMAND)

    _done(with_database(config, work), f"{number} 将马上再发。", json=json)


@app.command()
def drop(number: NumberArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """撤下一件，不再发送。"""

    async def work(database: Database, policy: Policy) -> Waiting:
        async with database.transaction() as session:
            return await drop_parcel(session, number, SystemClock().now(), policy, COMMAND)

    _done(with_database(config, work), f"{number} 已撤下。", json=json)


def _done(parcel: Waiting, sentence: str, *, json: bool) -> None:
    if json:
        print_json(_json(parcel))
    else:
        console.print(sentence)


def _when(parcel: Waiting) -> str:
    return f"{parcel.sent_at:%Y-%m-%d %H:%M}  " if parcel.sent_at else ""


def _json(parcel: Waiting) -> dict[str, Any]:
    body = asdict(parcel)
    moments = {name: getattr(parcel, name) for name in ("created_at", "not_before", "sent_at")}
    return {**body, **{name: moment and moment.isoformat() for name, moment in moments.items()}}
