"""Hand single letters to the relay over a connection that is kept while it is sound."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from bot.mail.loopback import is_loopback
from bot.mail.outcomes import NO_CODE, Outcome, Refused, Sent, Stage, Unknown, Unreachable, judge
from bot.mail.outgoing import Outgoing, Whole
from bot.mail.server_text import readable
from bot.mail.smtp_conversation import Conversation

# A letter may take longer than the limits below when the line is slow: this many bytes a second are
# conceded before the wait for the final reply begins.
SLOWEST = 16_384
FAREWELL = 5.0
COMPLETED, START = 250, 354
TAKEN = (COMPLETED, 251)  # 251: the relay sends it on to where the recipient is now (RFC 5321, 3.4)
# A bare address in ASCII: neither a display name nor anything that could end the command line.
ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")
SENDER = re.compile(r"[!-;=?-~]*")


@dataclass(frozen=True, slots=True)
class SmtpTimes:
    """Seconds allowed for each step (RFC 5321 section 4.5.3.2)."""

    connect: float = 30.0
    command: float = 300.0
    data: float = 600.0


@dataclass(frozen=True, slots=True)
class Relay:
    """Describe the server that takes the desk's letters.

    `null_return_path`: it accepts MAIL FROM:<>, which automatic answers ought to use (RFC 3834 section 3.3);
    where it does not, the login takes that place. `size_limit`: bytes of one letter as sent; 0 leaves it to
    what the server announces. `ca_file`: a certificate authority of the house. Raises ValueError for a
    connection in the clear beyond loopback.
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "plain"] = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    null_return_path: bool = False
    size_limit: int = 0
    ca_file: str = ""

    def __post_init__(self) -> None:
        if self.security == "plain" and not is_loopback(self.host):
            raise ValueError(
                f"发信服务器 {self.host}：不加密（plain）只允许用于本机，请改用 tls（465）或 starttls（587）"
            )

    def envelope_sender(self, wanted: str) -> str:
        """Return the wanted sender, the login in place of a null return path that the relay refuses."""
        return wanted or ("" if self.null_return_path else self.user)

    @property
    def own_name(self) -> str:
        """Give the name said in EHLO: the domain of the login, else an address literal."""
        domain = self.user.rpartition("@")[2]
        return domain if "@" in self.user and domain.isascii() else "[127.0.0.1]"


@dataclass(frozen=True, slots=True)
class Step:
    """A command, or the letter itself, with the replies that let it go on and the seconds they may take."""

    stage: Stage
    words: bytes | Outgoing
    hoped_for: tuple[int, ...]
    seconds: float


class Line:
    """Send letters to one relay, one at a time; any failure throws the connection away."""

    def __init__(self, relay: Relay, times: SmtpTimes | None = None) -> None:
        self._relay = relay
        self._times = times or SmtpTimes()
        self._busy = asyncio.Lock()
        self._client: SMTP | None = None
        self._talk: Conversation | None = None
        self._transport: asyncio.BaseTransport | None = None
        self._context: ssl.SSLContext | None = None

    async def send(self, raw: bytes | Outgoing, sender: str, recipient: str) -> Outcome:
        """Send exactly these bytes to one recipient; never raises for anything the network does.

        `sender` is the envelope sender, "" the null return path. ValueError: the bytes would be changed on
        the way (bare CR or LF, 8 bits, a line over 998, no final CRLF), so the letter was built wrongly.
        """
        letter = Whole(raw) if isinstance(raw, bytes) else raw
        letter.demand_clean()
        async with self._busy:
            if 0 < self._relay.size_limit < letter.size:
                return _too_large(letter.size, self._relay.size_limit)
            if not ADDRESS.fullmatch(recipient):
                return Refused(NO_CODE, f"收件地址无法使用：{recipient!r}", permanent=True, ours=False)
            kept = self._client is not None
            outcome = await self._attempt(letter, sender, recipient)
            if kept and isinstance(outcome, Unreachable):
                # The server had hung up on the idle connection: nothing was begun, a new one may do.
                outcome = await self._attempt(letter, sender, recipient)
            return outcome

    async def close(self) -> None:
        """Say QUIT, if there is still somebody to say it to."""
        async with self._busy:
            if self._talk is not None and self._talk.is_sound:
                with contextlib.suppress(OSError):
                    self._talk.say(b"QUIT\r\n")
                    await self._talk.hear(FAREWELL)
            self._drop()

    async def _attempt(self, letter: Outgoing, sender: str, recipient: str) -> Outcome:
        outcome: Outcome | None = None
        try:
            client, talk = await self._connected()
            steps = self._steps(letter, sender, recipient, _announced_size(client))
            outcome = steps if isinstance(steps, Refused) else await _hand_over(client, talk, steps)
        except (SMTPException, OSError, ValueError) as error:
            outcome = _explain(Stage.CONNECT, error)
        finally:
            if not isinstance(outcome, Sent):
                self._drop()
        return outcome

    def _steps(
        self, letter: Outgoing, sender: str, recipient: str, limit: int | None
    ) -> list[Step] | Refused:
        """List what is said for one letter (RFC 5321, 3.3); `limit` is the size that the relay announced."""
        if limit is not None and 0 < limit < letter.size:
            return _too_large(letter.size, limit)
        source = self._relay.envelope_sender(sender)
        if not SENDER.fullmatch(source):
            return Refused(NO_CODE, f"发件地址无法使用：{source!r}", permanent=True, ours=True)
        size = "" if limit is None else f" SIZE={letter.size}"
        short, long = self._times.command, self._times.data + letter.size / SLOWEST
        return [
            Step(Stage.SENDER, f"MAIL FROM:<{source}>{size}\r\n".encode("ascii"), (COMPLETED,), short),
            Step(Stage.RECIPIENT, f"RCPT TO:<{recipient}>\r\n".encode("ascii"), TAKEN, short),
            Step(Stage.CONTENT, b"DATA\r\n", (START,), long),
            Step(Stage.CONTENT, letter, (COMPLETED,), long),
        ]

    async def _connected(self) -> tuple[SMTP, Conversation]:
        if self._client is not None and self._talk is not None and self._talk.is_sound:
            return self._client, self._talk
        self._drop()
        relay = self._relay
        client = SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.user or None,
            password=relay.password or None,
            local_hostname=relay.own_name,
            timeout=self._times.command,
            use_tls=relay.security == "tls",
            start_tls=relay.security == "starttls",
            tls_context=await self._tls_context(),
        )
        await client.connect(timeout=self._times.connect)
        self._client, self._transport = client, client.transport
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
        if client.transport is None:
            raise SMTPServerDisconnected("Connection lost")
        self._talk = Conversation(cast("asyncio.Transport", client.transport))
        return client, self._talk

    async def _tls_context(self) -> ssl.SSLContext | None:
        if self._relay.security != "plain" and self._context is None:
            self._context = await asyncio.to_thread(
                ssl.create_default_context, cafile=self._relay.ca_file or None
            )
        return self._context

    def _drop(self) -> None:
        """Cut the connection at once: closing politely would still send what is buffered."""
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()
        if self._client is not None:
            self._client.close()
        self._client = self._talk = self._transport = None


async def _hand_over(client: SMTP, talk: Conversation, steps: Sequence[Step]) -> Outcome:
    """Say all but the letter itself at once where the relay allows it (RFC 2920), and judge each reply.

    The letter is said when everything before it was taken: where its recipient was refused, the relay has
    seen nothing of it.
    """
    *before, _ = steps
    together = client.supports_extension("pipelining")
    stage, reply = Stage.CONNECT, None
    try:
        if together:
            talk.say(b"".join(step.words for step in before if isinstance(step.words, bytes)))
        for step in steps:
            stage = step.stage
            if not isinstance(step.words, bytes):
                await talk.pour(step.words.stuffed(), step.seconds)
            elif not together:
                talk.say(step.words)
            reply = await talk.hear(step.seconds)
            if reply.code not in step.hoped_for:
                return judge(stage, reply.code, reply.text)
    except OSError as error:
        return _explain(stage, error)
    return Sent(f"{reply.code} {reply.text}" if reply else "")


def _explain(stage: Stage, error: Exception) -> Outcome:
    """Turn what aiosmtplib raised at a stage into an outcome."""
    if isinstance(error, SMTPAuthenticationError):
        return judge(Stage.LOGIN, error.code, _readable(error.message))
    if isinstance(error, SMTPResponseException):
        return judge(stage, error.code, _readable(error.message))
    text = _readable(str(error)) or type(error).__name__
    if _settings_are_wrong(stage, error):
        return Refused(NO_CODE, text, permanent=True, ours=True)
    if stage is Stage.CONTENT:
        return Unknown(text)
    return Unreachable(text)


def _settings_are_wrong(stage: Stage, error: Exception) -> bool:
    """Tell what no repetition will heal: a certificate, a missing extension, an impossible sender."""
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in (error, error.__cause__)):
        return True
    if isinstance(error, ValueError):
        return stage is not Stage.CONTENT
    # Without a code, and neither lost nor late: STARTTLS or AUTH is not offered.
    return isinstance(error, SMTPException) and not isinstance(error, OSError | TimeoutError)


def _announced_size(client: SMTP) -> int | None:
    """Return the bytes allowed by the SIZE extension (RFC 1870), 0 for no limit, None if not offered."""
    if not client.supports_extension("size"):
        return None
    told = client.esmtp_extensions["size"].strip()
    return int(told) if told.isdecimal() else 0


def _too_large(size: int, limit: int) -> Refused:
    megabytes = f"{size / 1_000_000:.1f} MB，超过发信服务器的上限 {limit / 1_000_000:.1f} MB"
    return Refused(NO_CODE, f"信件 {megabytes}", permanent=True, ours=False)


def _readable(text: str) -> str:
    """Repair a reply that aiosmtplib took for UTF-8."""
    return readable(text.encode("utf-8", "surrogateescape"))
