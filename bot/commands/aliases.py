"""`shenbao alias`: the office's own words for categories."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, console, print_json
from bot.commands.store import with_database
from handlers.aliases import CategoryWord, add_alias, list_aliases, remove_alias
from handlers.audit import COMMAND
from handlers.policy import Policy
from storage.database import Database

app = typer.Typer(no_args_is_help=True, help="类别的别称：申报人常用、指南里没有的叫法。")
WordArgument = Annotated[str, typer.Argument(help="别称")]


@app.command("list")
def list_(json: JsonOption = False, config: ConfigOption = None) -> None:
    """列出全部别称。"""

    async def work(database: Database, _policy: Policy) -> list[CategoryWord]:
        async with database.reading() as session:
            return await list_aliases(session)

    words = with_database(config, work)
    if json:
        print_json([asdict(word) for word in words])
    else:
        console.print(
            "\n".join(f"{word.word} → {word.category}" for word in words) or "还没有别称。", markup=False
        )


@app.command()
def add(
    word: WordArgument,
    category: Annotated[str, typer.Argument(help="类别编号，例如 2.1")],
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """增加一个别称。"""

    async def work(database: Database, policy: Policy) -> CategoryWord:
        async with database.transaction() as session:
            return await add_alias(
                session, CategoryWord(word, category), SystemClock().now(), policy, COMMAND
            )

    added = with_database(config, work)
    if json:
        print_json(asdict(added))
    else:
        console.print(f"今后“{added.word}”就是指 {added.category}。", markup=False)


@app.command()
def remove(word: WordArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """去掉一个别称。"""

    async def work(database: Database, policy: Policy) -> None:
        async with database.transaction() as session:
            await remove_alias(session, word, SystemClock().now(), policy, COMMAND)

    with_database(config, work)
    if json:
        print_json({"removed": word})
    else:
        console.print(f"已去掉“{word}”。", markup=False)
