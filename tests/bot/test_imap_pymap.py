"""The demo's mailbox (pymap) is read by the same client as a real server's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.mail.imap import ImapAccount, ImapTimes, Mailbox
from demo.imap_server import ImapServer

USER, PASSWORD = "desk@example.org", "open-sesame"
NOW = datetime(2022, 7, 1, 9, 0, tzinfo=UTC)
LETTERS = [b"Subject: %d\r\n\r\n%d\r\n" % (number, number) for number in range(1, 4)]


@pytest.fixture
async def server() -> AsyncIterator[ImapServer]:
    one = ImapServer(USER, PASSWORD)
    await one.start()
    for raw in LETTERS:
        await one.append(raw, NOW)
    yield one
    await one.stop()


async def test_letters_are_read_flagged_and_announced(server: ImapServer) -> None:
    account = ImapAccount("演示", "127.0.0.1", server.port, USER, PASSWORD, "plain")
    async with Mailbox(account, ImapTimes(10, 10, 2, 60)) as mailbox:
        uids = await mailbox.uids_above(0)
        assert [one.raw async for one in mailbox.fetch(uids)] == LETTERS
        await mailbox.flag_seen(uids)
        assert all("\\Seen" in one.flags for one in await mailbox.describe(uids))
        waiting = asyncio.create_task(mailbox.wait(60))
        await asyncio.sleep(0)
        await server.append(LETTERS[0], NOW)
        assert await asyncio.wait_for(waiting, 20) is True
        assert len(await mailbox.uids_above(uids[-1])) == 1
