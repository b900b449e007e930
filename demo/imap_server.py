"""A real IMAP server on a loopback port with one mailbox."""

from __future__ import annotations

import asyncio
import contextlib
from argparse import Namespace
from asyncio import StreamReader, StreamWriter
from datetime import datetime

from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Identity, Login
from pymap.backend.dict.mailbox import MailboxData
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata

from bot.local_server import HOST


class _LoopbackConfig(Config):
    """Keep pymap from asking a name server."""

    @property
    def greeting(self) -> bytes:
        return b"ready"


class ImapServer:
    """Serve one account on 127.0.0.1, kept in memory; `port` is known after start."""

    def __init__(self, user: str, password: str) -> None:
        self.port = 0
        self._user = user
        self._password = password
        self._config = _config(user, password)
        self._login = Login(self._config)
        self._inbox: MailboxData | None = None
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Take connections; a mailbox filled before is kept."""
        self._config.apply_context()
        if self._inbox is None:
            self._inbox = await self._make_account()
        self._server = await asyncio.start_server(self._connected, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in tuple(self._open):
            connection.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def append(self, raw: bytes, received: datetime) -> None:
        """Lay a letter into the inbox; whoever idles there is told."""
        if self._inbox is None:
            raise RuntimeError("the server has not been started")
        self._config.apply_context()
        await self._inbox.append(AppendMessage(raw, received), recent=True)

    async def _make_account(self) -> MailboxData:
        hashed = await Passwords(self._config).hash_password(self._password)
        identity = Identity(self._user, self._login, None, frozenset())
        await identity.set(UserMetadata(self._config, self._user, password=hashed))
        async with identity.new_session() as session:
            return await session.mailbox_set.get_mailbox("INBOX")

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._open.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await IMAPServer(self._login, self._config)(reader, writer, SocketInfoLocal(writer))
        finally:
            self._open.discard(task)
            writer.close()


def _config(user: str, password: str) -> _LoopbackConfig:
    return _LoopbackConfig(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host=HOST,
        port=0,
        tls_enabled=False,
        reject_dnsbl=False,
        demo_data=False,
        demo_user=user,
        demo_password=password,
    )
