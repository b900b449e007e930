"""Facts about a new Debian machine that follows docs/operations.md; `make fresh` runs them."""

from __future__ import annotations

import shutil
import socket
from collections.abc import AsyncIterator

import pytest

from demo.bot_api import LocalBotApi
from tests.fresh import machine
from tests.fresh.machine import BUILT, Machine, make_disk
from tests.fresh.office import Office, checkout, wheelhouse
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer

MOVED = BUILT / "move.tar"  # between two machines
pytestmark = [pytest.mark.fresh, pytest.mark.timeout(5400)]


@pytest.fixture(autouse=True)
def possible() -> None:
    reason = machine.why_absent()
    if reason is not None:
        pytest.skip(reason)


@pytest.fixture
async def api() -> AsyncIterator[LocalBotApi]:
    async with LocalBotApi() as opened:
        yield opened


def has_network() -> bool:
    """Tell whether any packet could leave this machine."""
    return {name for _, name in socket.if_nameindex()} != {"lo"}


async def test_machine_with_a_network_ends_with_a_running_service_that_moves_to_another(
    api: LocalBotApi, smtp_server: SmtpServer, dovecot: Dovecot
) -> None:
    if not has_network():
        pytest.skip("this is the half without a network")
    machine.base(offline=True)  # made here, where there is a network, for the test below
    disk = make_disk("online")
    checkout(disk)
    with Machine(disk) as booted:
        office = Office(booted, api, smtp_server, dovecot)
        await office.follow("online", "leaving")
        shutil.copy(disk / "root/move.tar", MOVED)
    disk = make_disk("second", offline=True)
    wheelhouse(disk)
    shutil.move(MOVED, disk / "root/move.tar")
    with Machine(disk) as second:
        office.machine = second
        await office.move_in()


async def test_machine_without_a_network_installs_from_the_wheelhouse(
    api: LocalBotApi, smtp_server: SmtpServer, dovecot: Dovecot
) -> None:
    if has_network():
        pytest.skip("this is the half with a network")
    disk = make_disk("offline", offline=True)
    wheelhouse(disk)
    with Machine(disk) as booted:
        await Office(booted, api, smtp_server, dovecot).follow("offline")
