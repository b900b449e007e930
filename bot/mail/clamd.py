"""Ask a clamd whether a mail holds a virus; what it finds is a flag, never a verdict."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from typing import Final

import structlog

CHUNK: Final = 262_144  # bytes of one piece of the stream
SECONDS: Final = 20.0
UNKNOWN: Final = "病毒扫描没有完成，请自行查毒"
log = structlog.get_logger()


async def scan(socket: str | None, raw: bytes) -> str | None:
    """Return what the scanner says in a sentence, None where there is nothing to say or no scanner.

    `socket` is a path, or host:port; the protocol is clamd's INSTREAM (man clamd).
    """
    if socket is None:
        return None
    try:
        async with asyncio.timeout(SECONDS):
            answer = await _ask(socket, raw)
    except (OSError, TimeoutError, ValueError) as error:
        log.warning("clamd.silent", error=str(error) or type(error).__name__)
        return UNKNOWN
    return said(answer)


def said(answer: str) -> str | None:
    """Word clamd's answer, as in "stream: Eicar-Signature FOUND"."""
    text = answer.strip("\0\r\n ").removeprefix("stream: ")
    if text == "OK":
        return None
    if text.endswith(" FOUND"):
        return f"病毒扫描提示：{text.removesuffix(' FOUND')[:80]}，请勿直接打开附件"
    log.warning("clamd.failed", answer=text[:200])
    return UNKNOWN


async def is_there(socket: str) -> bool:
    """Tell whether a scanner answers; raises OSError where nobody listens."""
    reader, writer = await _connect(socket)
    try:
        writer.write(b"zPING\0")
        await writer.drain()
        return (await reader.read(64)).startswith(b"PONG")
    finally:
        writer.close()


async def _ask(socket: str, raw: bytes) -> str:
    reader, writer = await _connect(socket)
    try:
        for piece in _stream(raw):
            writer.write(piece)
            await writer.drain()
        return (await reader.read(4096)).decode("utf-8", "replace")
    finally:
        writer.close()


async def _connect(socket: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, colon, port = socket.rpartition(":")
    if colon and port.isdecimal():
        return await asyncio.open_connection(host, int(port))
    return await asyncio.open_unix_connection(socket)


def _stream(raw: bytes) -> Iterator[bytes]:
    """Cut a mail into clamd's pieces: each with its length, a length of zero at the end."""
    yield b"zINSTREAM\0"
    for start in range(0, len(raw), CHUNK):
        piece = raw[start : start + CHUNK]
        yield struct.pack("!L", len(piece)) + piece
    yield struct.pack("!L", 0)
