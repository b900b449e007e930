"""`shenbao audit`: is the log of who did what as it was written."""

from __future__ import annotations

from dataclasses import asdict

import typer

from bot.commands.console import DOUBTS, ConfigOption, JsonOption, console, print_json
from bot.commands.store import with_database
from handlers.audit_chain import Chain, verify_chain
from handlers.policy import Policy
from storage.database import Database

app = typer.Typer(no_args_is_help=True, help="审计日志。")


@app.callback()
def group() -> None:
    """审计日志。"""


@app.command()
def verify(json: JsonOption = False, config: ConfigOption = None) -> None:
    """核对审计日志有没有被改动。"""

    async def work(database: Database, _policy: Policy) -> Chain:
        async with database.reading() as session:
            return await verify_chain(session)

    chain = with_database(config, work)
    if json:
        print_json(asdict(chain))
    elif chain.broken is None:
        console.print(f"审计日志完好：{chain.lines} 行，最后一行 {chain.last[:16]}。", markup=False)
    else:
        console.print(f"审计日志从第 {chain.broken} 行起对不上，前面 {chain.lines} 行完好。", markup=False)
    if chain.broken is not None:
        raise typer.Exit(DOUBTS)
