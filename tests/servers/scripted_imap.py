"""Run a small IMAP server that misbehaves on request."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.servers.loop_thread import LoopThread

USER = "desk@example.org"
PASSWORD = "open-sesame"
NEVER = 3600.0


@dataclass(slots=True)
class Whims:
    """What the server does otherwise than a good one; verbs in capitals, "UID" left out."""

    greeting: str = "* OK ready"
    before_login: str = "IMAP4rev1"
    after_login: str = "IMAP4rev1 ID IDLE MOVE UIDPLUS"
    wants_id: bool = False  # NetEase's "Unsafe Login"
    refuses_charset: bool = True
    silent_at: set[str] = field(default_factory=set)  # never answers this verb
    drops_at: set[str] = field(default_factory=set)  # cuts the connection at this verb
    refuses: dict[str, str] = field(default_factory=dict)  # verb: the words after NO
    blurts: dict[str, bytes] = field(default_factory=dict)  # verb: sent in one go before the answer
    idle_push: bytes = b""  # sent in one go as soon as IDLE is on
    closes_after_push: bool = False
    literal_cut: int | None = None  # cuts the connection after so many bytes of a body
    pause_in_body: float = 0.0  # seconds between the tenths of a body
    uid_after_body: bool = False
    size_error: int = 0  # added to every RFC822.SIZE
    unstable: bool = False  # a body differs each time
    quiet: bool = False  # never pushes EXISTS
    spread_search: bool = False  # a SEARCH line for every number


class ScriptedImap:
    """Serve one folder of mails from memory on a free port."""

    host = "127.0.0.1"

    def __init__(self, whims: Whims | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.whims = whims or Whims()
        self.port = 0
        self.mails: dict[int, bytes] = {}
        self.flags: dict[int, set[str]] = {}
        self.folders: dict[str, list[bytes]] = {}
        self.commands: list[str] = []
        self.connections = 0
        self.uidvalidity = 7
        self.idlers: set[asyncio.StreamWriter] = set()
        self._tls = tls
        self._writers: set[asyncio.StreamWriter] = set()
        self._thread = LoopThread()

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        self.port = self._thread.serve(self._protocol, tls=self._tls)

    def stop(self) -> None:
        """Cut everybody and end."""
        self.cut_connections()
        self._thread.stop()

    def cut_connections(self) -> None:
        """Cut every open connection without a word."""

        async def cut() -> None:
            for writer in list(self._writers):
                writer.transport.abort()
            await asyncio.sleep(0)

        self._thread.call(cut())

    def deliver(self, *mails: bytes) -> None:
        """Put mails into the folder, and tell those who idle."""

        async def put() -> None:
            for raw in mails:
                self.mails[max(self.mails, default=0) + 1] = raw
            for writer in list(self.idlers):
                if not self.whims.quiet:
                    writer.write(b"* %d EXISTS\r\n" % len(self.mails))

        self._thread.call(put())

    def said(self, verb: str) -> list[str]:
        """Give the commands with this verb, as they came."""
        return [command for command in list(self.commands) if verb in command.upper().split()[:2]]

    def _protocol(self) -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(), self._serve)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            await _Session(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(writer)
            self.idlers.discard(writer)
            writer.close()


class _Session:
    """One connection."""

    def __init__(
        self, server: ScriptedImap, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._whims = server.whims
        self._reader = reader
        self._writer = writer
        self._known = False
        self._identified = False

    def _say(self, line: str | bytes) -> None:
        self._writer.write((line.encode() if isinstance(line, str) else line) + b"\r\n")

    async def run(self) -> None:
        self._say(self._whims.greeting)
        if not self._whims.greeting.startswith("* OK"):
            await self._writer.drain()
            return
        while True:
            line = (await self._reader.readuntil(b"\r\n")).decode().strip()
            tag, _, command = line.partition(" ")
            self._server.commands.append(command)
            words = command.upper().split(maxsplit=1)
            verb = command.split()[1].upper() if words[0] == "UID" else words[0]
            if not await self._answer(tag, verb, command):
                return

    async def _answer(self, tag: str, verb: str, command: str) -> bool:
        if verb in self._whims.drops_at:
            self._writer.transport.abort()
            return False
        if verb in self._whims.silent_at:
            await asyncio.sleep(NEVER)
        if verb in self._whims.blurts:
            self._writer.write(self._whims.blurts[verb])
        if verb in self._whims.refuses:
            self._say(f"{tag} NO {self._whims.refuses[verb]}")
            return True
        rest = command[command.upper().index(verb) + len(verb) :].strip()
        method = getattr(self, f"_do_{verb.lower()}", None)
        verdict = await method(rest) if method else "BAD unknown command"
        self._say(f"{tag} {verdict}")
        await self._writer.drain()
        return verb != "LOGOUT"

    async def _do_capability(self, _rest: str) -> str:
        self._say(f"* CAPABILITY {self._whims.after_login if self._known else self._whims.before_login}")
        return "OK done"

    async def _do_login(self, rest: str) -> str:
        self._known = rest == f'"{USER}" "{PASSWORD}"'
        return "OK welcome" if self._known else "NO [AUTHENTICATIONFAILED] Invalid credentials"

    async def _do_id(self, _rest: str) -> str:
        self._identified = True
        self._say('* ID ("name" "scripted")')
        return "OK ID completed"

    async def _do_select(self, _rest: str) -> str:
        if self._whims.wants_id and not self._identified:
            return "NO SELECT Unsafe Login. Please contact kefu@example.org for help"
        self._say(f"* {len(self._server.mails)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self._server.uidvalidity}] valid")
        return "OK [READ-WRITE] selected"

    async def _do_search(self, rest: str) -> str:
        if self._whims.refuses_charset and "CHARSET" in rest:
            return "NO [BADCHARSET] not supported"
        uids = (
            self._uids(rest.removeprefix("UID ")) if rest.startswith("UID ") else sorted(self._server.mails)
        )
        if self._whims.spread_search:
            for uid in uids:
                self._say(f"* SEARCH {uid}")
        else:
            self._say("* SEARCH " + " ".join(map(str, uids)))
        return "OK SEARCH 9 done"

    async def _do_fetch(self, rest: str) -> str:
        numbers, _, items = rest.partition(" ")
        for uid in self._uids(numbers):
            number = sorted(self._server.mails).index(uid) + 1
            if "BODY.PEEK[" in items:
                await self._write_body(number, uid, items)
            else:
                size = len(self._server.mails[uid]) + self._whims.size_error
                flags = " ".join(sorted(self._server.flags.get(uid, set())))
                date = '"17-Jul-2022 02:44:25 +0800"'
                self._say(
                    f"* {number} FETCH (FLAGS ({flags}) UID {uid} INTERNALDATE {date} RFC822.SIZE {size})"
                )
        return "OK FETCH (UID 999) done"

    async def _write_body(self, number: int, uid: int, items: str) -> None:
        raw = self._server.mails[uid]
        if self._whims.unstable:
            raw += b"%d" % len(self._server.commands)
        name = b"BODY[HEADER]" if "HEADER" in items else b"BODY[]"
        if "HEADER" in items:
            raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        before, after = (b"", b" UID %d" % uid) if self._whims.uid_after_body else (b"UID %d " % uid, b"")
        head = b"* %d FETCH (%s%s {%d}\r\n" % (number, before, name, len(raw))
        if self._whims.literal_cut is not None:
            self._writer.write(head + raw[: self._whims.literal_cut])
            self._writer.transport.close()
            raise ConnectionAbortedError
        self._writer.write(head)
        step = len(raw) // 10 + 1 if self._whims.pause_in_body else len(raw) or 1
        for start in range(0, len(raw), step):
            self._writer.write(raw[start : start + step])
            await asyncio.sleep(self._whims.pause_in_body)
        self._writer.write(after + b")\r\n")

    async def _do_store(self, rest: str) -> str:
        numbers, _, flags = rest.partition(" ")
        for uid in self._uids(numbers):
            self._server.flags.setdefault(uid, set()).update(flags.partition("(")[2].strip(")").split())
        return "OK STORE done"

    async def _do_create(self, rest: str) -> str:
        self._server.folders.setdefault(rest.strip('"'), [])
        return "OK created"

    async def _do_copy(self, rest: str) -> str:
        numbers, _, folder = rest.partition(" ")
        if folder.strip('"') not in self._server.folders:
            return "NO [TRYCREATE] no such folder"
        self._server.folders[folder.strip('"')] += [self._server.mails[uid] for uid in self._uids(numbers)]
        return "OK COPY done"

    async def _do_move(self, rest: str) -> str:
        verdict = await self._do_copy(rest)
        return verdict if verdict.startswith("NO") else await self._do_expunge(rest.partition(" ")[0])

    async def _do_expunge(self, rest: str) -> str:
        for uid in self._uids(rest):
            self._say(f"* {sorted(self._server.mails).index(uid) + 1} EXPUNGE")
            del self._server.mails[uid]
        return "OK EXPUNGE done"

    async def _do_idle(self, _rest: str) -> str:
        self._say("+ idling")
        self._server.idlers.add(self._writer)
        self._writer.write(self._whims.idle_push)
        if self._whims.closes_after_push:
            await self._writer.drain()
            raise ConnectionAbortedError
        await self._reader.readuntil(b"\r\n")
        self._server.idlers.discard(self._writer)
        return "OK IDLE done"

    async def _do_logout(self, _rest: str) -> str:
        self._say("* BYE so long")
        return "OK LOGOUT done"

    def _uids(self, numbers: str) -> list[int]:
        """Resolve a set of UIDs; `n:*` always holds the newest one (RFC 3501 section 6.4.8)."""
        newest = max(self._server.mails, default=0)
        wanted: set[int] = set()
        for part in numbers.split(","):
            first, _, last = part.partition(":")
            ends = [newest if end == "*" else int(end) for end in (first, last or first)]
            wanted.update(range(min(ends), max(ends) + 1))
        return sorted(wanted & set(self._server.mails))


def many_lines(count: int, line: str = "* {number} EXISTS") -> bytes:
    """Write many response lines at once, numbered from 1."""
    return b"".join(text.encode() + b"\r\n" for text in _numbered(count, line))


def _numbered(count: int, line: str) -> Iterable[str]:
    return (line.format(number=number) for number in range(1, count + 1))
