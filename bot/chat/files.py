"""Fetch the files that were sent in chat: claim, download, settle."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Final

import structlog
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.chat.outcomes import told
from bot.memory import let_go_of_what_came
from bot.parts import Parts
from handlers.chat_files import (
    Fault,
    StoredFile,
    WantedFile,
    claim_files,
    has_wanted,
    resume_files,
    settle_failed,
    settle_stored,
)

AT_ONCE: Final = 4  # downloads; each holds at most 20 MB
LOOK_SECONDS: Final = 2.0
DOWNLOAD_SECONDS: Final = 180.0
log = structlog.get_logger()


class FileFetcher:
    """Downloads what is wanted; nothing is held in a transaction meanwhile."""

    def __init__(self, parts: Parts, bot: Bot) -> None:
        self._parts = parts
        self._bot = bot

    async def resume(self) -> None:
        """Want again what a stopped run was downloading."""
        async with self._parts.database.transaction() as session:
            await resume_files(session)

    async def run(self) -> None:
        """Fetch what is wanted, for ever."""
        ear = self._parts.signals.files.ear()
        while True:
            if not await self.fetch_due():
                await ear.wait(LOOK_SECONDS)

    async def fetch_due(self) -> int:
        """Fetch a batch and return how many files were settled, one way or the other."""
        now = self._parts.clock.now()
        async with self._parts.database.reading() as session:
            waiting = await has_wanted(session, now)
        if not waiting:
            return 0
        async with self._parts.database.transaction() as session:
            files = await claim_files(session, AT_ONCE, now)
        await asyncio.gather(*(self._fetch(file) for file in files))
        let_go_of_what_came()  # now that no download is under way, which would outlive this look
        return len(files)

    async def _fetch(self, file: WantedFile) -> None:
        found = await self._found(file)
        now, policy = self._parts.clock.now(), self._parts.policy
        async with self._parts.database.transaction() as session:
            if isinstance(found, StoredFile):
                await settle_stored(session, file.id, found, now, policy)
            else:
                await settle_failed(session, file.id, found, now)
        self._parts.signals.outbox.ring()

    async def _found(self, file: WantedFile) -> StoredFile | Fault:
        try:
            stored = await self._download(file)
        except (TelegramError, TimeoutError, OSError) as error:
            log.warning("file.not_fetched", file=file.id, error=told(error))
            # A bad request stays one: the file is too big, or its name has expired.
            return Fault.REFUSED if type(error) is BadRequest else Fault.AWAY
        log.info("file.stored", file=file.id, bytes=stored.bytes, blob=stored.blob)
        return stored if stored.bytes else Fault.EMPTY

    async def _download(self, file: WantedFile) -> StoredFile:
        async with asyncio.timeout(DOWNLOAD_SECONDS):
            remote = await self._bot.get_file(file.file_id)
            held = BytesIO()
            await remote.download_to_memory(held)
        raw = held.getvalue()
        blob = await asyncio.to_thread(self._parts.blobs.put, raw)
        return StoredFile(blob, len(raw))
