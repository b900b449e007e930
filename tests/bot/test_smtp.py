from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest
from aiosmtplib.protocol import PERIOD_REGEX, normalize_message_line_endings

from bot.mail.outcomes import Outcome, Refused, Sent, Unknown, Unreachable
from bot.mail.outgoing import LaidOut, stuffed
from bot.mail.smtp import Line, Relay, SmtpTimes
from bot.mail.smtp_conversation import Conversation, Reply
from storage.blobs import Blobs
from tests.servers.certificates import Certificate
from tests.servers.scripted_smtp import Verb
from tests.servers.smtp_server import PASSWORD, USER, SmtpServer
from tests.servers.waiting import wait_until

DESK = "desk@example.org"
OFFICE = "office@example.org"
LETTER = b"Message-ID: <1.1@example.org>\r\nSubject: =?utf-8?b?5rWL?=\r\n\r\n.\r\n..dots\r\n\r\nend\r\n.\r\n"
TIMES = SmtpTimes(connect=5, command=5, data=5)
Lines = Callable[..., Line]
SHORT = SmtpTimes(connect=0.3, command=0.3, data=0.3)


def relay_of(server: SmtpServer, **more: object) -> Relay:
    settings: dict[str, object] = {"host": server.host, "port": server.port, "security": "plain"} | more
    return Relay(**settings)  # type: ignore[arg-type]


@pytest.fixture
async def lines() -> AsyncIterator[Lines]:
    async with AsyncExitStack() as stack:

        def open_line(relay: Relay, times: SmtpTimes = TIMES) -> Line:
            line = Line(relay, times)
            stack.push_async_callback(line.close)
            return line

        yield open_line


@pytest.fixture
def line(smtp_server: SmtpServer, lines: Lines) -> Line:
    return lines(relay_of(smtp_server))


async def post(line: Line, raw: bytes = LETTER, recipient: str = OFFICE) -> Outcome:
    return await line.send(raw, DESK, recipient)


async def test_letter_arrives_byte_for_byte(smtp_server: SmtpServer, line: Line) -> None:
    outcome = await post(line)
    assert isinstance(outcome, Sent)
    assert outcome.reply == "250 2.0.0 OK: queued as 000001"
    [letter] = smtp_server.journal
    assert (letter.sender, letter.recipient, letter.raw) == (DESK, OFFICE, LETTER)


@pytest.mark.parametrize(
    "raw", [LETTER, b".\r\n", b"..\r\n.\r\n", b"a\r\n" * 3, b"a.\r\n.b\r\n..\r\n", b"\r\n.\r\n"]
)
def test_dots_are_doubled_just_as_the_library_would(raw: bytes) -> None:
    assert stuffed(raw) == PERIOD_REGEX.sub(b"..", normalize_message_line_endings(raw)) + b".\r\n"


async def test_connection_is_kept_across_letters(smtp_server: SmtpServer, line: Line) -> None:
    assert [type(await post(line)) for _ in range(5)] == [Sent] * 5
    assert smtp_server.connections == 1


async def test_letters_sent_at_once_over_one_line_do_not_mix(smtp_server: SmtpServer, line: Line) -> None:
    wanted = {f"office{number}@example.org": b"X: %d\r\n\r\nhi\r\n" % number for number in range(8)}
    await asyncio.gather(*(post(line, raw, to) for to, raw in wanted.items()))
    assert {letter.recipient: letter.raw for letter in smtp_server.journal} == wanted


async def test_close_leaves_no_connection(smtp_server: SmtpServer, line: Line) -> None:
    await post(line)
    await line.close()
    await wait_until(lambda: smtp_server.open_connections == 0)
    await line.close()
    assert isinstance(await post(line), Sent)


@pytest.mark.parametrize("verb", [Verb.CONNECT, Verb.EHLO, Verb.MAIL, Verb.RCPT, Verb.DATA, Verb.DOT])
@pytest.mark.parametrize("code", [421, 451, 550])
async def test_refusal_at_any_verb_is_told_with_its_code(
    smtp_server: SmtpServer, line: Line, verb: Verb, code: int
) -> None:
    smtp_server.script.refuse(verb, f"{code} not now")
    outcome = await post(line)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent, outcome.text) == (code, code == 550, "not now")
    assert smtp_server.journal == []
    assert isinstance(await post(line), Sent)


@pytest.mark.parametrize("verb", [Verb.CONNECT, Verb.EHLO, Verb.MAIL, Verb.RCPT])
async def test_drop_before_data_leaves_the_letter_surely_unsent(
    smtp_server: SmtpServer, line: Line, verb: Verb
) -> None:
    smtp_server.script.drop(verb)
    assert isinstance(await post(line), Unreachable)
    assert smtp_server.journal == []
    assert isinstance(await post(line), Sent)


@pytest.mark.parametrize("verb", [Verb.DATA, Verb.BODY, Verb.DOT])
async def test_drop_after_data_began_is_unknown(smtp_server: SmtpServer, line: Line, verb: Verb) -> None:
    smtp_server.script.drop(verb)
    assert isinstance(await post(line), Unknown)
    assert isinstance(await post(line), Sent)
    assert smtp_server.connections == 2


async def test_letter_whose_last_reply_was_lost_is_unknown_though_it_arrived(
    smtp_server: SmtpServer, line: Line
) -> None:
    smtp_server.script.drop(Verb.DOT, accepted=True)
    assert isinstance(await post(line), Unknown)
    assert len(smtp_server.to(OFFICE)) == 1


@pytest.mark.parametrize("verb", [Verb.CONNECT, Verb.EHLO, Verb.MAIL, Verb.RCPT])
async def test_stall_before_data_ends_in_time(smtp_server: SmtpServer, verb: Verb, lines: Lines) -> None:
    smtp_server.script.stall(verb)
    assert isinstance(await post(lines(relay_of(smtp_server), SHORT)), Unreachable)


@pytest.mark.parametrize("verb", [Verb.DATA, Verb.BODY, Verb.DOT])
async def test_stall_after_data_began_ends_in_time_and_is_unknown(
    smtp_server: SmtpServer, verb: Verb, lines: Lines
) -> None:
    smtp_server.script.stall(verb)
    assert isinstance(await post(lines(relay_of(smtp_server), SHORT)), Unknown)
    assert smtp_server.journal == []


async def test_reply_after_the_dot_that_is_no_reply_is_unknown(smtp_server: SmtpServer, line: Line) -> None:
    smtp_server.script.refuse(Verb.DOT, "hello there")
    assert isinstance(await post(line), Unknown)
    smtp_server.script.refuse(Verb.DOT, "252 perhaps")
    assert isinstance(await post(line), Unknown)


async def test_closed_port_is_unreachable_and_comes_back(smtp_server: SmtpServer, line: Line) -> None:
    smtp_server.refuse_connections()
    assert isinstance(await post(line), Unreachable)
    smtp_server.listen()
    assert isinstance(await post(line), Sent)


async def test_server_that_hung_up_while_idle_gets_the_letter_all_the_same(
    smtp_server: SmtpServer, line: Line
) -> None:
    await post(line)
    smtp_server.cut_connections()
    assert isinstance(await post(line), Sent)
    smtp_server.script.refuse(Verb.MAIL, "421 idle for too long, closing")
    outcome = await post(line)
    assert isinstance(outcome, Refused)
    assert not outcome.permanent


async def test_cancelled_letter_does_not_spoil_the_next(smtp_server: SmtpServer, line: Line) -> None:
    smtp_server.script.stall(Verb.RCPT)
    first = asyncio.create_task(post(line))
    await wait_until(lambda: smtp_server.connections == 1 and not smtp_server.script.waits_at(Verb.RCPT))
    first.cancel()
    assert isinstance(await asyncio.gather(first, return_exceptions=True), list)
    assert isinstance(await post(line), Sent)
    assert len(smtp_server.journal) == 1


# Several commands at once (RFC 2920).


@pytest.fixture
def quick_server(smtp_server: SmtpServer) -> SmtpServer:
    smtp_server.offers_pipelining = True
    return smtp_server


async def test_sender_recipient_and_data_are_said_at_once_where_that_is_offered(
    quick_server: SmtpServer, line: Line
) -> None:
    assert [type(await post(line)) for _ in range(3)] == [Sent] * 3
    assert [letter.raw for letter in quick_server.journal] == [LETTER] * 3
    envelope = b"MAIL FROM:<%s> SIZE=%d\r\nRCPT TO:<%s>\r\nDATA\r\n"
    said = envelope % (DESK.encode(), len(LETTER), OFFICE.encode())
    assert quick_server.chunks[1:] == [said, stuffed(LETTER)] * 3


async def test_commands_wait_for_each_reply_where_that_is_not_offered(
    smtp_server: SmtpServer, line: Line
) -> None:
    assert isinstance(await post(line), Sent)
    verbs = [chunk.partition(b" ")[0] for chunk in smtp_server.chunks[:-1]]
    assert verbs == [b"EHLO", b"MAIL", b"RCPT", b"DATA\r\n"]
    assert smtp_server.chunks[-1] == stuffed(LETTER)


@pytest.mark.parametrize(("verb", "text"), [(Verb.MAIL, "no sender"), (Verb.RCPT, "no"), (Verb.DATA, "no")])
@pytest.mark.parametrize("code", [421, 450, 550])
async def test_refusal_among_commands_said_at_once_is_that_of_its_verb(
    quick_server: SmtpServer, line: Line, verb: Verb, text: str, code: int
) -> None:
    quick_server.script.refuse(verb, f"{code} {text}")
    outcome = await post(line)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent, outcome.text) == (code, code == 550, text)
    assert quick_server.journal == []
    assert not any(LETTER in chunk or stuffed(LETTER) in chunk for chunk in quick_server.chunks)
    assert isinstance(await post(line, recipient="next@example.org"), Sent)
    assert [letter.recipient for letter in quick_server.journal] == ["next@example.org"]


@pytest.mark.parametrize(
    ("verb", "kind"),
    [(Verb.MAIL, Unreachable), (Verb.RCPT, Unreachable), (Verb.DATA, Unknown), (Verb.DOT, Unknown)],
)
async def test_drop_among_commands_said_at_once_is_told_as_if_they_were_said_alone(
    quick_server: SmtpServer, line: Line, verb: Verb, kind: type[Outcome]
) -> None:
    quick_server.script.drop(verb)
    assert isinstance(await post(line), kind)
    assert quick_server.journal == []
    assert isinstance(await post(line), Sent)


async def test_recipient_refused_by_a_relay_that_asks_for_the_letter_all_the_same_gets_none_of_it() -> None:
    heard: list[bytes] = []
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        await reader.readline()
        writer.write(b"250-here\r\n250 PIPELINING\r\n")
        await reader.readuntil(b"DATA\r\n")
        writer.write(b"250 sender\r\n550-no such\r\n550 user\r\n354 go\r\n")
        with suppress(ConnectionError):
            heard.extend([each async for each in reader])
        writer.close()
        over.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        line = Line(Relay("127.0.0.1", server.sockets[0].getsockname()[1], "plain"), TIMES)
        outcome = await post(line)
        await asyncio.wait_for(over.wait(), 5)
    assert outcome == Refused(550, "no such user", permanent=True, ours=False)
    assert heard == []


async def test_replies_are_read_whatever_pieces_they_come_in(smtp_server: SmtpServer) -> None:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(asyncio.Protocol, smtp_server.host, smtp_server.port)
    talk = Conversation(transport)
    greeting = await talk.hear(5)
    for byte in b"250-one\r\n250 two\r\n550 \xca\xd5\xbc\xfe\xc8\xcb\r\nhello\r\n250\r\n":
        talk.data_received(bytes([byte]))
    assert not talk.is_sound
    replies = [await talk.hear(5) for _ in range(4)]
    assert greeting.code == 220
    assert replies == [Reply(250, "one two"), Reply(550, "收件人"), Reply(-1, "o"), Reply(250, "")]
    assert talk.is_sound
    for _ in range(80):
        talk.data_received(b"250-" + b"x" * 998 + b"\r\n")
    with pytest.raises(ConnectionError):
        await talk.hear(5)


# Login and sender.


async def test_login_is_used(smtp_server: SmtpServer, lines: Lines) -> None:
    smtp_server.demands_login = True
    assert isinstance(await post(lines(relay_of(smtp_server, user=USER, password=PASSWORD))), Sent)


async def test_wrong_password_is_our_own_fault(smtp_server: SmtpServer, lines: Lines) -> None:
    outcome = await post(lines(relay_of(smtp_server, user=USER, password="wrong")))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent, outcome.ours) == (535, True, True)


async def test_missing_login_is_our_own_fault(smtp_server: SmtpServer, line: Line) -> None:
    smtp_server.demands_login = True
    outcome = await post(line)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.ours) == (530, True)


async def test_null_return_path_is_sent_where_the_relay_takes_it(
    smtp_server: SmtpServer, lines: Lines
) -> None:
    line = lines(relay_of(smtp_server, null_return_path=True))
    assert isinstance(await line.send(LETTER, "", OFFICE), Sent)
    assert [letter.sender for letter in smtp_server.journal] == [""]


async def test_login_takes_the_place_of_a_null_return_path(smtp_server: SmtpServer, lines: Lines) -> None:
    line = lines(relay_of(smtp_server, user=USER, password=PASSWORD))
    assert isinstance(await line.send(LETTER, "", OFFICE), Sent)
    assert [letter.sender for letter in smtp_server.journal] == [USER]


@pytest.mark.parametrize(
    "address",
    [
        "张三@example.org",
        "a@example.org>\r\nRCPT TO:<b@example.org",
        "a b@example.org",
        "甲 <a@example.org>",
        "",
    ],
)
async def test_impossible_address_is_the_letters_fault(
    smtp_server: SmtpServer, line: Line, address: str
) -> None:
    outcome = await post(line, recipient=address)
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.ours) == (True, False)
    assert smtp_server.journal == []


async def test_reply_in_gbk_is_readable(smtp_server: SmtpServer, line: Line) -> None:
    smtp_server.script.refuse(Verb.RCPT, "550 收件人不存在")
    assert await post(line) == Refused(550, "收件人不存在", permanent=True, ours=False)


# Size and form.


async def test_letter_over_the_configured_limit_is_not_offered(smtp_server: SmtpServer, lines: Lines) -> None:
    outcome = await post(lines(relay_of(smtp_server, size_limit=50)))
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.ours, smtp_server.connections) == (True, False, 0)


async def test_letter_over_the_announced_limit_is_not_uploaded(smtp_server: SmtpServer, line: Line) -> None:
    smtp_server.size_limit = 60
    outcome = await post(line)
    assert isinstance(outcome, Refused)
    assert "超过" in outcome.text
    assert (outcome.code, outcome.permanent, outcome.ours) == (0, True, False)


async def test_large_letter_goes_through_whole(smtp_server: SmtpServer, line: Line) -> None:
    raw = b"X: 1\r\n\r\n" + b"QUJD" * 19 * 1 + b"\r\n" + (b"." + b"A" * 75 + b"\r\n") * 60_000
    assert isinstance(await post(line, raw), Sent)
    assert smtp_server.journal[0].raw == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"A: b\n\nbare LF\r\n",
        b"A: b\r\n\r\nbare \r CR\r\n",
        b"A: b\r\n\r\nno end",
        b"A: b\r\n\r\n\xe4\r\n",
        b"A: b\r\n\r\n" + b"x" * 999 + b"\r\n",
        b"",
    ],
)
async def test_bytes_that_smtp_would_change_are_not_sent(
    smtp_server: SmtpServer, line: Line, raw: bytes
) -> None:
    with pytest.raises(ValueError, match="a letter must"):
        await post(line, raw)
    assert smtp_server.connections == 0


# Encryption.


@pytest.fixture
def tls_server(certificate: Certificate) -> Iterator[SmtpServer]:
    server = SmtpServer(tls=certificate.server_context())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def starttls_server(certificate: Certificate) -> Iterator[SmtpServer]:
    server = SmtpServer(starttls=certificate.server_context())
    server.start()
    yield server
    server.stop()


async def test_tls_with_an_authority_of_the_house(
    tls_server: SmtpServer, certificate: Certificate, lines: Lines
) -> None:
    relay = relay_of(tls_server, security="tls", ca_file=str(certificate.certificate))
    line = lines(relay)
    assert isinstance(await post(line), Sent)


async def test_starttls_with_login(
    starttls_server: SmtpServer, certificate: Certificate, lines: Lines
) -> None:
    starttls_server.demands_login = True
    login = {"user": USER, "password": PASSWORD, "ca_file": str(certificate.certificate)}
    line = lines(relay_of(starttls_server, security="starttls", **login))
    assert isinstance(await post(line), Sent)


@pytest.mark.parametrize("kind", ["tls", "starttls"])
async def test_certificate_that_is_not_trusted_ends_it(
    kind: str, tls_server: SmtpServer, starttls_server: SmtpServer, lines: Lines
) -> None:
    server = tls_server if kind == "tls" else starttls_server
    outcome = await post(lines(relay_of(server, security=kind)))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.permanent, outcome.ours) == (0, True, True)
    assert server.journal == []


async def test_starttls_is_never_given_up_for_the_clear(smtp_server: SmtpServer, lines: Lines) -> None:
    outcome = await post(lines(relay_of(smtp_server, security="starttls")))
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.ours, smtp_server.journal) == (True, True, [])


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1", "127.0.0.1.example.org"])
def test_clear_connection_beyond_this_machine_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="只允许用于本机"):
        Relay(host, 25, "plain")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_clear_connection_on_this_machine_is_allowed(host: str) -> None:
    assert Relay(host, 25, "plain").host == host


def test_password_does_not_show() -> None:
    assert PASSWORD not in repr(Relay("mail.example.org", 465, user=USER, password=PASSWORD))


@pytest.mark.parametrize(
    ("reply", "kind"), [(b"552 too much\r\n", Refused), (b"250 taken\r\n", Unknown), (b"", Unknown)]
)
async def test_reply_in_the_midst_of_a_letter_ends_it(
    reply: bytes, kind: type[Outcome], tmp_path: Path
) -> None:
    over = asyncio.Event()
    pieces: tuple[bytes, ...] = (LETTER, *[b"QUJD\r\n" * 50_000] * 20)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        await reader.readline()
        writer.write(b"250-here\r\n250 PIPELINING\r\n")
        await reader.readuntil(b"DATA\r\n")
        writer.write(b"250 sender\r\n250 recipient\r\n354 go\r\n" + reply)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readexactly(100_000)
        writer.transport.abort()
        over.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        line = Line(Relay("127.0.0.1", server.sockets[0].getsockname()[1], "plain"), TIMES)
        letter = LaidOut(pieces, Blobs(tmp_path))
        outcome = await line.send(letter, DESK, OFFICE)
        await asyncio.wait_for(over.wait(), 5)
    assert isinstance(outcome, kind)
