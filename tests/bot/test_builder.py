"""Facts about where letters get their bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.app import open_parts
from bot.config import Config, StorageConfig, TelegramConfig
from bot.mail.builder import FEW, SMALL, build_few, build_waiting
from bot.parts import Parts
from demo.moving_clock import MovingClock
from handlers.outbox import Wrapping, write_letter
from handlers.rules.compose import Enclosure
from storage.states import ParcelState
from storage.tables import Parcel
from tests.flows.desk import MORNING, letter_to

GONE = "0" * 64


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    config = Config(telegram=TelegramConfig(enabled=False), storage=StorageConfig(folder=tmp_path / "data"))
    async with open_parts(config, MovingClock(MORNING)) as parts:
        yield parts


async def states(parts: Parts, *blobs: str) -> list[ParcelState]:
    """Write letters with a file each, build a few of them at once, and tell what became of each."""
    async with parts.database.transaction() as session:
        for number, blob in enumerate(blobs):
            spec = letter_to(f"{number}@example.org", Enclosure("a.pdf", "application/pdf", blob))
            await write_letter(session, spec, Wrapping(f"letter:{number}", MORNING))
        await build_few(parts, session)
    async with parts.database.reading() as session:
        return list((await session.scalars(select(col(Parcel.state)).order_by(col(Parcel.id)))).all())


async def test_few_small_letters_can_leave_as_soon_as_they_are_decided(parts: Parts) -> None:
    blob = parts.blobs.put(b"%PDF")
    assert await states(parts, blob, blob) == [ParcelState.READY] * 2


@pytest.mark.parametrize(
    ("size", "count"), [(1, FEW), (SMALL, 1)], ids=["more than a few", "larger than small"]
)
async def test_others_wait_for_the_process_that_writes_letters(parts: Parts, size: int, count: int) -> None:
    blob = parts.blobs.put(b"x" * size)
    assert await states(parts, *[blob] * count) == [ParcelState.UNBUILT] * count


async def test_letter_that_cannot_be_written_stops_no_decision_and_is_told_later(parts: Parts) -> None:
    assert await states(parts, parts.blobs.put(b"%PDF"), GONE) == [ParcelState.UNBUILT] * 2
    await build_waiting(parts)
    async with parts.database.reading() as session:
        left = {each.recipient: each.state for each in await session.scalars(select(Parcel))}
    assert left["0@example.org"] is ParcelState.READY
    assert left["1@example.org"] is ParcelState.DEAD
