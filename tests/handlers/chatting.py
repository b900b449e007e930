"""Somebody who hands in by chat, without Telegram: handlers are called as the callbacks call them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from handlers.applicant_units import leave_out
from handlers.applicants import accept_notices
from handlers.basket_files import Added, add_file
from handlers.baskets import Basket, SentFile, begin, confirm, open_basket, own_basket
from handlers.chat_files import StoredFile, claim_files, settle_stored
from storage.tables import Submission
from tests.handlers.mailroom import Mailroom

MESSAGES = count(1)


@dataclass(slots=True)
class Chatting:
    """One person in a chat of their own."""

    room: Mailroom
    chat_id: int = 701
    name: str = "陈一"
    numbers: list[int] = field(default_factory=list)  # of the submissions begun, in order

    async def begin(self, category: str) -> Basket:
        """Accept the notices, and choose a category."""
        async with self.room.database.transaction() as session:
            await accept_notices(session, self.chat_id, self.name, self.room.now)
            basket = await begin(session, self.chat_id, self.name, category, self.room.now)
        assert basket is not None
        self.numbers.append(basket.id)
        return basket

    async def send(self, name: str, *, caption: str = "", size: int = 3, group: str | None = None) -> Added:
        """Send a file."""
        file = SentFile(next(MESSAGES), f"id-{name}", name, "application/pdf", size, caption, group)
        async with self.room.database.transaction() as session:
            return await add_file(session, self.chat_id, self.name, file, self.room.now, self.room.policy)

    async def basket(self, number: int) -> Basket:
        """Return a basket as it is."""
        async with self.room.database.reading() as session:
            basket = await own_basket(session, self.chat_id, number)
        assert basket is not None
        return basket

    async def open(self, number: int) -> Basket:
        """Open a basket by its button."""
        async with self.room.database.transaction() as session:
            basket = await open_basket(session, self.chat_id, number, self.room.now)
        assert basket is not None
        return basket

    async def fetch(self) -> None:
        """Let every wanted file arrive on disk, each with bytes of its own."""
        async with self.room.database.transaction() as session:
            for file in await claim_files(session, 50, self.room.now):
                blob = self.room.blobs.put(f"bytes of {file.file_id}".encode())
                stored = StoredFile(blob, 3)
                await settle_stored(session, file.id, stored, self.room.now, self.room.policy)

    async def confirm(self, number: int, *, later: bool = False) -> bool:
        """Hand a basket in without saying which unit, files and all; tell whether that happened."""
        async with self.room.database.transaction() as session:
            await leave_out(session, self.chat_id, number, self.room.now)
        state = (await self.basket(number)).state
        async with self.room.database.transaction() as session:
            _, happened = await confirm(
                session, self.chat_id, number, state, self.room.now, self.room.policy, later=later
            )
        await self.fetch()
        return happened

    async def hand_in(self, category: str, *names: str, later: bool = False) -> int:
        """Hand in some files for a category; return the submission's row."""
        number = (await self.begin(category)).id
        for name in names:
            await self.send(name)
        assert await self.confirm(number, later=later)
        return number

    async def submission(self, number: int) -> Submission:
        """Return a submission's row."""
        return next(row for row in await self.room.rows(Submission) if row.id == number)
