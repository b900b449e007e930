"""An SMTP sink that notes when each letter's final dot arrives."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

DOT = b"\r\n.\r\n"
DATA = b"data"
APPLICANT = re.compile(r"unit(\d+)@example\.org")  # as the mails of the corpus call them


@dataclass(slots=True)
class TimingSink:
    """The letters so far, each with the moment of its final dot; nothing is read before it is asked for."""

    port: int = 0
    letters: list[tuple[float, bytes]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    _read: int = 0
    _moments: dict[int, float] = field(default_factory=dict)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take letters on one connection (RFC 5321), whoever they are from and for."""
        writer.write(b"220 sink\r\n")
        try:
            while line := await reader.readline():
                word = line[:4].lower()
                if word == DATA:
                    writer.write(b"354 go on\r\n")
                    raw = await reader.readuntil(DOT)
                    self._keep(raw)
                writer.write(b"221 bye\r\n" if word == b"quit" else _answer(word))
                if word == b"quit":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _keep(self, raw: bytes) -> None:
        self.letters.append((time.perf_counter(), raw))
        self.came.set()
        self.came = asyncio.Event()

    def moments(self) -> dict[int, float]:
        """Return when the department's letter about each applicant came, by the applicant's number."""
        for moment, raw in self.letters[self._read :]:
            heads = message_from_bytes(raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", policy=default)
            if (about := APPLICANT.search(str(heads["Subject"]))) and not APPLICANT.search(str(heads["To"])):
                self._moments.setdefault(int(about[1]), moment)
        self._read = len(self.letters)
        return self._moments


def _answer(word: bytes) -> bytes:
    return b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n" if word == b"ehlo" else b"250 ok\r\n"


@asynccontextmanager
async def timing_sink() -> AsyncIterator[TimingSink]:
    """Take letters on a free loopback port until the block ends."""
    sink = TimingSink()
    server = await asyncio.start_server(sink.converse, "127.0.0.1", 0, limit=1 << 26)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
