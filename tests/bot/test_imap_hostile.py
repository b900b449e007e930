from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.mail.imap import (
    CommandRefused,
    ConnectionLost,
    ImapAccount,
    ImapTimes,
    LoginRefused,
    Mailbox,
    MailboxFault,
)
from tests.servers.certificates import Certificate
from tests.servers.scripted_imap import PASSWORD, USER, ScriptedImap, many_lines
from tests.servers.waiting import wait_until

MAILS = [b"Subject: %d\r\n\r\n%d\r\n" % (number, number) for number in range(1, 4)]
TIMES = ImapTimes(connect=5, command=5, farewell=1, idle=60)
SHORT = ImapTimes(connect=0.3, command=0.3, farewell=0.3, idle=60)
CALM = ImapTimes(connect=10, command=1.5, farewell=0.3, idle=60)  # where the way in must succeed


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    one = ScriptedImap()
    one.start()
    one.deliver(*MAILS)
    yield one
    one.stop()


def account(server: ScriptedImap, **more: str) -> ImapAccount:
    settings = {"user": USER, "password": PASSWORD, "security": "plain"} | more
    return ImapAccount("收件", server.host, server.port, **settings)  # type: ignore[arg-type]


def mailbox_of(server: ScriptedImap, times: ImapTimes = TIMES) -> Mailbox:
    return Mailbox(account(server), times)


@pytest.fixture
async def mailbox(server: ScriptedImap) -> AsyncIterator[Mailbox]:
    async with mailbox_of(server) as opened:
        yield opened


async def enter(mailbox: Mailbox) -> None:
    async with mailbox:
        pass


async def bodies(mailbox: Mailbox, uids: list[int]) -> list[bytes]:
    return [one.raw async for one in mailbox.fetch(uids)]


# Entering.


async def test_id_is_sent_before_select(server: ScriptedImap) -> None:
    server.whims.wants_id = True
    await enter(mailbox_of(server))
    verbs = [command.split()[0] for command in server.commands]
    assert verbs.index("LOGIN") < verbs.index("ID") < verbs.index("SELECT")


async def test_id_is_sent_even_where_it_is_not_announced_and_may_be_refused(server: ScriptedImap) -> None:
    server.whims.after_login = "IMAP4rev1"
    server.whims.refuses["ID"] = "what?"
    await enter(mailbox_of(server))
    assert len(server.said("ID")) == 1


async def test_abilities_are_those_after_the_login(server: ScriptedImap) -> None:
    server.whims.before_login = "IMAP4rev1 IDLE XSECRET"
    server.whims.after_login = "IMAP4rev1 move"
    async with mailbox_of(server) as mailbox:
        assert mailbox.abilities == {"IMAP4REV1", "MOVE"}


@pytest.mark.parametrize("greeting", ["* BYE overloaded", "* NO", "hello"])
async def test_greeting_that_is_none_does_not_hang(server: ScriptedImap, greeting: str) -> None:
    server.whims.greeting = greeting
    with pytest.raises(MailboxFault):
        await enter(mailbox_of(server, SHORT))


async def test_wrong_login_is_told_apart_from_a_busy_server(server: ScriptedImap) -> None:
    server.whims.refuses["LOGIN"] = "LOGIN Login error or password error"
    with pytest.raises(LoginRefused, match="password error"):
        await enter(mailbox_of(server))
    server.whims.refuses["LOGIN"] = "[UNAVAILABLE] user database is down"
    with pytest.raises(CommandRefused):
        await enter(mailbox_of(server))


@pytest.mark.parametrize("verb", ["LOGIN", "CAPABILITY", "ID", "SELECT", "SEARCH", "FETCH", "STORE", "MOVE"])
async def test_silence_at_any_verb_ends_in_time(server: ScriptedImap, verb: str) -> None:
    server.whims.silent_at.add(verb)
    with pytest.raises(ConnectionLost, match="没有"):
        await use_everything(server, SHORT)


@pytest.mark.parametrize("verb", ["LOGIN", "CAPABILITY", "ID", "SELECT", "SEARCH", "FETCH", "STORE", "MOVE"])
async def test_drop_at_any_verb_is_noticed_at_once(server: ScriptedImap, verb: str) -> None:
    server.whims.drops_at.add(verb)
    with pytest.raises(ConnectionLost, match="连接"):
        await asyncio.wait_for(use_everything(server, TIMES), 3)


@pytest.mark.parametrize("verb", ["SELECT", "SEARCH", "FETCH", "STORE", "MOVE"])
async def test_refusal_at_any_verb_is_told_in_the_servers_words(server: ScriptedImap, verb: str) -> None:
    server.whims.refuses[verb] = "因为不行"
    with pytest.raises(CommandRefused, match="因为不行"):
        await use_everything(server, TIMES)


@pytest.mark.parametrize(
    "garbage",
    [b"\xff\xfe\r\n* \xff OK\r\n", b"ZZ9 OK who asked\r\n", b"* 1 FETCH\r\n", b"\r\n\r\n", b"*\r\n"],
)
async def test_garbage_never_hangs(server: ScriptedImap, garbage: bytes) -> None:
    server.whims.blurts["SEARCH"] = garbage
    try:
        await asyncio.wait_for(use_everything(server, TIMES), 3)
    except MailboxFault:
        assert server.connections == 1


async def use_everything(server: ScriptedImap, times: ImapTimes) -> None:
    async with mailbox_of(server, times) as mailbox:
        uids = await mailbox.uids_above(0)
        assert await bodies(mailbox, uids) == MAILS
        await mailbox.flag_seen(uids)
        await mailbox.move(uids, "已处理")


# Listing and fetching.


async def test_search_never_names_a_charset(server: ScriptedImap, mailbox: Mailbox) -> None:
    assert await mailbox.uids_above(1) == [2, 3]
    assert await mailbox.all_uids() == [1, 2, 3]
    assert server.said("SEARCH") == ["UID SEARCH UID 2:*", "UID SEARCH ALL"]


async def test_1100_response_lines_at_once_are_read(server: ScriptedImap, mailbox: Mailbox) -> None:
    server.deliver(*[b"X: 1\r\n\r\n"] * 1100)
    server.whims.spread_search = True
    server.whims.blurts["SEARCH"] = many_lines(1100, "* {number} FETCH (FLAGS (\\Seen))")
    assert len(await mailbox.uids_above(0)) == 1103


async def test_descriptions_are_asked_for_in_ranges_of_at_most_200(
    server: ScriptedImap, mailbox: Mailbox
) -> None:
    server.deliver(*[b"X: 1\r\n\r\n"] * 1100)
    assert len(await mailbox.describe(await mailbox.uids_above(0))) == 1103
    assert [command.split()[2] for command in server.said("FETCH")][:2] == ["1:200", "201:400"]
    assert not any("ENVELOPE" in command or "BODYSTRUCTURE" in command for command in server.commands)


async def test_drop_in_the_middle_of_a_body_yields_nothing(server: ScriptedImap, mailbox: Mailbox) -> None:
    server.whims.literal_cut = 5
    got: list[bytes] = []
    with pytest.raises(ConnectionLost):
        got.extend([one.raw async for one in mailbox.fetch([1, 2])])
    assert got == []


async def test_uid_behind_the_body_is_found(server: ScriptedImap, mailbox: Mailbox) -> None:
    server.whims.uid_after_body = True
    assert await bodies(mailbox, [1, 3]) == [MAILS[0], MAILS[2]]


async def test_size_that_is_only_estimated_is_asked_for_twice_and_taken(
    server: ScriptedImap, mailbox: Mailbox
) -> None:
    server.whims.size_error = 40
    assert await bodies(mailbox, [1]) == MAILS[:1]
    assert len([command for command in server.said("FETCH") if "BODY" in command]) == 2


async def test_body_that_changes_is_not_taken(server: ScriptedImap, mailbox: Mailbox) -> None:
    server.whims.unstable = True
    with pytest.raises(MailboxFault, match="不同"):
        await bodies(mailbox, [1])


async def test_empty_mail_is_fetched(server: ScriptedImap, mailbox: Mailbox) -> None:
    server.deliver(b"")
    assert await bodies(mailbox, [3, 4]) == [MAILS[2], b""]


async def test_slow_body_is_not_given_up_while_it_flows(server: ScriptedImap) -> None:
    server.deliver(b"X: 1\r\n\r\n" + b"x" * 3_000_000)
    server.whims.pause_in_body = CALM.command / 3
    async with mailbox_of(server, CALM) as mailbox:
        assert [len(raw) for raw in await bodies(mailbox, [4])] == [3_000_008]


async def test_stall_in_the_middle_of_a_body_ends_in_time(server: ScriptedImap) -> None:
    server.deliver(b"X: 1\r\n\r\n" + b"x" * 3_000_000)
    server.whims.pause_in_body = 3600
    async with mailbox_of(server, CALM) as mailbox:
        with pytest.raises(ConnectionLost, match="没有答复"):
            await asyncio.wait_for(bodies(mailbox, [4]), 10)


# Moving.


async def test_without_move_mails_are_copied_and_expunged_by_uid(server: ScriptedImap) -> None:
    server.whims.after_login = "IMAP4rev1 UIDPLUS"
    async with mailbox_of(server) as mailbox:
        await mailbox.move([1, 2], "已处理")
    assert server.folders == {"&XfJZBHQG-": MAILS[:2]}
    assert list(server.mails) == [3]


async def test_without_uidplus_nothing_is_expunged(server: ScriptedImap) -> None:
    server.whims.after_login = "IMAP4rev1"
    async with mailbox_of(server) as mailbox:
        await mailbox.move([1], "已处理")
    assert server.folders == {"&XfJZBHQG-": MAILS[:1]}
    assert (server.said("EXPUNGE"), server.flags) == ([], {1: {"\\Deleted"}})


async def test_folder_that_cannot_be_made_is_told(server: ScriptedImap, mailbox: Mailbox) -> None:
    server.whims.refuses["CREATE"] = "no"
    with pytest.raises(CommandRefused, match="已处理"):
        await mailbox.move([1], "已处理")
    assert list(server.mails) == [1, 2, 3]


# Waiting.


@pytest.mark.parametrize("closes", [True, False])
async def test_bye_in_idle_is_a_lost_connection(server: ScriptedImap, mailbox: Mailbox, closes: bool) -> None:  # noqa: FBT001
    await mailbox.uids_above(0)
    server.whims.idle_push = b"* BYE server is going down\r\n"
    server.whims.closes_after_push = closes
    with pytest.raises(ConnectionLost):
        await asyncio.wait_for(mailbox.wait(60), 3)
    with pytest.raises(ConnectionLost):
        await mailbox.all_uids()


async def test_connection_cut_in_idle_is_noticed_at_once(server: ScriptedImap, mailbox: Mailbox) -> None:
    await mailbox.uids_above(0)
    waiting = asyncio.create_task(mailbox.wait(60))
    await wait_until(lambda: server.idlers)
    server.cut_connections()
    with pytest.raises(ConnectionLost):
        await asyncio.wait_for(waiting, 3)


async def test_connection_cut_while_waiting_without_idle_is_noticed_at_once(server: ScriptedImap) -> None:
    server.whims.after_login = "IMAP4rev1"
    async with mailbox_of(server) as mailbox:
        await mailbox.uids_above(0)
        waiting = asyncio.create_task(mailbox.wait(60))
        await asyncio.sleep(0)
        server.cut_connections()
        with pytest.raises(ConnectionLost):
            await asyncio.wait_for(waiting, 3)


async def test_idle_is_not_used_where_it_is_not_announced_after_the_login(server: ScriptedImap) -> None:
    server.whims.before_login = "IMAP4rev1 IDLE"
    server.whims.after_login = "IMAP4rev1"
    async with mailbox_of(server) as mailbox:
        await mailbox.uids_above(0)
        assert await mailbox.wait(0.1) is False
    assert server.said("IDLE") == []


async def test_idle_that_is_refused_is_not_tried_again(server: ScriptedImap, mailbox: Mailbox) -> None:
    server.whims.refuses["IDLE"] = "not today"
    await mailbox.uids_above(0)
    assert await mailbox.wait(0.1) is False
    assert await mailbox.wait(0.1) is False
    assert len(server.said("IDLE")) == 1
    assert await mailbox.all_uids() == [1, 2, 3]


async def test_silence_at_idle_ends_in_time(server: ScriptedImap) -> None:
    server.whims.silent_at.add("IDLE")
    async with mailbox_of(server, SHORT) as mailbox:
        await mailbox.uids_above(0)
        with pytest.raises(ConnectionLost, match="没有答复"):
            await asyncio.wait_for(mailbox.wait(60), 3)


async def test_1100_lines_pushed_in_idle_end_the_wait_and_nothing_else(
    server: ScriptedImap, mailbox: Mailbox
) -> None:
    await mailbox.uids_above(0)
    server.whims.idle_push = many_lines(1100)
    assert await asyncio.wait_for(mailbox.wait(60), 3) is True
    assert await mailbox.all_uids() == [1, 2, 3]


async def test_mail_announced_with_the_answer_to_another_command_is_not_overlooked(
    server: ScriptedImap, mailbox: Mailbox
) -> None:
    server.whims.blurts["SEARCH"] = b"* 4 EXISTS\r\n"
    await mailbox.uids_above(0)
    assert await asyncio.wait_for(mailbox.wait(60), 3) is True


async def test_server_that_repeats_the_count_causes_no_haste(server: ScriptedImap, mailbox: Mailbox) -> None:
    server.whims.blurts["SEARCH"] = b"* 3 EXISTS\r\n"
    await mailbox.uids_above(0)
    assert await mailbox.wait(0.1) is False


async def test_push_in_idle_ends_the_wait(server: ScriptedImap, mailbox: Mailbox) -> None:
    await mailbox.uids_above(0)
    waiting = asyncio.create_task(mailbox.wait(60))
    await wait_until(lambda: server.idlers)
    server.deliver(b"X: new\r\n\r\n")
    assert await asyncio.wait_for(waiting, 3) is True
    assert await mailbox.uids_above(3) == [4]


async def test_cancelled_wait_leaves_nothing_running(server: ScriptedImap) -> None:
    before = len(asyncio.all_tasks())
    async with mailbox_of(server) as mailbox:
        await mailbox.uids_above(0)
        waiting = asyncio.create_task(mailbox.wait(60))
        await wait_until(lambda: server.idlers)
        waiting.cancel()
        assert isinstance((await asyncio.gather(waiting, return_exceptions=True))[0], asyncio.CancelledError)
        with pytest.raises(ConnectionLost):
            await mailbox.all_uids()
    await wait_until(lambda: len(asyncio.all_tasks()) == before and not server.idlers)


# Encryption, secrets and the log.


async def test_tls_with_an_authority_of_the_house(certificate: Certificate) -> None:
    server = ScriptedImap(tls=certificate.server_context())
    server.start()
    try:
        trusting = account(server, security="tls", ca_file=str(certificate.certificate))
        async with Mailbox(trusting, TIMES) as mailbox:
            assert await mailbox.all_uids() == []
            waiting = asyncio.create_task(mailbox.wait(60))
            await wait_until(lambda: server.idlers)
            server.cut_connections()
            with pytest.raises(ConnectionLost):
                await asyncio.wait_for(waiting, 3)
        with pytest.raises(ConnectionLost, match="证书不可信"):
            await enter(Mailbox(account(server, security="tls"), TIMES))
    finally:
        server.stop()


@pytest.mark.parametrize("host", ["imap.example.org", "192.0.2.1"])
def test_clear_connection_beyond_this_machine_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="只允许用于本机"):
        ImapAccount("收件", host, 143, USER, PASSWORD, "plain")


def test_password_does_not_show() -> None:
    assert PASSWORD not in repr(ImapAccount("收件", "imap.example.org", 993, USER, PASSWORD))


async def test_password_and_mails_stay_out_of_the_log_even_at_debug(
    server: ScriptedImap, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await use_everything(server, TIMES)
    assert PASSWORD not in caplog.text
    assert "Subject: 1" not in caplog.text
    assert {record.levelno for record in caplog.records if record.name.startswith("aioimaplib")} <= {20}


async def test_password_with_quotes_arrives_whole(server: ScriptedImap) -> None:
    with pytest.raises(LoginRefused):
        await enter(Mailbox(account(server, password='a"b\\c'), TIMES))
    assert server.said("LOGIN") == ['LOGIN "desk@example.org" "a\\"b\\\\c"']
