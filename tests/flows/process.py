"""The service as a process of its own, which can be killed in the middle of anything."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from _pytest.mark import ParameterSet

from tests.flows.desk import DESK, ROOT, Desk
from tests.servers.waiting import wait_until_plain
from tests.servers.warm_service import ForkedService


def moments(named: Iterable[str], always: str) -> list[ParameterSet]:
    """List the moments of a kill: one for every run of the tests, all of them for `make crash`."""
    return [pytest.param(name, marks=() if name == always else pytest.mark.crash) for name in named]


CONFIG = """\
mode = "live"
[desk]
address = "{desk}"
[telegram]
enabled = {chat}
base_url = "{base_url}"
base_file_url = "{base_file_url}"
poll_seconds = 1
[intake]
enabled = {intake}
host = "127.0.0.1"
port = {imap_port}
security = "plain"
user = "{desk}"
sweep_seconds = 1
[relay]
host = "127.0.0.1"
port = {smtp_port}
security = "plain"
user = ""
[reminders]
weekly_picture = false
[storage]
folder = "{folder}"
"""


def write_config(desk: Desk, folder: Path) -> Path:
    """Write the configuration file that an office would write, with the test's addresses."""
    file = folder / "config.toml"
    text = CONFIG.format(
        desk=DESK,
        chat=str(desk.api is not None).lower(),
        base_url=desk.api.base_url if desk.api else "http://127.0.0.1/bot",
        base_file_url=desk.api.base_file_url if desk.api else "http://127.0.0.1/file/bot",
        intake=str(desk.dovecot is not None).lower(),
        imap_port=desk.dovecot.port if desk.dovecot else 1,
        smtp_port=desk.smtp.port,
        folder=desk.folder,
    )
    file.write_text(text, encoding="utf-8")
    return file


def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start Python with a command line; what it says goes to the end of a file."""
    with log.open("ab") as said:
        return subprocess.Popen(  # noqa: S603 - our own programme
            [sys.executable, *command], env=environment, stdout=said, stderr=said, cwd=ROOT
        )


class Service:
    """`shenbao run`, or a script in its place, from `with` to its end; its log stands in a file."""

    def __init__(
        self,
        desk: Desk,
        folder: Path,
        command: tuple[str, ...] = ("-m", "bot", "run"),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._config = write_config(desk, folder)
        self._log = folder / "service.log"
        self._command = command
        self._environment = {
            **os.environ,
            "SHENBAO_CONFIG": str(self._config),
            "SHENBAO_TELEGRAM__TOKEN": desk.api.token if desk.api else "none",
            "SHENBAO_INTAKE__PASSWORD": desk.dovecot.password if desk.dovecot else "none",
            "SHENBAO_RELAY__PASSWORD": "none",
            "SHENBAO_DESK__KEY": "a key for the tests",
            "PYTHONPATH": str(ROOT),
            **(environment or {}),
        }
        self._process: subprocess.Popen[bytes] | ForkedService | None = None

    def __enter__(self) -> Self:
        """Start the process and wait until it says that it is up."""
        before = self.log().count("service.started")
        self._process = start(self._command, self._environment, self._log)
        wait_until_plain(lambda: self.log().count("service.started") > before or self.ended(), limit=30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(signal.SIGTERM)

    async def __aenter__(self) -> Self:
        """Start without holding up the servers of the test's own loop."""
        return await asyncio.to_thread(self.__enter__)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop, signal.SIGTERM)

    def kill(self) -> None:
        """Kill -9, wherever the process is."""
        self.stop(signal.SIGKILL)

    def stop(self, number: signal.Signals) -> None:
        """Send a signal and wait for the end."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(timeout=30)

    def ended(self) -> bool:
        """Tell whether the process has ended."""
        return self._process is not None and self._process.poll() is not None

    def killed(self) -> bool:
        """Tell whether the process was ended by kill -9."""
        return self._process is not None and self._process.poll() == -signal.SIGKILL

    def log(self) -> str:
        """Return what the process has logged so far."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
