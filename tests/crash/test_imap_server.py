"""An IMAP server that breaks off at any moment: every letter is stored, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import open_parts
from bot.config import Config
from bot.mail.intake import watch
from bot.parts import Parts
from demo.moving_clock import MovingClock
from storage.tables import Letter
from tests.crash.mails import SENDERS
from tests.flows.desk import MORNING, Desk
from tests.servers.scripted_imap import PASSWORD, USER, ScriptedImap, many_lines
from tests.servers.smtp_server import SmtpServer
from tests.servers.waiting import wait_until

pytestmark = [pytest.mark.crash, pytest.mark.timeout(180)]
MAILS = [sender.mail() for sender in SENDERS]


def set_whim(name: str, value: Any) -> Callable[[ScriptedImap], None]:
    return lambda server: setattr(server.whims, name, value)


def nothing(_server: ScriptedImap) -> None:
    """Leave the server as it is."""


# What goes wrong, and how it is put right again.
FAULTS: dict[str, tuple[Callable[[ScriptedImap], None], Callable[[ScriptedImap], None]]] = {
    "drops in the middle of a literal": (set_whim("literal_cut", 300), set_whim("literal_cut", None)),
    "says BYE in IDLE": (
        set_whim("idle_push", b"* BYE going down\r\n"),
        set_whim("idle_push", b""),
    ),
    "sends 1,100 lines at once": (
        set_whim("blurts", {"SEARCH": many_lines(1_100), "FETCH": many_lines(1_100)}),
        nothing,
    ),
    **{
        f"hangs up at {verb}": (set_whim("drops_at", {verb}), set_whim("drops_at", set()))
        for verb in ("LOGIN", "SELECT", "SEARCH", "FETCH", "STORE")
    },
    **{
        f"refuses {verb}": (
            set_whim("refuses", {verb: "[SERVERBUG] try again later"}),
            set_whim("refuses", {}),
        )
        for verb in ("LOGIN", "SELECT", "SEARCH", "FETCH", "STORE")
    },
}


# These verbs come only with a new connection.
AT_THE_DOOR = ("LOGIN", "SELECT")


@asynccontextmanager
async def watched(config: Config) -> AsyncIterator[Parts]:
    async with open_parts(config, MovingClock(MORNING)) as parts:
        watching = asyncio.create_task(watch(parts, parts.config.intake))
        try:
            yield parts
            assert not watching.done()
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


async def stored(parts: Parts) -> list[bytes]:
    async with parts.database.reading() as session:
        return [parts.blobs.get(each.blob) for each in (await session.scalars(select(Letter))).all()]


async def until_stored(parts: Parts, count: int) -> list[bytes]:
    ear = parts.signals.letters.ear()
    async with asyncio.timeout(90):
        while len(found := await stored(parts)) < count:
            await ear.wait(1)
    return found


@pytest.fixture
def imap() -> Any:
    server = ScriptedImap()
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("fault", FAULTS)
async def test_letters_are_stored_once_although_the_server(
    data: Path, smtp_server: SmtpServer, imap: ScriptedImap, fault: str
) -> None:
    spoil, mend = FAULTS[fault]
    config = Desk(data, smtp_server).config()
    intake = config.intake.model_copy(
        update={
            "enabled": True,
            "host": imap.host,
            "port": imap.port,
            "security": "plain",
            "user": USER,
            "password": SecretStr(PASSWORD),
            "sweep_seconds": 1,
        }
    )
    async with watched(config.model_copy(update={"intake": intake})) as parts:
        imap.deliver(*MAILS[:10])
        await until_stored(parts, 10)
        spoil(imap)
        connections = imap.connections
        imap.deliver(*MAILS[10:])
        if fault.endswith(AT_THE_DOOR):
            imap.cut_connections()
        if mend is not nothing:
            await wait_until(lambda: imap.connections > connections, limit=60)  # it has noticed
        mend(imap)
        found = await until_stored(parts, len(MAILS))
    assert sorted(found) == sorted(MAILS)
    print(f"IMAP server {fault}: {imap.connections} connections, {len(found)} letters, each once")  # noqa: T201
