from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.mail.imap import CommandRefused, ConnectionLost, ImapAccount, ImapTimes, LoginRefused, Mailbox
from tests.servers.dovecot import PASSWORD, Dovecot

USER = "desk"
TIMES = ImapTimes(connect=10, command=10, farewell=2, idle=60)
pytestmark = pytest.mark.dovecot


def letter(number: int, size: int = 0) -> bytes:
    body = b"".join(b"%076d\r\n" % line for line in range(size // 78))
    return b"Message-ID: <%d@example.org>\r\nSubject: (UID 5) {3}\r\n\r\n)\r\nA1 OK\r\n" % number + body


def account(dovecot: Dovecot, folder: str = "INBOX", password: str = PASSWORD) -> ImapAccount:
    return ImapAccount("收件", dovecot.host, dovecot.port, USER, password, "plain", folder)


async def bodies(mailbox: Mailbox, uids: list[int]) -> dict[int, bytes]:
    return {one.uid: one.raw async for one in mailbox.fetch(uids)}


@pytest.fixture
async def mailbox(dovecot: Dovecot) -> AsyncIterator[Mailbox]:
    for number in range(1, 6):
        dovecot.deliver(USER, letter(number))
    async with Mailbox(account(dovecot), TIMES) as opened:
        yield opened


async def test_mails_come_byte_for_byte_and_stay_unread(dovecot: Dovecot, mailbox: Mailbox) -> None:
    found = await bodies(mailbox, await mailbox.uids_above(0))
    assert list(found.values()) == dovecot.messages(USER) == [letter(number) for number in range(1, 6)]
    assert {mail.flags for mail in dovecot.stored(USER)} <= {""}


async def test_uids_above_the_last_are_empty_although_a_star_names_the_newest(mailbox: Mailbox) -> None:
    assert await mailbox.uids_above(3) == [4, 5]
    assert await mailbox.uids_above(5) == []
    assert await mailbox.uids_above(900) == []
    assert await mailbox.all_uids() == [1, 2, 3, 4, 5]


async def test_description_tells_size_date_and_flags(mailbox: Mailbox) -> None:
    await mailbox.flag_seen([2])
    first, second = await mailbox.describe([1, 2, 77])
    assert (first.uid, first.size, second.uid) == (1, len(letter(1)), 2)
    assert first.internal_date is not None
    assert first.internal_date.tzinfo is not None
    assert "\\Seen" in second.flags
    assert "\\Seen" not in first.flags


async def test_headers_come_alone(mailbox: Mailbox) -> None:
    [one] = await mailbox.fetch_headers([3])
    assert one.raw == letter(3).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


async def test_a_thousand_mails_and_a_large_one_are_fetched_whole(dovecot: Dovecot) -> None:
    wanted = [letter(number) for number in range(1000)] + [letter(1000, 9_000_000), letter(1001)]
    for raw in wanted:
        dovecot.deliver(USER, raw)
    async with Mailbox(account(dovecot), TIMES) as mailbox:
        uids = await mailbox.uids_above(0)
        assert len(await mailbox.describe(uids)) == 1002
        assert sorted((await bodies(mailbox, uids)).values()) == sorted(wanted)
        await mailbox.flag_seen(uids)
        await mailbox.move(uids[:900], "旧信")
        assert await mailbox.all_uids() == uids[900:]


async def test_mail_that_is_gone_is_left_out(dovecot: Dovecot, mailbox: Mailbox) -> None:
    async with Mailbox(account(dovecot), TIMES) as other:
        await other.move([2], "别处")
    assert list(await bodies(mailbox, [1, 2, 3])) == [1, 3]


async def test_moving_makes_the_folder_and_keeps_the_bytes(dovecot: Dovecot, mailbox: Mailbox) -> None:
    await mailbox.move([1, 2], '已处理 "2022"')
    assert dovecot.messages(USER, '&XfJZBHQG- "2022"') == [letter(1), letter(2)]
    assert await mailbox.all_uids() == [3, 4, 5]


async def test_folder_with_a_chinese_name_is_opened(dovecot: Dovecot, mailbox: Mailbox) -> None:
    await mailbox.move([1], "已处理")
    async with Mailbox(account(dovecot, "已处理"), TIMES) as other:
        assert list((await bodies(other, await other.uids_above(0))).values()) == [letter(1)]


async def test_folder_that_is_missing_is_refused(dovecot: Dovecot) -> None:
    with pytest.raises(CommandRefused, match="exist"):
        await Mailbox(account(dovecot, "没有"), TIMES).__aenter__()


async def test_wrong_password_is_told_apart(dovecot: Dovecot) -> None:
    with pytest.raises(LoginRefused, match="收件") as caught:
        await Mailbox(account(dovecot, password="wrong-and-secret"), TIMES).__aenter__()
    assert "wrong-and-secret" not in str(caught.value)


async def test_wait_returns_when_mail_comes(dovecot: Dovecot, mailbox: Mailbox) -> None:
    await mailbox.uids_above(5)
    waiting = asyncio.create_task(mailbox.wait(30))
    await asyncio.sleep(0)
    dovecot.deliver(USER, letter(6))
    assert await asyncio.wait_for(waiting, 10) is True
    assert await mailbox.uids_above(5) == [6]


async def test_wait_ends_after_its_time(mailbox: Mailbox) -> None:
    await mailbox.uids_above(5)
    assert await mailbox.wait(0.1) is False
    assert await mailbox.all_uids() == [1, 2, 3, 4, 5]


async def test_idle_is_renewed_and_commands_work_between(dovecot: Dovecot) -> None:
    dovecot.deliver(USER, letter(1))
    async with Mailbox(account(dovecot), ImapTimes(10, 10, 2, idle=0.05)) as mailbox:
        assert await mailbox.uids_above(0) == [1]
        assert await mailbox.wait(0.5) is False
        dovecot.deliver(USER, letter(2))
        assert await mailbox.wait(10) is True
        assert await mailbox.uids_above(1) == [2]


async def test_restart_while_waiting_is_a_lost_connection(dovecot: Dovecot, mailbox: Mailbox) -> None:
    await mailbox.uids_above(0)
    waiting = asyncio.create_task(mailbox.wait(60))
    await asyncio.sleep(0)
    await asyncio.to_thread(dovecot.restart)
    with pytest.raises(ConnectionLost):
        await asyncio.wait_for(waiting, 10)
    async with Mailbox(account(dovecot), TIMES) as fresh:
        assert await fresh.all_uids() == [1, 2, 3, 4, 5]


async def test_lost_mailbox_stays_lost(dovecot: Dovecot, mailbox: Mailbox) -> None:
    await asyncio.to_thread(dovecot.restart)
    for _ in range(2):
        with pytest.raises(ConnectionLost):
            await mailbox.all_uids()


async def test_reset_uidvalidity_shows(dovecot: Dovecot, mailbox: Mailbox) -> None:
    before = mailbox.uidvalidity
    await asyncio.to_thread(dovecot.reset_uidvalidity, USER)
    async with Mailbox(account(dovecot), TIMES) as fresh:
        assert fresh.uidvalidity == before + 1
        assert len(await fresh.all_uids()) == 5


async def test_server_that_is_down_is_unreachable_and_comes_back(dovecot: Dovecot) -> None:
    await asyncio.to_thread(dovecot.stop)
    with pytest.raises(ConnectionLost, match="连不上"):
        await Mailbox(account(dovecot), TIMES).__aenter__()
    await asyncio.to_thread(dovecot.start)
    async with Mailbox(account(dovecot), TIMES) as mailbox:
        assert await mailbox.all_uids() == []


async def test_wake_ends_a_wait(mailbox: Mailbox) -> None:
    await mailbox.uids_above(0)
    waiting = asyncio.create_task(mailbox.wait(60))
    await asyncio.sleep(0)
    mailbox.wake()
    assert await asyncio.wait_for(waiting, 10) is True
