"""Facts about building the parts."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app import open_parts
from bot.config import Config, StorageConfig
from bot.instance import AlreadyRunning
from bot.policies import policy_of
from demo.moving_clock import MovingClock
from handlers.outbox import Wrapping, write_message
from storage.states import Channel, ParcelState
from storage.tables import Parcel
from tests.flows.desk import MORNING


def config(folder: Path) -> Config:
    return Config(storage=StorageConfig(folder=folder))


def test_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = policy_of(config(tmp_path / "data")).key
    assert len(first) == 32
    assert policy_of(config(tmp_path / "data")).key == first
    assert stat.S_IMODE((tmp_path / "data" / "token.key").stat().st_mode) == 0o600
    assert policy_of(config(tmp_path / "other")).key != first


def test_key_that_was_begun_and_not_finished_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "token.new").write_bytes(b"")
    assert len(policy_of(config(tmp_path)).key) == 32


def test_key_of_the_configuration_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENBAO_DESK__KEY", "a configured key")
    assert policy_of(config(tmp_path)).key == b"a configured key"
    assert list(tmp_path.iterdir()) == []


def test_policy_shows_no_key(tmp_path: Path) -> None:
    policy = policy_of(config(tmp_path))
    assert repr(policy.key) not in repr(policy)


async def test_parts_are_opened_once_at_a_time(tmp_path: Path) -> None:
    clock = MovingClock(MORNING)
    async with open_parts(config(tmp_path), clock):
        with pytest.raises(AlreadyRunning):
            async with open_parts(config(tmp_path), clock):
                pass
    async with open_parts(config(tmp_path), clock) as again, again.database.reading() as session:
        assert await session.scalar(text("PRAGMA quick_check")) == "ok"


async def test_what_a_killed_run_held_is_ready_again(tmp_path: Path) -> None:
    clock = MovingClock(MORNING)
    async with open_parts(config(tmp_path), clock) as parts, parts.database.transaction() as session:
        await write_message(session, 7, "一", Wrapping("k", clock.now()))
        (await session.get_one(Parcel, 1)).state = ParcelState.CLAIMED
    async with open_parts(config(tmp_path), clock) as parts, parts.database.reading() as session:
        parcel = await session.get_one(Parcel, 1)
    assert (parcel.channel, parcel.state, parcel.unknown) == (Channel.CHAT, ParcelState.READY, 1)
