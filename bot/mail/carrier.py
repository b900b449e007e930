"""The mail lane's carrier: letters from the outbox to the relay."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from types import TracebackType
from typing import Self

from bot.config import Config, Mode, read_secret
from bot.mail.outcomes import Outcome, Refused, Sent, Unknown
from bot.mail.outgoing import Whole, opened
from bot.mail.smtp import Line, Relay
from bot.parts import Parts
from handlers.dispatch import Claimed
from handlers.outbox import NULL_RETURN_PATH
from handlers.policy import MEGABYTE
from handlers.rules.compose import readdress
from handlers.rules.retry import Delivery, Fate

LINES = 4  # connections to the relay at once
HEAVY = 4_000_000  # bytes, from which on a letter is large
LIGHT = 64_000  # bytes up to which what was written a moment ago is read sooner than a thread hears of it


def relay_of(config: Config) -> Relay:
    """Take the relay's settings from the configuration."""
    relay = config.relay
    return Relay(
        host=relay.host,
        port=relay.port,
        security=relay.security,
        user=relay.user or "",
        password=read_secret(relay.password, relay.password_file) or "",
        null_return_path=relay.null_return_path,
        ca_file=str(relay.ca_file or ""),
        size_limit=relay.max_mb * MEGABYTE,
    )


class MailCarrier:
    """Keeps a few connections to the relay and sends one letter on each."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        relay = relay_of(parts.config)
        self._lines = [Line(relay) for _ in range(LINES)]
        self._heavy = asyncio.Lock()
        self._free: asyncio.Queue[Line] = asyncio.Queue()
        for line in self._lines:
            self._free.put_nowait(line)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for line in self._lines:
            await line.close()

    async def carry(self, parcel: Claimed) -> Delivery:
        """Send one letter: the bytes that were fixed when it was built, to its one recipient."""
        size = self._parts.blobs.size(parcel.blob) if parcel.blob else 0
        # Large letters go one after the other: each is held several times over while it leaves.
        async with self._heavy if size > HEAVY else nullcontext():
            return await self._send(parcel, size)

    async def _send(self, parcel: Claimed, size: int) -> Delivery:
        try:
            letter = opened(await self._bytes(parcel, size), self._parts.blobs)
            sender, recipient = self._envelope(parcel)
            if recipient != parcel.recipient:
                whole = await asyncio.to_thread(letter.whole)
                letter = Whole(await asyncio.to_thread(readdress, whole, recipient, parcel.recipient))
            line = await self._free.get()
            try:
                return delivery(await line.send(letter, sender, recipient))
            finally:
                self._free.put_nowait(line)
        except (OSError, ValueError) as error:
            # The blob is gone, or the letter was built wrongly: repeating it is useless, a person is told.
            return Delivery(Fate.REFUSED, f"信件内容有误：{error}")

    async def _bytes(self, parcel: Claimed, size: int) -> bytes:
        if parcel.raw is not None:
            return parcel.raw
        if size <= LIGHT:
            return self._parts.blobs.get(parcel.blob or "")
        return await asyncio.to_thread(self._parts.blobs.get, parcel.blob or "")

    def _envelope(self, parcel: Claimed) -> tuple[str, str]:
        config = self._parts.config
        recipient = config.sandbox.mailbox if config.mode is Mode.SANDBOX else parcel.recipient
        null = config.relay.null_return_path and parcel.payload.get(NULL_RETURN_PATH) is True
        return "" if null else config.desk.address, recipient


def delivery(outcome: Outcome) -> Delivery:
    """Put the relay's word in the courier's terms."""
    if isinstance(outcome, Sent):
        return Delivery(Fate.SENT, outcome.reply)
    if isinstance(outcome, Unknown):
        return Delivery(Fate.UNKNOWN, outcome.text)
    if not isinstance(outcome, Refused):
        return Delivery(Fate.LATER, outcome.text, unreachable=True)
    fate = Fate.OURS if outcome.ours else Fate.REFUSED if outcome.permanent else Fate.LATER
    return Delivery(fate, f"{outcome.code} {outcome.text}")
