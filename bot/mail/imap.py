"""Read one mailbox by IMAP: what is in it, the bytes, and when something new has come."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from types import TracebackType
from typing import Any, Literal, Self

import structlog
from aioimaplib import Response

from bot.mail.imap_client import Connection, ImapTimes, answer_text
from bot.mail.imap_faults import CommandRefused, ConnectionLost, LoginRefused, MailboxFault
from bot.mail.imap_folder_names import quote, wire_folder
from bot.mail.imap_responses import (
    Described,
    Fetched,
    read_bodies,
    read_code,
    read_descriptions,
    read_search,
    uid_sets,
    write_set,
)
from bot.mail.loopback import is_loopback

__all__ = [
    "CommandRefused",
    "ConnectionLost",
    "Described",
    "Fetched",
    "ImapAccount",
    "ImapTimes",
    "LoginRefused",
    "Mailbox",
    "MailboxFault",
]

# Bodies are asked for in small sets, so that memory stays flat; a larger mail comes alone.
MOST_BYTES = 4_000_000
MOST_BODIES = 50
# Bytes a second conceded to a slow line.
SLOWEST = 16_384
# A login refused with one of these says nothing about the password (RFC 5530 section 3).
PASSING = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]|too many|try (again )?later", re.IGNORECASE)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Describe a mailbox and how to enter it.

    `name` is what operators call it. `ca_file`: a certificate authority of the house. Raises ValueError for
    a connection in the clear beyond loopback.
    """

    name: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: Literal["tls", "plain"] = "tls"
    folder: str = "INBOX"
    ca_file: str = ""

    def __post_init__(self) -> None:
        if self.security == "plain" and not is_loopback(self.host):
            raise ValueError(
                f"收信邮箱 {self.name}（{self.host}）：不加密（plain）只允许用于本机，请改用 tls（端口 993）"
            )


class Mailbox:
    """Be logged in and in the folder, from `async with` to its end; unusable after any fault.

    Every method raises `MailboxFault` or one of its kinds, and returns within its time. Not for use by two
    tasks at once, `wake` excepted.
    """

    def __init__(self, account: ImapAccount, times: ImapTimes | None = None) -> None:
        self.account = account
        self._times = times or ImapTimes()
        self._link: Connection | None = None
        self._abilities: frozenset[str] = frozenset()
        self._sizes: dict[int, int] = {}  # as told by `describe`, until fetched
        self.uidvalidity = 0
        self.uidnext: int | None = None  # what the next mail will be called, where the server says so

    async def __aenter__(self) -> Self:
        try:
            await self._enter()
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and not self._connection.protocol.lost.done():
            await self._say_goodbye()
        await self._leave()

    @property
    def abilities(self) -> frozenset[str]:
        """Give what the server announced after the login, in capitals."""
        return self._abilities

    async def uids_above(self, last: int) -> list[int]:
        """List the UIDs above the last one known, ascending."""
        # `n:*` names the newest mail even when its UID is below n.
        return [uid for uid in await self._search(f"UID {last + 1}:*") if uid > last]

    async def all_uids(self) -> list[int]:
        """List all UIDs of the folder, ascending."""
        return await self._search("ALL")

    async def describe(self, uids: Iterable[int]) -> list[Described]:
        """Describe mails, ascending by UID; those that are gone are left out."""
        told: dict[int, Described] = {}
        for group in uid_sets(uids):
            step = self._connection.client.uid(
                "fetch", write_set(group), "(UID RFC822.SIZE INTERNALDATE FLAGS)"
            )
            lines = await self._connection.command(step)
            told.update({one.uid: one for one in read_descriptions(lines) if one.uid in group})
        self._sizes.update({one.uid: one.size for one in told.values()})
        return [told[uid] for uid in sorted(told)]

    async def fetch(self, uids: Iterable[int]) -> AsyncIterator[Fetched]:
        """Fetch mails one after another, without marking them as read; those that are gone are left out.

        A length that differs from the size told before is asked for again: two equal answers are taken (some
        servers only estimate the size), two different ones raise MailboxFault.
        """
        wanted = sorted(set(uids))
        await self.describe([uid for uid in wanted if uid not in self._sizes])
        for group in _small_sets(wanted, self._sizes):
            bodies = await self._bodies(group)
            for uid in group:
                size = self._sizes.pop(uid)
                if uid in bodies:
                    yield Fetched(uid, await self._confirmed(uid, size, bodies[uid]))

    async def fetch_headers(self, uids: Iterable[int]) -> list[Fetched]:
        """Fetch only the header blocks, for mails that are too large; ascending by UID."""
        found: dict[int, bytes] = {}
        for group in uid_sets(uids):
            found |= await self._bodies(group, "HEADER")
        return [Fetched(uid, found[uid]) for uid in sorted(found)]

    async def flag_seen(self, uids: Iterable[int]) -> None:
        """Mark mails as read; courtesy to people who look into the mailbox, nothing depends on it."""
        for group in uid_sets(uids):
            await self._flag(group, r"\Seen")

    async def move(self, uids: Iterable[int], folder: str) -> None:
        """Move mails to a folder, which is created if it is missing.

        Without MOVE (RFC 6851) they are copied, flagged and expunged by UID; without UIDPLUS (RFC 4315) they
        stay behind flagged as deleted, because a plain EXPUNGE would remove other people's mails too.
        """
        for group in uid_sets(uids):
            response = await self._carry(group, folder)
            if response.result != "OK":
                await self._connection.ask(self._connection.client.create(wire_folder(folder)))
                response = await self._carry(group, folder)
            if response.result != "OK":
                self._connection.abort()
                raise CommandRefused(f"不能移到 {folder}：{answer_text(response)}")
            if "MOVE" not in self._abilities:
                await self._remove(group)

    async def wait(self, seconds: float) -> bool:
        """Wait until the folder seems to have grown since the last listing; False after the given seconds.

        A hint, never the truth: list again after either answer.
        """
        protocol = self._connection.protocol
        end = protocol.loop.time() + seconds
        while not protocol.news.is_set() and (left := end - protocol.loop.time()) > 0:
            if "IDLE" in self._abilities:
                await self._idle(min(left, self._times.idle))
            else:
                await self._connection.hear(left)
        return protocol.news.is_set()

    def wake(self) -> None:
        """Make a pending `wait` return at once."""
        self._connection.protocol.news.set()

    # Entering and leaving.

    async def _enter(self) -> None:
        account = self.account
        context = None
        if account.security == "tls":
            context = await asyncio.to_thread(ssl.create_default_context, cafile=account.ca_file or None)
        link = self._link = Connection(account.host, account.port, context, self._times)
        await link.open()
        await self._login(link)
        # What is announced before the login is often less, or more, than what holds after it.
        await link.run(link.protocol.capability(), self._times.command)
        self._abilities = frozenset(word.upper() for word in link.protocol.capabilities)
        # NetEase refuses SELECT ("Unsafe Login") to a client that has not said who it is (RFC 2971).
        about = link.client.id(name="shenbao", version=version("shenbao"), vendor="shenbao")
        await link.ask(about)
        lines = await link.command(link.client.select(wire_folder(account.folder)))
        self.uidvalidity, self.uidnext = self._validity(lines), read_code(lines, "UIDNEXT")

    async def _login(self, link: Connection) -> None:
        response = await link.ask(link.client.login(quote(self.account.user), self.account.password))
        if response.result != "OK":
            told = answer_text(response)
            kind = CommandRefused if PASSING.search(told) else LoginRefused
            raise kind(f"邮箱 {self.account.name} 登录不成功：{told}")

    def _validity(self, lines: Sequence[bytes | bytearray]) -> int:
        told = read_code(lines, "UIDVALIDITY")
        if told is None:
            raise MailboxFault(f"邮箱 {self.account.name} 没有给出 UIDVALIDITY")
        return told

    async def _say_goodbye(self) -> None:
        with contextlib.suppress(MailboxFault):  # BYE before the answer counts as a loss, here it is meant
            await self._connection.ask(self._connection.client.logout(), seconds=self._times.farewell)

    async def _leave(self) -> None:
        if self._link is not None:
            self._link.abort()
            await asyncio.sleep(0)  # the transport closes its socket in the next turn of the loop

    @property
    def _connection(self) -> Connection:
        if self._link is None:
            raise MailboxFault(f"邮箱 {self.account.name} 还没有连接")
        return self._link

    # Steps of the above.

    async def _search(self, criteria: str) -> list[int]:
        self._connection.protocol.news.clear()
        # Exchange, Yahoo and Aliyun refuse a CHARSET.
        step = self._connection.client.uid_search(criteria, charset=None)
        return read_search(bytes(line) for line in await self._connection.command(step))

    async def _bodies(self, group: Sequence[int], part: str = "") -> dict[int, bytes]:
        seconds = self._times.command + sum(self._sizes.get(uid, 0) for uid in group) / SLOWEST
        step = self._connection.client.uid("fetch", write_set(group), f"(UID BODY.PEEK[{part}])")
        lines = await self._connection.command(step, seconds=seconds)
        return {one.uid: one.raw for one in read_bodies(lines)}

    async def _confirmed(self, uid: int, size: int, body: bytes) -> bytes:
        if len(body) == size:
            return body
        again = (await self._bodies([uid])).get(uid)
        if again != body:
            self._connection.abort()
            raise MailboxFault(f"邮件 {uid} 两次取得的内容不同")
        log.info("mailbox.size-differs", mailbox=self.account.name, uid=uid, told=size, got=len(body))
        return body

    async def _flag(self, group: Sequence[int], flag: str) -> None:
        step = self._connection.client.uid("store", write_set(group), "+FLAGS.SILENT", f"({flag})")
        await self._connection.command(step)

    async def _carry(self, group: Sequence[int], folder: str) -> Response:
        verb = "move" if "MOVE" in self._abilities else "copy"
        return await self._connection.ask(
            self._connection.client.uid(verb, write_set(group), wire_folder(folder))
        )

    async def _remove(self, group: Sequence[int]) -> None:
        await self._flag(group, r"\Deleted")
        if "UIDPLUS" in self._abilities:
            await self._connection.command(self._connection.client.uid("expunge", write_set(group)))

    async def _idle(self, seconds: float) -> None:
        link, protocol = self._connection, self._connection.protocol
        # IDLE says nothing of mail that came before it began; NOOP does.
        await link.ask(link.client.noop())
        if protocol.news.is_set():
            return
        idle = asyncio.ensure_future(protocol.idle())
        try:
            await link.run(_first_of(idle, protocol.wait_for_idle_response()), self._times.command)
            if idle.done():  # refused, although announced
                self._abilities -= {"IDLE"}
                return
            await link.hear(seconds)
            protocol.idle_done()
            await link.run(_result_of(idle), self._times.command)
        except BaseException:
            link.abort()
            raise
        finally:
            idle.cancel()
            while not protocol.idle_queue.empty():
                protocol.idle_queue.get_nowait()


def _small_sets(uids: Iterable[int], sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """Group the UIDs whose size is known; the others are gone."""
    group: list[int] = []
    total = 0
    for uid in uids:
        size = sizes.get(uid)
        if size is None:
            continue
        if group and (len(group) == MOST_BODIES or total + size > MOST_BYTES):
            yield group
            group, total = [], 0
        group.append(uid)
        total += size
    if group:
        yield group


async def _first_of(idle: asyncio.Future[Response], ready: Coroutine[Any, Any, None]) -> None:
    """Wait until the server accepts or refuses IDLE."""
    accepted = asyncio.ensure_future(ready)
    try:
        await asyncio.wait({idle, accepted}, return_when="FIRST_COMPLETED")
    finally:
        accepted.cancel()


async def _result_of(idle: asyncio.Future[Response]) -> Response:
    return await idle
