"""The post of the demo is real: aiosmtplib sends, aioimaplib fetches."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiosmtplib
import pytest
from aioimaplib import aioimaplib

from demo.letter_reading import Enclosure, read_letter
from demo.letter_writing import Draft, reply_to, write_letter
from demo.mail_servers import MailServers

DESK = "shenbao@example.org"
NOW = datetime(2022, 6, 1, 1, 0, tzinfo=UTC)
LETTER = write_letter(
    Draft(
        "张三", "zhang@example.org", DESK, "申报材料", "请查收", [Enclosure("申报书.pdf", "", b"%PDF\0\r\n")]
    ),
    NOW,
)


@pytest.fixture
async def post() -> AsyncIterator[MailServers]:
    async with MailServers(DESK) as running:
        yield running


@pytest.fixture
async def imap(post: MailServers) -> AsyncIterator[aioimaplib.IMAP4]:
    client = aioimaplib.IMAP4(post.host, post.imap.port, timeout=10)
    await client.wait_hello_from_server()
    assert (await client.login(DESK, post.password)).result == "OK"
    await client.protocol.capability()
    assert (await client.id(name="test")).result == "OK"
    assert (await client.select("INBOX")).result == "OK"
    yield client
    await client.logout()


async def uids(imap: aioimaplib.IMAP4, criteria: str = "ALL") -> list[int]:
    await imap.noop()  # a selected mailbox shows what is new only then
    answer = await imap.uid_search(criteria, charset=None)
    assert answer.result == "OK"
    return [int(uid) for uid in answer.lines[0].split()]


async def test_letter_to_the_intake_is_fetched_byte_for_byte(
    post: MailServers, imap: aioimaplib.IMAP4
) -> None:
    await post.send(LETTER, "zhang@example.org", DESK)
    (uid,) = await uids(imap)
    sizes = await imap.uid("fetch", str(uid), "(UID RFC822.SIZE INTERNALDATE FLAGS)")
    fetched = await imap.uid("fetch", str(uid), "(UID BODY.PEEK[])")
    body = bytes(fetched.lines[1])
    assert body == b"Return-Path: <zhang@example.org>\r\n" + LETTER
    assert f"RFC822.SIZE {len(body)}".encode() in sizes.lines[0]
    assert b"\\Seen" not in sizes.lines[0]


async def test_flag_and_move_take_a_letter_out_of_the_inbox(
    post: MailServers, imap: aioimaplib.IMAP4
) -> None:
    await post.send(LETTER, "zhang@example.org", DESK)
    (uid,) = await uids(imap, "UNDELETED")
    assert (await imap.uid("store", str(uid), "+FLAGS", "(\\Seen)")).result == "OK"
    assert await uids(imap, "UNSEEN") == []
    assert (await imap.create("Done")).result == "OK"
    assert (await imap.uid("move", str(uid), "Done")).result == "OK"
    assert await uids(imap) == []


async def test_idle_is_told_of_a_new_letter(post: MailServers, imap: aioimaplib.IMAP4) -> None:
    idling = await imap.idle_start(timeout=30)
    pushed = asyncio.create_task(imap.wait_server_push())
    await post.send(LETTER, "zhang@example.org", DESK)
    lines = await asyncio.wait_for(pushed, 10)
    imap.idle_done()
    await asyncio.wait_for(idling, 10)
    assert any(re.search(rb"\d+ EXISTS", line) for line in lines)


async def test_append_reaches_the_inbox_too(post: MailServers, imap: aioimaplib.IMAP4) -> None:
    assert (await imap.append(LETTER, mailbox="INBOX")).result == "OK"
    assert len(await uids(imap)) == 1
    assert post.mailboxes.of(DESK) == ()


async def test_wrong_password_is_refused(post: MailServers) -> None:
    client = aioimaplib.IMAP4(post.host, post.imap.port, timeout=10)
    await client.wait_hello_from_server()
    assert (await client.login(DESK, "wrong")).result == "NO"
    await client.logout()
    relay = aiosmtplib.SMTP(hostname=post.host, port=post.smtp.port, start_tls=False)
    async with relay:
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await relay.login("anybody", "wrong")


async def test_login_and_null_return_path_are_taken(post: MailServers) -> None:
    relay = aiosmtplib.SMTP(
        hostname=post.host, port=post.smtp.port, start_tls=False, username=DESK, password=post.password
    )
    async with relay:
        await relay.sendmail("", ["wang@example.org"], LETTER)
    (letter,) = await post.mailboxes.wait_for("Wang@example.org")
    assert (letter.sender, letter.raw) == ("", LETTER)
    assert (await asyncio.gather(post.mailboxes.wait_for("WANG+x@example.org")))[0] == (letter,)


async def test_anybody_can_send_with_the_null_return_path(post: MailServers) -> None:
    await post.send(LETTER, "", DESK)
    (letter,) = await post.mailboxes.wait_for(DESK)
    assert letter.sender == ""


async def test_plus_address_of_the_desk_is_the_intake(post: MailServers, imap: aioimaplib.IMAP4) -> None:
    await post.send(LETTER, "zhang@example.org", "shenbao+SB-2022-1.abc@example.org")
    assert len(await uids(imap)) == 1
    assert [letter.mailbox for letter in post.mailboxes.of(DESK)] == [DESK]


async def test_mail_outlives_a_stop(post: MailServers) -> None:
    await post.send(LETTER, "zhang@example.org", DESK)
    port = post.imap.port
    await post.stop()
    await post.start()
    assert post.imap.port == port
    client = aioimaplib.IMAP4(post.host, post.imap.port, timeout=10)
    await client.wait_hello_from_server()
    await client.login(DESK, post.password)
    await client.select("INBOX")
    assert len(await uids(client)) == 1
    await client.logout()


def test_letter_is_read_as_it_was_written() -> None:
    read = read_letter(LETTER)
    assert (read.subject, read.sender, read.text) == ("申报材料", "张三 <zhang@example.org>", "请查收")
    assert [(each.name, each.content) for each in read.enclosures] == [("申报书.pdf", b"%PDF\0\r\n")]


def test_reply_goes_to_reply_to_and_names_the_letter() -> None:
    raw = LETTER.replace(b"To: ", b"Reply-To: shenbao+t.abc@example.org\r\nTo: ", 1)
    draft = reply_to(read_letter(raw), "高新技术科", "gx@example.org", "已受理")
    read = read_letter(write_letter(draft, NOW))
    assert read.recipient == "shenbao+t.abc@example.org"
    assert read.subject == "Re: 申报材料"
    assert read.references == read_letter(raw).message_id
    assert read.text.startswith("已受理")
    assert "> 请查收" in read.text


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", ""),
        (b"no header at all", "no header at all"),
        (
            b"Subject: =?gb2312?B?xOO6ww==?=\nContent-Type: text/plain; charset=gb2312\n\n\xc4\xe3\xba\xc3",
            "你好",
        ),
        (b"Content-Type: text/html; charset=utf-8\n\n<p>\xe6\x82\xa8</p><script>x</script>", "您"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\nbroken", ""),
        (b"Subject: x\nContent-Type: text/plain; charset=no-such\n\n\xe6\x82\xa8", "您"),
    ],
)
def test_odd_letter_is_still_shown(raw: bytes, words: str) -> None:
    shown = read_letter(raw)
    assert words in shown.text or words in shown.headers
