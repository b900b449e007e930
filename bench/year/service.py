"""`shenbao run` with a clock that is moved by lines on standard input; the one thing replaced is the time."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import run
from bot.config import load_config
from bot.logs import set_up_logs
from bot.parts import Parts
from demo.moving_clock import MovingClock
from handlers.milestone_acts import finish
from handlers.milestone_steps import Deed, Evidence
from handlers.officials import official_of
from handlers.reminder_situation import last_day, moment_of
from handlers.rules.nudges import may_send
from storage.queries.staff import members_by_id

PATIENCE, LOOK = 30.0, 0.01  # seconds
NOTE = "已按要求完成，材料已经归档备查"


async def serve(start: datetime) -> None:
    """Run the service and obey: `move MOMENT`, `done MILESTONE PERSON`; each is answered by a line."""
    config = load_config(Path(os.environ["SHENBAO_CONFIG"]))
    set_up_logs(config)
    clock = MovingClock(start)
    started: asyncio.Future[Parts] = asyncio.get_running_loop().create_future()
    service = asyncio.ensure_future(run(config, clock, started=started.set_result))
    waited: set[asyncio.Future[Any]] = {started, service}
    await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
    if service.done():
        await service
    lines = await _standard_input()
    _answer("up")
    while line := (await lines.readline()).decode().split():
        await _obey(line, clock, await started)
        _answer("obeyed")
    service.cancel()


async def _obey(line: list[str], clock: MovingClock, parts: Parts) -> None:
    if line[0] == "move":
        await clock.move_to(datetime.fromisoformat(line[1]))
        await _planned(clock, parts)
        return
    async with parts.database.transaction() as session:
        member = (await members_by_id(session, [int(line[2])]))[int(line[2])]
        deed = Deed(official_of(member, "chat"), int(line[1]), clock.now())
        await finish(session, deed, Evidence(NOTE), parts.policy)
    parts.signals.outbox.ring()


async def _planned(clock: MovingClock, parts: Parts) -> None:
    """Wait until the service has planned the day it was moved to, where it is a day to plan on."""
    moment = moment_of(clock.now(), parts.policy)
    if not may_send(clock.now(), moment.calendar, moment.policy):
        return
    async with asyncio.timeout(PATIENCE):
        while True:
            async with parts.database.reading() as session:
                if await last_day(session) == moment.today:
                    return
            await asyncio.sleep(LOOK)


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def _answer(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(datetime.fromisoformat(sys.argv[1])))
