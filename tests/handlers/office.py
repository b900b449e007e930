"""An office without sockets: the sample table and staff list, a time that tests move, and the tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config import Config, Mode, StorageConfig
from bot.parts import Parts
from bot.tick import tick
from bot.worker import Worker
from handlers.audit import COMMAND
from handlers.editions import apply_document
from handlers.milestone_steps import Deed
from handlers.officials import official_by_chat
from handlers.rules.documents import read_document
from handlers.rules.people import StaffList
from handlers.rules.staff_list import read_staff
from handlers.rules.task_table import read_tasks
from handlers.rules.tasks import TaskTable
from storage.tables import Milestone, Parcel, Reminder, StaffMember
from tests.handlers.copies import written_once
from tests.handlers.mailroom import SAMPLES, Mailroom

ZONE = ZoneInfo("Asia/Shanghai")
DIGEST = time(8, 45)
START = date(2022, 6, 20)  # a Monday; what was due before is 已过期
STAFF, LEADER, OPERATOR, HELPER = "演示甲", "演示丁", "演示戊", "演示庚"
CHATS: Mapping[str, int] = {STAFF: 101, LEADER: 104, OPERATOR: 105, HELPER: 107}


@lru_cache(maxsize=1)
def sample_table() -> TaskTable:
    """Read the project's own task table."""
    file = SAMPLES / "tasks-2022.txt"
    return read_tasks(read_document(file.name, file.read_bytes()))


@lru_cache(maxsize=1)
def sample_staff() -> StaffList:
    """Read the project's own staff list."""
    file = SAMPLES / "staff.csv"
    return read_staff(read_document(file.name, file.read_bytes()))


def at(day: date, hour: time = DIGEST) -> datetime:
    """Return a moment of the office."""
    return datetime.combine(day, hour, ZONE)


@lru_cache(maxsize=1)
def _config(folder: Path) -> Config:
    return Config(mode=Mode.LIVE, storage=StorageConfig(folder=folder))


@dataclass(slots=True)
class SetClock:
    """A clock that shows what a test says."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment

    async def until(self, moment: datetime) -> None:
        """Be there at once."""
        self.moment = max(self.moment, moment)


@dataclass(slots=True)
class Office:
    """The desk with the sample table applied on a day, and some people bound to chats."""

    room: Mailroom
    folder: Path

    @classmethod
    async def open(
        cls,
        room: Mailroom,
        folder: Path,
        *,
        day: date = START,
        staff: StaffList | None = None,
        chats: Mapping[str, int] = CHATS,
    ) -> Office:
        """Import table and staff list on a day before work begins, and bind some people.

        In the room nothing has happened yet but the import of the sample guide.
        """
        office = cls(room, folder)
        room.now = at(day, time(7, 0))
        people = sample_staff() if staff is None else staff
        start = (day, people, tuple(chats.items()))
        await written_once(room.database, start, partial(office._begin, people, chats))
        return office

    async def _begin(self, people: StaffList, chats: Mapping[str, int]) -> None:
        await self.apply(sample_table())
        await self.apply(people)
        for name, chat_id in chats.items():
            await self.set_chat(name, chat_id)

    async def apply(self, document: TaskTable | StaffList) -> None:
        """Put a document in force."""
        async with self.room.database.transaction() as session:
            await apply_document(session, document, self.room.now, self.room.policy, COMMAND)

    async def set_chat(self, name: str, chat_id: int | None) -> None:
        """Give somebody a chat, without the code."""
        number = await self.person(name)
        async with self.room.database.transaction() as session:
            (await session.get_one(StaffMember, number)).chat_id = chat_id

    async def tick(self, day: date, hour: time = DIGEST) -> int:
        """Move to a moment and plan; return how many parcels were written."""
        self.room.now = at(day, hour)
        clock, blobs = SetClock(self.room.now), self.room.blobs
        return await tick(
            Parts(_config(self.folder), self.room.policy, clock, self.room.database, blobs, Worker())
        )

    async def run(self, days: Iterable[date]) -> None:
        """Plan at the digest's hour of each day, and let everything arrive."""
        for day in days:
            await self.tick(day)
            await self.room.send_everything()

    async def person(self, name: str) -> int:
        """Return somebody's number."""
        return next(row.id for row in await self.room.rows(StaffMember) if row.name == name and row.id)

    async def milestone(self, place: str) -> Milestone:
        """Return a milestone by task and position, as in 203/1."""
        rows = await self.room.rows(Milestone)
        return next(row for row in rows if f"{row.task}/{row.position}" == place)

    async def number(self, place: str) -> int:
        """Return a milestone's number."""
        return (await self.milestone(place)).id or 0

    async def reminders(self, place: str | None = None) -> list[Reminder]:
        """Return the rows of all reminders, or of one milestone's."""
        rows = await self.room.rows(Reminder)
        number = await self.number(place) if place else None
        return [row for row in rows if number in (None, row.milestone_id)]

    async def parcels_to(self, name: str) -> list[Parcel]:
        """Return the reminders written to somebody, by chat or mail."""
        row = next(row for row in await self.room.rows(StaffMember) if row.name == name)
        ways = {str(row.chat_id), row.email}
        return [each for each in await self.room.parcels("reminder:") if each.recipient in ways]

    async def deed(self, name: str, place: str) -> Deed:
        """Return somebody about to act on a milestone in chat, now."""
        async with self.room.database.reading() as session:
            official = await official_by_chat(session, CHATS[name])
        return Deed(official, await self.number(place), self.room.now)
