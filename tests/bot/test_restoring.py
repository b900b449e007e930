"""Facts about bringing a backup back: what the machine before may have done is not done once more."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.backups import make_backup
from bot.cli import app
from bot.config import Config, DeskConfig, StorageConfig
from bot.instance import only_instance
from bot.restoring import Restored, bring_back
from bot.sent_journal import NAME, SentJournal, follow, read_journal, trim
from handlers.audit import COMMAND
from handlers.outbox import Wrapping, write_message
from handlers.releasing import release_item
from handlers.restored import end_doubt
from handlers.review import discard
from handlers.storing import NewLetter, begin_mailbox, keep
from storage.backup import read_manifest
from storage.database import open_database
from storage.queries.submissions import next_serials
from storage.states import LetterState, ParcelState
from storage.tables import Letter, Parcel, ReviewItem
from tests.handlers.mailroom import DESK, OPERATOR, Mailroom

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
KEYS = ("receipt:1", "operator:2", "reminder:7:2026-03-02:digest")


def config_of(folder: Path) -> Config:
    return Config(desk=DeskConfig(key=SecretStr("a key for the tests")), storage=StorageConfig(folder=folder))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Mailroom]:
    """Give a desk whose outbox holds two messages, with a mailbox read up to UID 5."""
    database = await open_database(tmp_path / "old" / "shenbao.db", create=True)
    made = Mailroom(database, tmp_path / "old" / "blobs")
    async with database.transaction() as session:
        for key in KEYS[:2]:
            await write_message(session, 7, "您好", Wrapping(key, AT))
        await begin_mailbox(session, DESK, "INBOX", 1)
        await next_serials(session, "receipt:SB:2026", 1)
    await made.store(b"a mail", uid=5)
    yield made
    await database.close()


async def bring(tmp_path: Path) -> tuple[Restored, Mailroom]:
    """Restore into a new folder and open what came."""
    kept, new = tmp_path / "kept", tmp_path / "new"
    done = await asyncio.to_thread(
        bring_back, config_of(new), kept, read_manifest(kept), [], AT + timedelta(hours=2)
    )
    return done, Mailroom(await open_database(new / "shenbao.db"), new / "blobs")


async def back_up_running(room: Mailroom, tmp_path: Path) -> Config:
    config = config_of(room.database.path.parent)
    with only_instance(config.database):  # as a service holds it
        await asyncio.to_thread(make_backup, config, tmp_path / "kept", AT)
    return config


async def states(room: Mailroom) -> dict[str, ParcelState]:
    return {row.key: row.state for row in await room.rows(Parcel) if row.key in KEYS}


async def test_backup_of_a_stopped_service_goes_on_where_it_was(room: Mailroom, tmp_path: Path) -> None:
    await asyncio.to_thread(make_backup, config_of(tmp_path / "old"), tmp_path / "kept", AT)
    done, new = await bring(tmp_path)
    assert done.doubts is None
    assert set((await states(new)).values()) == {ParcelState.READY}
    async with new.database.transaction() as session:
        assert await next_serials(session, "receipt:SB:2026", 1) == range(2, 3)
    await new.database.close()
    assert await states(room)


async def test_journal_says_what_left_and_the_rest_goes_on(room: Mailroom, tmp_path: Path) -> None:
    config = await back_up_running(room, tmp_path)
    journal = SentJournal(config)
    await journal.note(KEYS[0], AT + timedelta(minutes=1))
    await journal.note(KEYS[2], AT + timedelta(minutes=2))
    done, new = await bring(tmp_path)
    assert done.doubts is not None
    assert (done.doubts.sent, done.doubts.held) == (1, 0)
    assert await states(new) == {
        KEYS[0]: ParcelState.SENT,
        KEYS[1]: ParcelState.READY,
        KEYS[2]: ParcelState.SENT,  # planned since: it is not planned once more
    }
    await new.database.close()


async def test_without_a_journal_everything_waits_for_an_operator(room: Mailroom, tmp_path: Path) -> None:
    await back_up_running(room, tmp_path)
    done, new = await bring(tmp_path)
    assert done.doubts is not None
    assert done.doubts.held == len(await states(room)) == 2
    assert set((await states(new)).values()) == {ParcelState.HELD}
    assert any("--held" in each for each in await new.texts_to(OPERATOR))
    await new.database.close()


@pytest.mark.parametrize(("verb", "state"), [("retry", ParcelState.READY), ("drop", ParcelState.DROPPED)])
async def test_operator_decides_about_all_that_is_held(
    room: Mailroom, tmp_path: Path, verb: str, state: ParcelState
) -> None:
    await back_up_running(room, tmp_path)
    _done, new = await bring(tmp_path)
    file = tmp_path / "config.toml"
    file.write_text(f'[storage]\nfolder = "{tmp_path / "new"}"\n', encoding="utf-8")
    result = await asyncio.to_thread(
        CliRunner().invoke, app, ["--config", str(file), "outbox", verb, "--held"]
    )
    assert result.exit_code == 0, result.exception
    assert set((await states(new)).values()) == {state}
    assert len(await states(room)) == 2
    await new.database.close()


async def test_number_that_the_machine_before_may_have_given_is_not_given_again(
    room: Mailroom, tmp_path: Path
) -> None:
    await back_up_running(room, tmp_path)
    async with room.database.transaction() as session:
        last = (await next_serials(session, "receipt:SB:2026", 50))[-1]
    _done, new = await bring(tmp_path)
    async with new.database.transaction() as session:
        assert (await next_serials(session, "receipt:SB:2026", 1))[0] > last
    await new.database.close()


@pytest.mark.parametrize(("verb", "state"), [("release", LetterState.STORED), ("leave", LetterState.JUDGED)])
async def test_mail_that_was_read_since_the_backup_waits_for_a_person(
    room: Mailroom, tmp_path: Path, verb: str, state: LetterState
) -> None:
    await back_up_running(room, tmp_path)
    _done, new = await bring(tmp_path)
    letters = [NewLetter(DESK, "INBOX", 1, uid, new.blobs.put(b"%d" % uid), 1, uid != 8) for uid in (6, 7, 8)]
    async with new.database.transaction() as session:
        await keep(session, letters, AT)
        assert await end_doubt(session, DESK, "INBOX", AT, new.policy) == 2
        assert await end_doubt(session, DESK, "INBOX", AT, new.policy) == 0
    aside = [row.uid for row in await new.rows(Letter) if row.state is LetterState.ASIDE]
    assert aside == [6, 7]  # nobody has read the third: it goes on by itself
    (item,) = await new.rows(ReviewItem)
    async with new.database.transaction() as session:
        if verb == "release":
            await release_item(session, item.id or 0, AT, new.policy, COMMAND)
        else:
            await discard(session, item.id or 0, AT, new.policy, COMMAND)
    assert [row.state for row in await new.rows(Letter) if row.uid in (6, 7)] == [state, state]
    async with new.database.transaction() as session:
        later = NewLetter(DESK, "INBOX", 1, 9, new.blobs.put(b"9"), 1, seen=True)
        await keep(session, [later], AT)
    assert (await new.rows(Letter))[-1].state is LetterState.STORED  # the doubt is over
    await new.database.close()
    assert room.uid == 5


async def test_signing_key_travels_with_the_backup(tmp_path: Path) -> None:
    """Letters that left before the restore must find their way back after it."""
    old = tmp_path / "old"
    await (await open_database(old / "shenbao.db", create=True)).close()
    (old / "token.key").write_bytes(b"k" * 32)
    config = Config(storage=StorageConfig(folder=old))
    await asyncio.to_thread(make_backup, config, tmp_path / "kept", AT)
    assert (tmp_path / "kept" / "token.key").stat().st_mode & 0o77 == 0
    new = Config(storage=StorageConfig(folder=tmp_path / "new"))
    manifest = read_manifest(tmp_path / "kept")
    await asyncio.to_thread(bring_back, new, tmp_path / "kept", manifest, [], AT)
    assert (tmp_path / "new" / "token.key").read_bytes() == b"k" * 32


async def test_second_restore_of_the_same_backup_knows_what_the_first_one_sent(
    room: Mailroom, tmp_path: Path
) -> None:
    await asyncio.to_thread(make_backup, config_of(tmp_path / "old"), tmp_path / "kept", AT)
    _done, new = await bring(tmp_path)
    await SentJournal(config_of(tmp_path / "new")).note(KEYS[0], AT + timedelta(hours=3))
    await new.database.close()
    shutil.rmtree(tmp_path / "new")
    done, again = await bring(tmp_path)
    assert done.doubts is not None
    assert (await states(again))[KEYS[0]] is ParcelState.SENT
    await again.database.close()
    assert room.uid == 5


def test_journal_takes_up_what_left_a_moment_before_the_backup(tmp_path: Path) -> None:
    """The copy of the database may show it as still under way."""
    config = config_of(tmp_path)
    journal, kept = SentJournal(config), tmp_path / "kept"
    kept.mkdir()
    asyncio.run(journal.note("before", AT - timedelta(seconds=2)))
    follow(tmp_path, kept)
    asyncio.run(journal.begin(AT + timedelta(seconds=2)))
    found = read_journal(kept, AT)
    assert found.heard
    assert found.keys == {"before"}


def test_journal_of_a_place_out_of_reach_stops_nothing(tmp_path: Path) -> None:
    follow(tmp_path, tmp_path)
    (tmp_path / "last-backup").write_text(str(tmp_path / "gone"), encoding="utf-8")
    asyncio.run(SentJournal(config_of(tmp_path)).note("a", AT))
    assert not (tmp_path / "gone").exists()


def test_trimmed_journal_keeps_what_is_new_and_drops_torn_lines(tmp_path: Path) -> None:
    file = tmp_path / NAME
    follow(tmp_path, tmp_path)
    journal = SentJournal(config_of(tmp_path))
    asyncio.run(journal.note("old", AT - timedelta(days=3)))
    asyncio.run(journal.note("new", AT))
    with file.open("a", encoding="utf-8") as opened:
        opened.write('{"at": "2026-')
    trim(tmp_path, AT - timedelta(days=1))
    assert read_journal(tmp_path, AT - timedelta(days=9)).keys == {"new"}
    assert file.read_text(encoding="utf-8").count("\n") == 1
