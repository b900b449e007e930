"""The confined process as a fork of one that has loaded everything, instead of anew for each test."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from pydantic import TypeAdapter

from bot import confined
from bot.worker import AHEAD, ROOT, Worker
from tests.servers.fork_server import NUMBER, fork_for_all

SAMPLES = {"guide": "guide-2023.txt", "tasks": "tasks-2022.txt", "staff": "staff.csv"}


class Fork:
    """What bot.worker uses of an asyncio process, for a fork at the other end of a socket."""

    def __init__(self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.pid = pid
        self.stdout = reader
        self.stdin = writer

    @property
    def returncode(self) -> int | None:
        """Tell that the process has ended, as its socket does."""
        ended = self.stdout.at_eof() or self.stdout.exception() is not None
        return -signal.SIGKILL if ended else None

    def kill(self) -> None:
        """Kill -9; raises ProcessLookupError where it has ended."""
        os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> None:
        """Wait until the process has ended."""
        with suppress(ConnectionError):
            while await self.stdout.read(65_536):
                pass
        self.stdin.close()
        with suppress(ConnectionError):
            await self.stdin.wait_closed()


def running_from(door: Callable[[], Path]) -> Callable[[Worker], Awaitable[Fork]]:
    """Return what gives a Worker its process by way of a fork server's door."""

    async def running(worker: Worker) -> Fork:
        process = worker._process
        if isinstance(process, Fork) and process.returncode is None:
            return process
        path = await asyncio.to_thread(door)
        reader, writer = await asyncio.open_unix_connection(path, limit=AHEAD)
        try:
            (pid,) = NUMBER.unpack(await reader.readexactly(NUMBER.size))
        except asyncio.CancelledError:  # the service stops as it begins
            writer.close()
            raise
        fork = Fork(pid, reader, writer)
        worker._process = fork  # type: ignore[assignment]
        return fork

    return running


def load() -> None:
    """Do once what every fork would have to do anew: import, compile patterns, read dictionaries."""
    import bot.mail.writing  # noqa: F401 - for the calls that write letters
    from handlers.rules.guide import Guide
    from handlers.rules.lessons import Lesson

    for kind, name in SAMPLES.items():
        _, read = confined.answer({"call": kind, "name": name}, (ROOT / "samples" / name).read_bytes())
        if kind == "guide":
            lesson = Lesson("", TypeAdapter(Guide).validate_json(read))
    confined.answer({"call": "learn", "name": ""}, TypeAdapter(Lesson).dump_json(lesson))
    confined.answer({"call": "mail", "name": ""}, _mail())
    confined._Learnt.classifier = None  # every fork learns for itself
    confined._letter_specs()


def _mail() -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "applicant@example.org", "申报"
    message.set_content("现提交申报材料，请查收。")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="申报书.pdf")
    return message.as_bytes()


def serve(connection: socket.socket) -> None:
    """Do what the confined process does when it is started."""
    confined.confine()
    confined.serve(connection.makefile("rb"), connection.makefile("wb"))


if __name__ == "__main__":
    load()
    fork_for_all(serve)
