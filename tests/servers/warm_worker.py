"""Start the confined process as a fork of one that has loaded everything, not anew for each test."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, NoReturn

import pytest
from pydantic import TypeAdapter

from bot import confined
from bot.worker import AHEAD, ROOT, Worker
from tests.servers.waiting import wait_until_plain

NUMBER = struct.Struct(">I")  # how a fork says its process id
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


@contextmanager
def warm_workers(folder: Path) -> Iterator[None]:
    """Let every Worker fork its process off a loaded one, whose door is in `folder`, for a block's length."""
    door = folder / "door"
    command = [sys.executable, "-m", "tests.servers.warm_worker", str(door)]
    loaded = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT)  # noqa: S603 - our own programme
    try:
        wait_until_plain(lambda: door.exists() or loaded.poll() is not None, limit=60)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Worker, "_running", _forking(door))
            yield
    finally:
        loaded.communicate()  # it ends when nobody can ask it any more


def _forking(door: Path) -> Callable[[Worker], Awaitable[Fork]]:
    async def running(worker: Worker) -> Fork:
        process: Any = worker._process
        if isinstance(process, Fork) and process.returncode is None:
            return process
        reader, writer = await asyncio.open_unix_connection(door, limit=AHEAD)
        (pid,) = NUMBER.unpack(await reader.readexactly(NUMBER.size))
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
    gc.collect()
    gc.freeze()


def _mail() -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "applicant@example.org", "申报"
    message.set_content("现提交申报材料，请查收。")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="申报书.pdf")
    return message.as_bytes()


def serve_forks(door: Path) -> None:
    """Fork for everybody who connects, until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks but their sockets
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{door}.new")
        listener.listen()
        Path(f"{door}.new").rename(door)
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    listener.close()
                    _serve(connection)


def _serve(connection: socket.socket) -> NoReturn:
    try:
        connection.sendall(NUMBER.pack(os.getpid()))
        confined.confine()
        confined.serve(connection.makefile("rb"), connection.makefile("wb"))
    finally:
        os._exit(0)


if __name__ == "__main__":
    sys.stdout = sys.stderr
    load()
    serve_forks(Path(sys.argv[1]))
