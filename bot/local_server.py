"""A web server inside a loop that others share."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.applications import Starlette

HOST = "127.0.0.1"


class _SharedLoopServer(uvicorn.Server):
    """Leave signals to the programme that owns the loop, and tell when connections are taken."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.leave = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        # Nothing to look at every 100 ms: no Date header, no limit of requests.
        await self.leave.wait()


class LocalServer:
    """Serve an application on one address; port 0 takes a free one and keeps it over stop and start."""

    def __init__(
        self,
        app: Starlette,
        port: int = 0,
        before_stop: Callable[[], None] | None = None,
        *,
        host: str = HOST,
    ) -> None:
        self.host = host
        self.port = port
        self._app = app
        self._before_stop = before_stop
        self._server: _SharedLoopServer | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take connections; raises OSError where the port is in use."""
        listening = socket.create_server((self.host, self.port), backlog=128)
        # asyncio sets this only where the protocol is named; without it each answer waits 40 ms for the
        # other side's acknowledgement, because head and body are written one after the other.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _SharedLoopServer(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        await self._server.ready.wait()

    async def stop(self) -> None:
        """Finish what is being answered, then close the port."""
        if self._server is None or self._serving is None:
            return
        if self._before_stop is not None:
            self._before_stop()
        self._server.should_exit = True
        self._server.leave.set()
        await self._serving
        self._server = self._serving = None
