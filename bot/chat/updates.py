"""What arrives from Telegram: stored before the next poll confirms it, handled in order per chat."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from collections.abc import Awaitable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final

import structlog
from telegram import Update
from telegram.error import NetworkError, TelegramError
from telegram.ext import BaseUpdateProcessor, ExtBot
from telegram.request import HTTPXRequest

from bot.chat.connections import KeptConnections
from bot.chat.ledger import Ledger
from bot.chat.outcomes import told
from bot.config import TelegramConfig, read_secret
from bot.figures import Step
from bot.parts import Parts
from handlers.updates import updates_to_replay

WANTED: Final = (Update.MESSAGE, Update.CALLBACK_QUERY)
STORE_TRIES: Final = 3
STORE_PAUSE: Final = 0.5  # seconds, while another writer holds the database
AT_ONCE: Final = 16  # chats that are served at the same time
QUEUED: Final = 100_000  # updates that may wait for their chat's turn
CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 20.0
UPLOAD_SECONDS: Final = 120.0
log = structlog.get_logger()
# httpcore asks for sniffio at every lock it makes, some ten times a call; a search for a package that is not
# there costs as much as the rest of the call (docs/upstream/httpcore.md). None ends the search at once.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]  # what the import system takes for "not there"


class StoringBot(ExtBot[None]):
    """A bot whose polls are on disk before they are handed on."""

    def __init__(self, parts: Parts) -> None:
        config = parts.config.telegram
        requests = _request(config, connections=64), Polls(config)
        super().__init__(
            token=read_secret(config.token, config.token_file) or "",
            base_url=config.base_url,
            base_file_url=config.base_file_url,
            request=requests[0],
            get_updates_request=requests[1],
        )
        self._connections = requests
        self._polls = requests[1]
        self._parts = parts
        self._ledger = Ledger(parts)
        self._polled_at: float | None = None
        self._heard_at: float | None = None

    async def close_connections(self) -> None:
        """Let go of every connection, whether Telegram was ever reached or not."""
        await self.shutdown()
        for request in self._connections:
            await request.shutdown()

    @property
    def ledger(self) -> Ledger:
        """Return what is known of this run's updates."""
        return self._ledger

    @property
    def polled_at(self) -> float | None:
        """Return the loop time at which the last poll began; None before the first."""
        return self._polled_at

    @property
    def heard_at(self) -> float | None:
        """Return the loop time at which Telegram last answered a poll; None before the first answer."""
        return self._heard_at

    async def get_updates(self, *arguments: Any, **named: Any) -> tuple[Update, ...]:
        """Poll, store the whole poll in one transaction, then hand it on.

        Raises NetworkError where it cannot be stored, so that the same poll is asked for again.
        """
        self._polled_at = asyncio.get_running_loop().time()
        try:
            updates = await super().get_updates(*arguments, **named)
            self._heard_at = asyncio.get_running_loop().time()
            if updates:
                await self._store(self._polls.updates())
                self._parts.figures.updates(len(updates))
        except TelegramError:
            self._parts.figures.failed(Step.POLLING)
            raise
        except Exception as error:
            # Anything else would end the polling without a word.
            log.exception("updates.not_stored", error=type(error).__name__)
            raise NetworkError("the poll could not be stored") from error
        return updates

    async def _store(self, bodies: Sequence[Mapping[str, Any]]) -> None:
        for left in reversed(range(STORE_TRIES)):
            try:
                await self._ledger.store(self.id, bodies)
            except Exception as error:
                if not left:
                    raise
                log.warning("updates.store_again", error=told(error))
                await asyncio.sleep(STORE_PAUSE)
            else:
                return

    async def replay(self) -> list[Update]:
        """Return what an earlier run stored and did not handle."""
        async with self._parts.database.transaction() as session:
            bodies = await updates_to_replay(session, self.id)
        return [Update.de_json(body, self) for body in bodies]


class Polls(HTTPXRequest):
    """The way of the polls; it keeps the last answer as it came, so that just this is stored."""

    def __init__(self, config: TelegramConfig) -> None:
        super().__init__(**_settings(config, connections=2))
        self._answer = b""

    async def do_request(self, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        """Send a request and keep what is answered."""
        status, self._answer = await super().do_request(*arguments, **named)
        return status, self._answer

    def updates(self) -> list[Mapping[str, Any]]:
        """Return the updates of the last poll."""
        found: list[Mapping[str, Any]] = json.loads(self._answer)["result"]
        return found


def _request(config: TelegramConfig, connections: int) -> HTTPXRequest:
    return HTTPXRequest(**_settings(config, connections))


def _settings(config: TelegramConfig, connections: int) -> dict[str, Any]:
    """Only the configured proxy counts, not what the surroundings of the process name."""
    own = {} if config.proxy else {"transport": KeptConnections(connections)}
    return {
        "connection_pool_size": connections,
        "proxy": config.proxy,
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        "write_timeout": READ_SECONDS,
        "pool_timeout": CONNECT_SECONDS,
        "media_write_timeout": UPLOAD_SECONDS,
        "httpx_kwargs": {"trust_env": False, **own},
    }


class ChatQueues(BaseUpdateProcessor):
    """Handle the updates of one chat in order, and those of different chats side by side."""

    def __init__(self) -> None:
        super().__init__(QUEUED)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting: dict[int | None, deque[Update]] = {}
        self._locks: dict[int | None, asyncio.Lock] = {}

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    def next_of(self, chat_id: int) -> Update | None:
        """Return the update that this chat's turn comes to after the present one."""
        waiting = self._waiting.get(chat_id)
        return waiting[1] if waiting and len(waiting) > 1 else None

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then for a free slot: a flood from one chat blocks only itself."""
        if not isinstance(update, Update):
            await coroutine
            return
        chat_id = update.effective_chat.id if update.effective_chat else None
        waiting = self._waiting.setdefault(chat_id, deque())
        waiting.append(update)
        try:
            async with self._locks.setdefault(chat_id, asyncio.Lock()), self._slots:
                await coroutine
        finally:
            waiting.remove(update)
            if not waiting:
                self._waiting.pop(chat_id, None)
                self._locks.pop(chat_id, None)
