"""Facts about the rounds and the room left on the disk."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config, StorageConfig
from bot.disk import has_room
from bot.parts import Parts
from bot.rounds import make_rounds
from bot.worker import Worker
from handlers.policy import Policy
from storage.blobs import Blobs
from storage.database import Database, open_database
from storage.queries.parcels import parcels_in
from storage.states import ParcelState
from tests.handlers.mailroom import NOW
from tests.handlers.office import SetClock

ALL_DISKS = 10**9  # MB that no disk has


def desk(folder: Path, database: Database, least: int) -> Parts:
    config = Config(storage=StorageConfig(folder=folder, min_free_mb=least))
    return Parts(config, Policy(key=b"k"), SetClock(NOW), database, Blobs(folder / "blobs"), Worker())


async def test_full_disk_is_told_once_a_day_and_stops_the_intake(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "desk.db", create=True)
    parts = desk(tmp_path / "data" / "not yet made", database, ALL_DISKS)
    assert not await has_room(parts)
    await make_rounds(parts)
    await make_rounds(parts)
    async with database.reading() as session:
        alarms = await parcels_in(session, [ParcelState.READY])
    assert [each.key for each in alarms if each.key.startswith("operator:disk:")] == [
        "operator:disk:2022-06-20:mail"
    ]
    await database.close()


async def test_mark_of_nothing_looks_at_no_disk(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "desk.db", create=True)
    assert await has_room(desk(tmp_path, database, 0))
    await database.close()
