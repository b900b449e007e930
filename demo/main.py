"""`shenbao demo`: the whole product on one machine, with nothing to sign up for."""

from __future__ import annotations

import asyncio
import errno
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.console import Stop
from bot.instance import AlreadyRunning
from demo.days import BEFORE_HOURS
from demo.documents import Documents, read_samples
from demo.moving_clock import MovingClock
from demo.stage import Stage
from handlers.rules.workdays import calendar_for

FIRST_DAY = date(2022, 6, 1)  # before most milestones of the sample table
ZONE = ZoneInfo("Asia/Shanghai")


def start_demo(*, port: int | None, data: str | None, today: str | None, open_browser: bool) -> None:
    """Run the demo until Ctrl-C; raises Stop with a sentence for what cannot be."""
    try:
        first = date.fromisoformat(today) if today else None
    except ValueError:
        raise Stop(f"--today 要写成 2022-06-20 这样的日期，不是“{today}”") from None
    try:
        asyncio.run(run_demo(port, Path(data) if data else None, first, open_browser))
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        raise Stop(f"端口 {port} 用不了（已被占用或没有权限），请换一个端口，或不写 --port") from error
    except AlreadyRunning as error:
        raise Stop(f"数据文件夹 {data} 正被另一个申报台使用，请换一个文件夹") from error


async def run_demo(port: int | None, data: Path | None, today: date | None, open_browser: bool) -> None:  # noqa: FBT001 - an option of the command
    """Show the page, start the desk behind it, and end both on Ctrl-C or SIGTERM."""
    clock = MovingClock(datetime.combine(today or FIRST_DAY, BEFORE_HOURS, ZONE))
    calendar = calendar_for(range(clock.now().year, clock.now().year + 3))
    with _folder(data) as folder:
        async with Stage(clock, calendar.is_workday, port or 0) as stage:
            sys.stdout.write(f"{stage.address}\n")
            sys.stdout.flush()
            if open_browser:
                await asyncio.to_thread(webbrowser.open, stage.address)
            await _until_stopped(_perform(stage, folder))


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="shenbao-demo-") as folder:
        yield Path(folder)


async def _until_stopped(show: Coroutine[Any, Any, None]) -> None:
    """Run the show until it ends by itself or a signal asks it to; the desk goes before the stage does."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    showing, asked = asyncio.create_task(show), asyncio.create_task(stop.wait())
    await asyncio.wait({showing, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if showing.done():
        showing.result()
        return
    showing.cancel()
    await asyncio.wait({showing})
    sys.stderr.write("演示已结束。\n")


async def _perform(stage: Stage, folder: Path) -> None:
    # Reading goes on in a process of its own while the desk's libraries load; the page is there meanwhile.
    reading = asyncio.create_task(read_samples(stage.progress))
    try:
        perform = await asyncio.to_thread(_load)
        documents = await reading
    finally:
        reading.cancel()
    await perform(stage, folder, documents)


def _load() -> Callable[[Stage, Path, Documents], Coroutine[Any, Any, None]]:
    from demo.performance import perform

    return perform
