"""The parent's end of the confined process that parses mail and documents."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import TypeAdapter

from bot.confined import ANSWER, FAILED, HEADER, REFUSED
from bot.fonts import Font
from handlers.rules.guide import Guide
from handlers.rules.people import StaffList
from handlers.rules.problems import Unreadable
from handlers.rules.special_days import SpecialDays
from handlers.rules.tasks import TaskTable

if TYPE_CHECKING:
    from handlers.rules.compose import LetterSpec
    from handlers.rules.lessons import Asked, Lesson, ReadMail
    from handlers.rules.mime import ParsedMail
    from storage.blobs import Blobs

WALL_SECONDS = 30.0
AHEAD = 1_000_000  # bytes of answers that wait to be read
ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS: dict[str, Any] = {
    "guide": Guide,
    "tasks": TaskTable,
    "staff": StaffList,
    "holidays": SpecialDays,
}
log = structlog.get_logger()


@cache
def _document(kind: str) -> TypeAdapter[Any]:
    """Return the reader of documents of a kind."""
    return TypeAdapter(DOCUMENTS[kind])


@cache
def _mails() -> TypeAdapter[ReadMail]:
    """Return the reader of parsed mails, which takes far longer to make than to use."""
    from handlers.rules.lessons import ReadMail

    return TypeAdapter(ReadMail)


@cache
def _asked() -> TypeAdapter[Asked]:
    """Return what writes parsed mails."""
    from handlers.rules.lessons import Asked

    return TypeAdapter(Asked)


@cache
def _letters() -> TypeAdapter[list[LetterSpec]]:
    """Return what writes the specifications of letters."""
    from handlers.rules.compose import LetterSpec

    return TypeAdapter(list[LetterSpec])


class WorkerFailed(Exception):  # noqa: N818 - it names what happened
    """Say that the confined process broke on an input; the input is kept and a person decides."""


class Worker:
    """A process of its own, started at the first call and again after it broke."""

    def __init__(self, wall_seconds: float = WALL_SECONDS) -> None:
        self._wall_seconds = wall_seconds
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._learnt = ""

    async def parse_mail(self, raw: bytes) -> ParsedMail:
        """Parse a mail; raises WorkerFailed where that is not possible within the limits."""
        (found,) = await self.parse_mails([raw])
        if isinstance(found, Exception):
            raise found
        return found.mail

    @property
    def learnt(self) -> str:
        """Name the lesson that the process understands mails by; empty where it has learnt none."""
        process = self._process
        return self._learnt if process is not None and process.returncode is None else ""

    async def understand(self, asked: Asked) -> ReadMail:
        """Understand a mail that is parsed; raises WorkerFailed or Unreadable."""
        read: ReadMail = _mails().validate_json(await self._call("understand", "", _asked().dump_json(asked)))
        return read

    async def learn(self, mark: str, lesson: Callable[[], Awaitable[Lesson]]) -> None:
        """Teach the process what mails are understood by, unless that is what it has learnt.

        Where it cannot learn it parses mails all the same, and who decides must understand them.
        """
        if self.learnt == mark:
            return
        from handlers.rules.lessons import Lesson

        with suppress(WorkerFailed):
            await self._call("learn", "", TypeAdapter(Lesson).dump_json(await lesson()))
            self._learnt = mark

    async def parse_mails(self, raws: Sequence[bytes]) -> list[ReadMail | WorkerFailed | Unreadable]:
        """Parse mails one after another, without waiting for each before the next is handed over.

        What cannot be parsed within the limits stands in the list as its fault, and costs no other mail.
        """
        found: list[ReadMail | WorkerFailed | Unreadable] = []
        async with self._turn:
            while len(found) < len(raws):
                found += await self._parse_until_broken(raws[len(found) :])
        return found

    async def _parse_until_broken(self, raws: Sequence[bytes]) -> list[ReadMail | WorkerFailed | Unreadable]:
        found: list[ReadMail | WorkerFailed | Unreadable] = []
        process = await self._running()
        feeding = asyncio.ensure_future(_feed(process, raws))
        try:
            for _ in raws:
                async with asyncio.timeout(self._wall_seconds):
                    found.append(_mail_in(*await _answer(process)))
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            found.append(await self._broken("mail", len(raws[len(found)]), error))
        except BaseException:
            await self.close()  # the answers must not be taken for those of the next call
            raise
        finally:
            feeding.cancel()
            await asyncio.wait({feeding})
        return found

    async def _broken(self, call: str, size: int, error: Exception) -> WorkerFailed:
        await self.close()
        log.warning("worker.broke", call=call, bytes=size, error=type(error).__name__)
        failed = WorkerFailed(f"解析超出时间或内存限制（{type(error).__name__}）")
        failed.__cause__ = error
        return failed

    async def read_document(self, kind: str, name: str, raw: bytes) -> Guide | TaskTable | StaffList:
        """Read a guide, a task table or a staff list; raises Unreadable with a sentence, or WorkerFailed."""
        value: Guide | TaskTable | StaffList = _document(kind).validate_json(
            await self._call(kind, name, raw)
        )
        return value

    async def read_special_days(self, name: str, raw: bytes) -> SpecialDays:
        """Read the days that are worked differently; raises as `read_document` does."""
        days: SpecialDays = _document("holidays").validate_json(await self._call("holidays", name, raw))
        return days

    async def write_letters(self, specs: Sequence[LetterSpec], blobs: Blobs) -> list[str]:
        """Write letters' bytes durably and return their names; raises WorkerFailed or Unreadable."""
        body = await self._call("letters", str(blobs.folder), _letters().dump_json(list(specs)))
        names: list[str] = json.loads(body)
        return names

    async def draw(self, title: str, text: str, font: Font, at: datetime) -> bytes:
        """Draw a marked-up text as a PDF; raises Unreadable where the font is of no use, or WorkerFailed."""
        from bot.drawing import Drawn, Page

        page = Page(title, text, str(font.path), font.number, at)
        body = await self._call("page", title, TypeAdapter(Page).dump_json(page))
        return base64.b64decode(TypeAdapter(Drawn).validate_json(body).pdf)

    async def close(self) -> None:
        """End the process."""
        process, self._process, self._learnt = self._process, None, ""
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
                raise await self._broken(call, len(raw), error) from error
            except asyncio.CancelledError:
                await self.close()  # its answer must not be taken for that of the next call
                raise
        if fault := _fault(kind, body, call):
            raise fault
        return body

    async def _exchange(self, call: dict[str, str], raw: bytes) -> tuple[bytes, bytes]:
        process = await self._running()
        await _hand_over(process, call, raw)
        return await _answer(process)

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.confined", stdin=PIPE, stdout=PIPE, cwd=ROOT, limit=AHEAD
            )
        return self._process


async def _feed(process: Process, raws: Sequence[bytes]) -> None:
    with suppress(OSError):  # whoever waits for the answers notices
        for raw in raws:
            await _hand_over(process, {"call": "mail", "name": ""}, raw)


async def _hand_over(process: Process, call: dict[str, str], raw: bytes) -> None:
    if process.stdin is None:
        raise BrokenPipeError
    head = json.dumps(call).encode()
    process.stdin.write(HEADER.pack(len(head), len(raw)) + head)
    process.stdin.write(raw)
    await process.stdin.drain()


async def _answer(process: Process) -> tuple[bytes, bytes]:
    if process.stdout is None:
        raise BrokenPipeError
    kind, size = ANSWER.unpack(await process.stdout.readexactly(ANSWER.size))
    return kind, await process.stdout.readexactly(size)


def _mail_in(kind: bytes, body: bytes) -> ReadMail | WorkerFailed | Unreadable:
    return _fault(kind, body, "mail") or _mails().validate_json(body)


def _fault(kind: bytes, body: bytes, call: str) -> WorkerFailed | Unreadable | None:
    if kind == REFUSED:
        return Unreadable(body.decode())
    if kind == FAILED:
        log.warning("worker.failed", call=call, trace=body.decode())
        return WorkerFailed("解析失败")
    return None
