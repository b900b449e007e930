"""Tell the supervisor that started the service how it is (systemd's sd_notify protocol)."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

READY: Final = "READY=1"
STOPPING: Final = "STOPPING=1"
ALIVE: Final = "WATCHDOG=1"
BEATS: Final = 3  # signs of life in the time after which the supervisor takes the service for dead
MICROSECONDS: Final = 1_000_000
log = structlog.get_logger()


class Supervisor:
    """The one who started the service, if it wants to be told; otherwise every word is for nobody."""

    def __init__(self, environment: MutableMapping[str, str]) -> None:
        # Taken out, so that no process that the service starts speaks in its name.
        self._address = environment.pop("NOTIFY_SOCKET", "")
        limit, process = environment.pop("WATCHDOG_USEC", ""), environment.pop("WATCHDOG_PID", "")
        meant = process in {"", str(os.getpid())}
        self._limit = int(limit) / MICROSECONDS if limit.isdecimal() and meant else 0.0

    def tell(self, state: str) -> None:
        """Send a state, such as READY; one that cannot be sent is logged, the service goes on."""
        if not self._address:
            return
        # A name that begins with @ is in the kernel's abstract namespace (unix(7)).
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
                door.sendto(state.encode(), address)
        except OSError as error:
            log.warning("supervisor.deaf", error=str(error))

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Give signs of life for the length of a block, as long as the loop turns."""
        beating = asyncio.create_task(self._beat()) if self._address and self._limit else None
        try:
            yield
        finally:
            if beating is not None:
                beating.cancel()
                with suppress(asyncio.CancelledError):
                    await beating

    async def _beat(self) -> None:
        while True:
            self.tell(ALIVE)
            await asyncio.sleep(self._limit / BEATS)
