"""Connections to Telegram are kept while they are sound, and their faults keep their meaning."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bot.chat import connections
from bot.chat.connections import KeptConnections
from tests.servers.certificates import Certificate, make_certificate, why_absent

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
PACKED = gzip.compress("中文".encode(), mtime=0)
GZIPPED = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(PACKED) + PACKED
FAREWELL = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"
QUICK = httpx.Timeout(0.3)


@dataclass
class Server:
    """Answers each request with the next of its answers; the last one is repeated."""

    answers: list[bytes]
    port: int = 0
    connections: int = 0
    bodies: list[bytes] = field(default_factory=list)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
                self.bodies.append(await reader.readexactly(int(length or 0)))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                writer.write(answer)
                if not answer or b"connection: close" in answer:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving(*answers: bytes, context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(list(answers))
    listening = await asyncio.start_server(server.converse, "127.0.0.1", 0, ssl=context)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=KeptConnections(2), timeout=QUICK) as opened:
        yield opened


def url(server: Server, scheme: str = "http") -> str:
    return f"{scheme}://127.0.0.1:{server.port}/bot1:a/getMe"


async def test_one_connection_serves_calls_that_follow_each_other(client: httpx.AsyncClient) -> None:
    async with serving(OK) as server:
        for number in range(5):
            response = await client.post(url(server), data={"text": f"第{number}"})
            assert (response.status_code, response.text) == (200, "ok")
    assert server.connections == 1
    assert len(set(server.bodies)) == 5


@pytest.mark.parametrize(("answer", "text"), [(CHUNKED, "abcde"), (GZIPPED, "中文"), (FAREWELL, "ok")])
async def test_answer_is_read_whatever_its_form(client: httpx.AsyncClient, answer: bytes, text: str) -> None:
    async with serving(answer) as server:
        assert [(await client.get(url(server))).text for _ in range(2)] == [text, text]


async def test_large_upload_arrives_whole(client: httpx.AsyncClient) -> None:
    raw = bytes(range(256)) * 8_000
    async with serving(OK) as server:
        await client.post(url(server), files={"document": ("a.pdf", raw)})
    assert raw in server.bodies[0]


async def test_connection_that_the_other_side_has_closed_is_not_used_again(
    client: httpx.AsyncClient,
) -> None:
    async with serving(FAREWELL) as server:
        for _ in range(3):
            await client.get(url(server))
    assert server.connections == 3


async def test_idle_connection_is_given_up_after_a_while(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(OK) as server:
        await client.get(url(server))
        monkeypatch.setattr(connections, "KEPT_SECONDS", -1.0)
        await client.get(url(server))
    assert server.connections == 2


async def refused(client: httpx.AsyncClient) -> None:
    await client.get("http://127.0.0.1:9/")


async def ended_without_an_answer(client: httpx.AsyncClient) -> None:
    async with serving(b"") as server:
        await client.post(url(server), data={"a": "b"})


async def silent(client: httpx.AsyncClient) -> None:
    async with serving(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n") as server:
        await client.get(url(server))


async def no_http(client: httpx.AsyncClient) -> None:
    async with serving(b"220 mail.example.org\r\n\r\n") as server:
        await client.get(url(server))


async def another_scheme(client: httpx.AsyncClient) -> None:
    await client.get("ftp://127.0.0.1/")


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (refused, httpx.ConnectError),
        (ended_without_an_answer, httpx.RemoteProtocolError),
        (silent, httpx.ReadTimeout),
        (no_http, httpx.RemoteProtocolError),
        (another_scheme, httpx.UnsupportedProtocol),
    ],
)
async def test_fault_is_the_librarys_own(
    client: httpx.AsyncClient,
    call: Callable[[httpx.AsyncClient], Awaitable[None]],
    fault: type[Exception],
) -> None:
    with pytest.raises(fault):
        await call(client)


async def test_who_finds_every_connection_in_use_waits_no_longer_than_said(
    client: httpx.AsyncClient,
) -> None:
    async with serving(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n") as server:
        patient = httpx.Timeout(5, pool=0.05)
        held = [asyncio.create_task(client.get(url(server), timeout=patient)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(httpx.PoolTimeout):
            await client.get(url(server), timeout=patient)
        for task in held:
            task.cancel()
        await asyncio.wait(held)


async def test_only_a_trusted_certificate_is_spoken_to(
    client: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reason := why_absent():
        pytest.skip(reason)
    certificate: Certificate = make_certificate(tmp_path)
    async with serving(OK, context=certificate.server_context()) as server:
        with pytest.raises(httpx.ConnectError):
            await client.get(url(server, "https"), timeout=5)
        house = ssl.create_default_context(cafile=str(certificate.certificate))
        monkeypatch.setattr(connections, "trusted", lambda: house)
        assert (await client.get(url(server, "https"), timeout=5)).text == "ok"
