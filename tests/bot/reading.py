"""One confined process that reads the documents of all commands: to start it takes longer than to read."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import IO

from bot.confined import ANSWER, HEADER
from bot.worker import DOCUMENTS, ROOT, Worker


class ReadingProcess:
    """The process; it reads what workers of this process hand over, whichever command they belong to."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.confined"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )
        self._plain = Worker._exchange

    async def exchange(self, worker: Worker, call: dict[str, str], raw: bytes) -> tuple[bytes, bytes]:
        """Have a document read here; what is no document goes to the worker's own process."""
        if call["call"] not in DOCUMENTS:
            return await self._plain(worker, call, raw)
        return await asyncio.to_thread(self._read, call, raw)

    def _read(self, call: dict[str, str], raw: bytes) -> tuple[bytes, bytes]:
        source, sink = self._pipes()
        head = json.dumps(call).encode()
        sink.write(HEADER.pack(len(head), len(raw)) + head + raw)
        sink.flush()
        kind, size = ANSWER.unpack(source.read(ANSWER.size))
        return kind, source.read(size)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        return self._process.stdout, self._process.stdin

    def close(self) -> None:
        """End the process."""
        for pipe in reversed(self._pipes()):
            pipe.close()
        self._process.wait(10)
