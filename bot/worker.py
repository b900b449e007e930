"""The parent's end of the confined process that parses mail and documents."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import TypeAdapter

from bot.confined import ANSWER, FAILED, HEADER, REFUSED
from bot.fonts import Font
from handlers.rules.guide import Guide
from handlers.rules.people import StaffList
from handlers.rules.problems import Unreadable
from handlers.rules.tasks import TaskTable

if TYPE_CHECKING:
    from handlers.rules.mime import ParsedMail

WALL_SECONDS = 30.0
ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS: dict[str, TypeAdapter[Any]] = {
    "guide": TypeAdapter(Guide),
    "tasks": TypeAdapter(TaskTable),
    "staff": TypeAdapter(StaffList),
}
log = structlog.get_logger()


@lru_cache(maxsize=1)
def _mails() -> TypeAdapter[ParsedMail]:
    """Return the reader of parsed mails, which takes far longer to make than to use."""
    from handlers.rules.mime import ParsedMail

    return TypeAdapter(ParsedMail)


class WorkerFailed(Exception):  # noqa: N818 - it names what happened
    """Say that the confined process broke on an input; the input is kept and a person decides."""


class Worker:
    """A process of its own, started at the first call and again after it broke."""

    def __init__(self, wall_seconds: float = WALL_SECONDS) -> None:
        self._wall_seconds = wall_seconds
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def parse_mail(self, raw: bytes) -> ParsedMail:
        """Parse a mail; raises WorkerFailed where that is not possible within the limits."""
        return _mails().validate_json(await self._call("mail", "", raw))

    async def read_document(self, kind: str, name: str, raw: bytes) -> Guide | TaskTable | StaffList:
        """Read a guide, a task table or a staff list; raises Unreadable with a sentence, or WorkerFailed."""
        value: Guide | TaskTable | StaffList = DOCUMENTS[kind].validate_json(
            await self._call(kind, name, raw)
        )
        return value

    async def draw(self, title: str, text: str, font: Font, at: datetime) -> bytes:
        """Draw a marked-up text as a PDF; raises Unreadable where the font is of no use, or WorkerFailed."""
        from bot.drawing import Drawn, Page

        page = Page(title, text, str(font.path), font.number, at)
        body = await self._call("page", title, TypeAdapter(Page).dump_json(page))
        return base64.b64decode(TypeAdapter(Drawn).validate_json(body).pdf)

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _call(self, call: str, name: str, raw: bytes) -> bytes:
        async with self._turn:
            try:
                async with asyncio.timeout(self._wall_seconds):
                    kind, body = await self._exchange({"call": call, "name": name}, raw)
            except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
                await self.close()
                log.warning("worker.broke", call=call, bytes=len(raw), error=type(error).__name__)
                raise WorkerFailed(f"解析超出时间或内存限制（{type(error).__name__}）") from error
            except asyncio.CancelledError:
                await self.close()  # its answer must not be taken for that of the next call
                raise
        if kind == REFUSED:
            raise Unreadable(body.decode())
        if kind == FAILED:
            log.warning("worker.failed", call=call, bytes=len(raw), trace=body.decode())
            raise WorkerFailed("解析失败")
        return body

    async def _exchange(self, call: dict[str, str], raw: bytes) -> tuple[bytes, bytes]:
        process = await self._running()
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError
        head = json.dumps(call).encode()
        process.stdin.write(HEADER.pack(len(head), len(raw)) + head)
        process.stdin.write(raw)
        await process.stdin.drain()
        kind, size = ANSWER.unpack(await process.stdout.readexactly(ANSWER.size))
        return kind, await process.stdout.readexactly(size)

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.confined", stdin=PIPE, stdout=PIPE, cwd=ROOT
            )
        return self._process
