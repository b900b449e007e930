"""`shenbao run` with a clock that starts at a given moment: the one thing replaced is the time."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from bot.app import run
from bot.config import load_config
from bot.logs import set_up_logs
from demo.moving_clock import MovingClock


async def serve(start: datetime) -> None:
    config = load_config(Path(os.environ["SHENBAO_CONFIG"]))
    set_up_logs(config)
    task = asyncio.ensure_future(run(config, MovingClock(start)))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await asyncio.wait({task})


if __name__ == "__main__":
    asyncio.run(serve(datetime.fromisoformat(sys.argv[1])))
