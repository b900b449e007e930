"""Connections to Telegram that are kept for the next call; the one used last is taken first."""

from __future__ import annotations

import asyncio
import select
import ssl
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Final

import h11
import httpx

KEPT_SECONDS: Final = 15.0  # an idle connection may be dropped on the way without a word
PORTION: Final = 65_536  # bytes read or written at once
Place = tuple[str, str, int]  # scheme, host, port
Times = Mapping[str, float | None]


class KeptConnections(httpx.AsyncBaseTransport):
    """Carries the library's requests over a few connections; without a proxy.

    The library's own pool asks the kernel about every idle connection at every request, and takes each
    through several layers of streams: with forty people in chat a third of the process's time went into it.
    Faults are those of the library, so that `bot/chat/outcomes.py` can tell what was sent.
    """

    def __init__(self, most: int) -> None:
        self._idle: dict[Place, list[_Connection]] = {}
        self._room = asyncio.Semaphore(most)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the whole answer."""
        times: Times = request.extensions.get("timeout", {})
        await self._enter(times.get("pool"))
        try:
            place = _place(request.url)
            connection = self._take(place) or await _open(place, times.get("connect"))
            try:
                response = await connection.ask(request, times)
            except BaseException:
                connection.close()
                raise
            if connection.is_sound():
                self._idle.setdefault(place, []).append(connection)
            else:
                connection.close()
            return response
        finally:
            self._room.release()

    async def aclose(self) -> None:
        """Close what is idle; connections may be opened again afterwards."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()
        await asyncio.sleep(0)  # the transports close their sockets in the next turn of the loop

    async def _enter(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._room.acquire()
        except TimeoutError as error:
            raise httpx.PoolTimeout("every connection is in use") from error

    def _take(self, place: Place) -> _Connection | None:
        idle = self._idle.get(place, [])
        while idle:
            connection = idle.pop()
            if connection.is_fresh():
                return connection
            connection.close()
        return None


class _Connection:
    """One connection; what travels on it is h11's matter (RFC 9112)."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._talk = h11.Connection(our_role=h11.CLIENT)
        self._used_at = 0.0

    async def ask(self, request: httpx.Request, times: Times) -> httpx.Response:
        """Send a request and read its answer."""
        # Where it breaks, what was sent may have been enough: whether there is an answer decides.
        with suppress(OSError):
            await self._send(request, times.get("write"))
        try:
            response = await self._answer(times.get("read"))
        except h11.RemoteProtocolError as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        self._used_at = asyncio.get_running_loop().time()
        return response

    async def _send(self, request: httpx.Request, seconds: float | None) -> None:
        target, headers = request.url.raw_path, request.headers.raw
        out = self._talk.send(h11.Request(method=request.method, target=target, headers=headers)) or b""
        if not isinstance(request.stream, httpx.AsyncByteStream):
            raise TypeError(request.stream)
        async for chunk in request.stream:
            out += self._talk.send(h11.Data(data=chunk)) or b""
            if len(out) > PORTION:
                await self._write(out, seconds)
                out = b""
        await self._write(out + (self._talk.send(h11.EndOfMessage()) or b""), seconds)

    async def _write(self, out: bytes, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                self._writer.write(out)
                await self._writer.drain()
        except TimeoutError as error:
            raise httpx.WriteTimeout("") from error

    async def _answer(self, seconds: float | None) -> httpx.Response:
        status, headers, body = 0, [], bytearray()
        while True:
            event = self._talk.next_event()
            if event is h11.NEED_DATA:
                self._talk.receive_data(await self._read(seconds))
            elif isinstance(event, h11.Response):
                status, headers = event.status_code, event.headers.raw_items()
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                return httpx.Response(status, headers=headers, content=bytes(body))

    async def _read(self, seconds: float | None) -> bytes:
        try:
            async with asyncio.timeout(seconds):
                data = await self._reader.read(PORTION)
        except TimeoutError as error:
            raise httpx.ReadTimeout("") from error
        except OSError as error:
            raise httpx.ReadError(str(error)) from error
        if not data and self._talk.their_state is h11.SEND_RESPONSE:
            raise httpx.RemoteProtocolError("the connection was closed before an answer came")
        return data

    def is_sound(self) -> bool:
        """Tell whether another request may follow the one that was answered."""
        if self._talk.our_state is not h11.DONE or self._talk.their_state is not h11.DONE:
            return False
        self._talk.start_next_cycle()
        return True

    def is_fresh(self) -> bool:
        """Tell whether the other side still listens, as far as can be seen from here."""
        idle = asyncio.get_running_loop().time() - self._used_at
        if idle > KEPT_SECONDS or self._reader.at_eof() or self._writer.transport.is_closing():
            return False
        poll = select.poll()
        poll.register(self._writer.get_extra_info("socket").fileno(), select.POLLIN)
        return not poll.poll(0)  # what could be read now is the other side's farewell

    def close(self) -> None:
        """Let go of the connection."""
        self._writer.close()


def _place(url: httpx.URL) -> Place:
    if url.scheme not in {"http", "https"}:
        raise httpx.UnsupportedProtocol(f"neither http nor https: {url.scheme}")
    port = url.port or (443 if url.scheme == "https" else 80)
    return url.scheme, url.raw_host.decode("ascii"), port


async def _open(place: Place, seconds: float | None) -> _Connection:
    scheme, host, port = place
    context = await asyncio.to_thread(trusted) if scheme == "https" else None
    try:
        async with asyncio.timeout(seconds):
            return _Connection(*await asyncio.open_connection(host, port, ssl=context))
    except TimeoutError as error:
        raise httpx.ConnectTimeout("") from error
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error


@cache
def trusted() -> ssl.SSLContext:
    """Return what certificates are judged by: those that the library ships, read at the first call."""
    return httpx.create_ssl_context(trust_env=False)
