"""A bare IMAP client: what the wire and the server cost, with nothing understood and nothing kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class RawImap:
    """One connection in INBOX; every method is one command and waits for its answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._number = 0

    async def ask(self, command: bytes) -> bytes:
        """Send a command and return all that comes up to its answer; raises RuntimeError for a refusal."""
        self._number += 1
        tag = b"a%d" % self._number
        self._writer.write(b"%s %s\r\n" % (tag, command))
        lines = []
        while True:
            line = await self._reader.readline()
            lines.append(line)
            if line.startswith(tag + b" "):
                if not line.startswith(tag + b" OK"):
                    raise RuntimeError(line.decode())
                return b"".join(lines)

    async def append(self, raw: bytes) -> float:
        """Put a mail into INBOX and return the moment at which the server has said that it lies there."""
        # A literal that waits for no go-ahead (RFC 7888).
        await self.ask(b"APPEND INBOX {%d+}\r\n%s" % (len(raw), raw))
        return time.perf_counter()

    async def idle(self) -> None:
        """Begin to idle (RFC 2177)."""
        self._writer.write(b"i IDLE\r\n")
        await self._reader.readline()

    async def arrival(self) -> float:
        """Wait, idling, until the folder has grown, and return the moment."""
        while not (await self._reader.readline()).rstrip().endswith(b" EXISTS"):
            pass
        return time.perf_counter()

    async def done(self) -> None:
        """End the idling."""
        self._writer.write(b"DONE\r\n")
        while not (await self._reader.readline()).startswith(b"i "):
            pass


@asynccontextmanager
async def raw_imap(port: int, user: str, password: str) -> AsyncIterator[RawImap]:
    """Log in on loopback and select INBOX."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 26)
    try:
        await reader.readline()
        client = RawImap(reader, writer)
        await client.ask(f'LOGIN "{user}" "{password}"'.encode())
        await client.ask(b"SELECT INBOX")
        yield client
    finally:
        writer.close()
