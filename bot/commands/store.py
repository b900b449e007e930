"""The database of a command: opened for its length, or a sentence says that there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from bot.commands.console import Stop, configuration
from bot.policies import policy_of
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.wording import plain, say
from storage.database import Database, NoDatabase, open_database

Result = TypeVar("Result")


def with_database(config: Path | None, work: Callable[[Database, Policy], Awaitable[Result]]) -> Result:
    """Run some work on the database of the configuration; a refusal ends the command with its sentence."""
    settings = configuration(config)

    async def run() -> Result:
        try:
            database = await open_database(settings.database)
        except NoDatabase as error:
            raise Stop(
                f"还没有数据库（{settings.database}），请先用 shenbao import … --apply 导入"
            ) from error
        try:
            return await work(database, policy_of(settings))
        except Refusal as refusal:
            raise Stop(plain(say(f"{refusal.sentence}.html", **refusal.values))) from refusal
        finally:
            await database.close()

    return asyncio.run(run())
