"""The service that tests kill, as a fork of a process that has loaded it, not anew for each start."""

from __future__ import annotations

import json
import os
import runpy
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.worker import Worker
from tests.servers.fork_server import NUMBER, fork_for_all
from tests.servers.waiting import wait_until_plain
from tests.servers.warm_worker import running_from


class ForkedService:
    """What tests use of a subprocess.Popen, for a fork at the other end of a socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        (self.pid,) = NUMBER.unpack(connection.recv(NUMBER.size, socket.MSG_WAITALL))
        self._status: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, None while the process runs."""
        if self._status is None:
            try:
                said = self._connection.recv(NUMBER.size, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            self._status = NUMBER.unpack(said)[0] if said else -signal.SIGKILL
            self._connection.close()
        return self._status

    def send_signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def wait(self, timeout: float) -> None:
        """Wait for the end, at most so many seconds."""
        wait_until_plain(lambda: self.poll() is not None, limit=timeout)


def starting_from(
    door: Callable[[], Path], workers: Callable[[], Path]
) -> Callable[[Sequence[str], Mapping[str, str], Path], ForkedService]:
    """Return what starts `python -m …` by way of a fork server's door; its log grows at the end of a file."""

    def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> ForkedService:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(door()))
        order = {
            "words": command[1:],
            "environment": dict(environment),
            "log": str(log),
            "workers": str(workers()),
        }
        connection.sendall(json.dumps(order).encode() + b"\n")
        return ForkedService(connection)

    return start


def serve(connection: socket.socket) -> None:
    """Run the ordered module as `python -m` does, and say its exit status."""
    order = json.loads(connection.makefile("rb").readline())
    os.environ.clear()
    os.environ.update(order["environment"])
    with open(order["log"], "ab") as log, open(os.devnull, "rb") as nothing:  # noqa: PTH123 - file descriptors
        for file, number in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(file.fileno(), number)
    Worker._running = running_from(lambda: Path(order["workers"]))  # type: ignore[assignment,method-assign]
    sys.argv = order["words"]
    status = 0
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except Exception:  # noqa: BLE001 - told as Python itself tells it
        traceback.print_exc()
        status = 1
    sys.stderr.flush()
    connection.sendall(NUMBER.pack(status))


if __name__ == "__main__":
    # What `shenbao run` and tests.flows.moved_service import.
    import bot.app
    import bot.commands.service  # noqa: F401
    import demo.moving_clock  # noqa: F401

    fork_for_all(serve)
