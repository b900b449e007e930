"""Facts about what the supervisor that started the service is told."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.supervisor import READY, STOPPING, Supervisor

LIMIT = 5.0


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(tmp_path / "notify"))
        door.settimeout(LIMIT)
        yield door


def environment(ear: socket.socket, **more: str) -> dict[str, str]:
    return {"NOTIFY_SOCKET": str(ear.getsockname()), **more}


def test_supervisor_hears_the_states(ear: socket.socket) -> None:
    supervisor = Supervisor(environment(ear))
    supervisor.tell(READY)
    supervisor.tell(STOPPING)
    assert [ear.recv(99), ear.recv(99)] == [b"READY=1", b"STOPPING=1"]


def test_name_in_the_abstract_namespace_is_understood() -> None:
    name = f"shenbao-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(f"\0{name}")
        door.settimeout(LIMIT)
        Supervisor({"NOTIFY_SOCKET": f"@{name}"}).tell(READY)
        assert door.recv(99) == b"READY=1"


def test_processes_that_the_service_starts_cannot_speak_for_it(ear: socket.socket) -> None:
    variables = environment(ear, WATCHDOG_USEC="1", WATCHDOG_PID="1", LANG="C")
    Supervisor(variables)
    assert variables == {"LANG": "C"}


async def test_signs_of_life_come_several_times_within_the_limit(ear: socket.socket) -> None:
    supervisor = Supervisor(environment(ear, WATCHDOG_USEC="30000", WATCHDOG_PID=str(os.getpid())))
    async with supervisor.watched():
        beats = [await asyncio.to_thread(ear.recv, 99) for _ in range(3)]
    assert beats == [b"WATCHDOG=1"] * 3


@pytest.mark.parametrize(
    "more", [{}, {"WATCHDOG_USEC": "30000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "soon"}]
)
async def test_without_a_watchdog_of_ours_there_are_no_signs_of_life(
    ear: socket.socket, more: dict[str, str]
) -> None:
    supervisor = Supervisor(environment(ear, **more))
    async with supervisor.watched():
        await asyncio.sleep(0)
    supervisor.tell(READY)
    assert ear.recv(99) == b"READY=1"


def test_deaf_or_absent_supervisor_stops_nothing(tmp_path: Path) -> None:
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "gone")}).tell(READY)
    Supervisor({}).tell(READY)
