"""A process that has loaded a programme once, and forks it for everybody who connects to its door."""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from tests.servers.waiting import wait_until_plain

ROOT = Path(__file__).resolve().parents[2]
NUMBER = struct.Struct(">i")  # how a fork says its process id
Serve = Callable[[socket.socket], object]


class ForkServer:
    """Hold such a process from the first need of it to the end of the `with`."""

    def __init__(self, module: str, folder: Path) -> None:
        self._door = folder / "door"
        self._command = [sys.executable, "-m", module, str(self._door)]
        self._loaded: subprocess.Popen[bytes] | None = None

    def door(self) -> Path:
        """Give the path of the Unix socket, once the process has loaded everything."""
        loaded = self._loaded
        if loaded is None:
            loaded = subprocess.Popen(self._command, stdin=subprocess.PIPE, cwd=ROOT)  # noqa: S603 - our own
            self._loaded = loaded
        wait_until_plain(lambda: self._door.exists() or loaded.poll() is not None, limit=60)
        return self._door

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loaded is not None:
            self._loaded.communicate()  # the end of its standard input is its own


def fork_for_all(serve: Serve) -> None:
    """Fork for whoever connects to the door that the command line names, until standard input ends."""
    door = Path(sys.argv[1])
    sys.stdout = sys.stderr
    gc.collect()
    gc.freeze()
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
                    _become(serve, connection)


def _become(serve: Serve, connection: socket.socket) -> NoReturn:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection.sendall(NUMBER.pack(os.getpid()))
        serve(connection)
    finally:
        os._exit(0)
