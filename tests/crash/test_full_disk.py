"""A disk that is full while mails come in: the service stays up, and goes on when there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.judge import arrived, copies, demand_whole
from tests.crash.mails import SENDERS
from tests.flows.desk import DESK, Desk
from tests.flows.process import Service
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer
from tests.servers.waiting import wait_until_plain

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
SIZE = 40_000_000
ROOM = 150_000  # bytes left when the mails come


@pytest.fixture
def small_disk(tmp_path: Path, prepared: Path) -> Iterator[Path]:
    """Give a data folder on a small file system of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield Path(shutil.copytree(prepared, place / "data"))
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)  # noqa: S603, S607 - fixed words


def test_full_disk_loses_nothing_and_ends_nothing(
    small_disk: Path, tmp_path: Path, smtp_server: SmtpServer, dovecot: Dovecot
) -> None:
    desk = Desk(small_disk, smtp_server, dovecot)
    filler = small_disk.parent / "filler"
    # Without the mark below which nothing is taken in: another programme may fill the disk in a moment.
    with Service(desk, tmp_path, environment={"SHENBAO_STORAGE__MIN_FREE_MB": "0"}) as service:
        free = os.statvfs(small_disk)
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - ROOM)
        for sender in SENDERS:
            dovecot.deliver(DESK, sender.mail())
        wait_until_plain(lambda: "No space left" in service.log() or "disk.fault" in service.log(), limit=60)
        assert not service.ended(), service.log()[-2000:]
        out = len(smtp_server.journal)
        filler.unlink()
        wait_until_plain(lambda: all(arrived(smtp_server, sender) for sender in SENDERS), limit=120)
        assert not service.ended()
    demand_whole(smtp_server, small_disk, SENDERS)
    assert copies(smtp_server) == set()
    print(f"full disk: {out} letters out while it was full, {len(SENDERS)} mails served after, none twice")  # noqa: T201
