"""Run an asyncio server in a thread of its own, so that it serves a test's loop and a subprocess alike."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
LIMIT = 10.0


class LoopThread:
    """Own one event loop in one thread, from `start` to `stop`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """Give the loop that the server lives in."""
        return self._loop

    def start(self) -> None:
        """Begin to run the loop."""
        self._thread.start()

    def call(self, step: Coroutine[Any, Any, T]) -> T:
        """Run one step in the loop and return its value to another thread."""
        return asyncio.run_coroutine_threadsafe(step, self._loop).result(LIMIT)

    def serve(
        self,
        factory: Callable[[], asyncio.BaseProtocol],
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> int:
        """Listen on loopback and return the port."""

        async def listen() -> int:
            self._server = await self._loop.create_server(factory, "127.0.0.1", port, ssl=tls)
            bound: int = self._server.sockets[0].getsockname()[1]
            return bound

        return self.call(listen())

    def close_server(self) -> None:
        """Stop listening; open connections stay as they are."""

        async def close() -> None:
            if self._server is not None:
                self._server.close()

        self.call(close())

    def stop(self) -> None:
        """Cancel what still runs, then end the loop and its thread."""

        async def cancel() -> None:
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        self.close_server()
        self.call(cancel())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT)
        self._loop.close()
