"""Facts about the optional virus scan, against a scanner that speaks clamd's protocol."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.mail.clamd import UNKNOWN, scan

VIRUS = b"a test signature"


@asynccontextmanager
async def scanner(path: Path, answer: bytes | None = None) -> AsyncIterator[list[bytes]]:
    """Run a scanner on a Unix socket; it finds VIRUS, or says what it is told to."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        raw = b""
        while size := struct.unpack("!L", await reader.readexactly(4))[0]:
            raw += await reader.readexactly(size)
        seen.append(raw)
        writer.write(answer or (b"stream: Test-Virus FOUND\0" if VIRUS in raw else b"stream: OK\0"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(serve, path)
    async with server:
        yield seen


async def test_clean_mail_has_nothing_said_about_it_and_arrives_whole(tmp_path: Path) -> None:
    raw = bytes(range(256)) * 3000
    async with scanner(tmp_path / "clamd") as seen:
        assert await scan(str(tmp_path / "clamd"), raw) is None
    assert seen == [raw]


async def test_virus_is_named(tmp_path: Path) -> None:
    async with scanner(tmp_path / "clamd"):
        told = await scan(str(tmp_path / "clamd"), b"x" * 500_000 + VIRUS)
    assert told is not None
    assert "Test-Virus" in told


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"nonsense"])
async def test_answer_that_says_neither_is_told_as_no_scan(tmp_path: Path, answer: bytes) -> None:
    async with scanner(tmp_path / "clamd", answer):
        assert await scan(str(tmp_path / "clamd"), b"x") == UNKNOWN


async def test_scanner_that_is_not_there_stops_no_mail(tmp_path: Path) -> None:
    assert await scan(str(tmp_path / "nobody"), b"x") == UNKNOWN


async def test_without_a_scanner_nothing_is_said() -> None:
    assert await scan(None, VIRUS) is None
