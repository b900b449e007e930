"""Facts about what the service does about its own data by night."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from bot.blob_sweep import sweep_blobs
from bot.config import BackupConfig, Config, StorageConfig
from bot.daily_backups import back_up_daily, daily_backups, drill_monthly
from bot.erasures import NAME, tombstones
from bot.night import sweep_nightly
from bot.parts import Parts
from bot.restoring import bring_back
from bot.worker import Worker
from handlers.audit import COMMAND, record
from handlers.audit_chain import verify_chain
from handlers.backup_marks import backup_state
from handlers.outbox import Wrapping, write_message
from handlers.retention import tell_month
from handlers.rules.retention import Retention
from storage.backup import find_damage, read_manifest
from storage.database import open_database
from storage.states import Channel, SubmissionState
from storage.tables import (
    Applicant,
    AuditEntry,
    Dialogue,
    Entry,
    Erasure,
    Letter,
    Parcel,
    ReviewItem,
    Submission,
    SubmissionFile,
    Unanswered,
)
from tests.handlers.mailroom import NOW, OPERATOR, Mailroom, mail
from tests.handlers.office import SetClock
from tests.handlers.test_delivery import SUBJECT, TEXT

CANARY = "kanarienvogel"
PERSON = f"{CANARY}@example.org"
NIGHT = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)  # 04:00 in Jiangmen
SPANS = Retention(submissions=36, drafts=90, letters=12, chats=30, questions=24, parcels=12, audit=60)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Mailroom]:
    """Give a desk in June 2022 with one operator by mail."""
    database = await open_database(tmp_path / "data" / "shenbao.db", create=True)
    made = Mailroom(database, tmp_path / "data" / "blobs")
    await made.import_guide()
    yield made
    await database.close()


def parts_of(room: Mailroom, moment: datetime, folder: Path | None = None, **spans: int) -> Parts:
    data = room.database.path.parent
    config = Config(storage=StorageConfig(folder=data), backup=BackupConfig(folder=folder, keep=2))
    policy = replace(room.policy, retention=replace(SPANS, **spans))
    return Parts(config, policy, SetClock(moment), room.database, room.blobs, Worker())


async def hand_in(room: Mailroom, sender: str = PERSON, name: str = CANARY) -> Submission:
    """Hand in by mail, with a file, and let everything leave."""
    await room.take(
        mail(f"{SUBJECT} {name}", f"{TEXT}\n{name}", sender=sender, files=[(f"{name}.pdf", name.encode())])
    )
    await room.send_everything()
    return (await room.rows(Submission))[-1]


async def end(
    room: Mailroom, submission: Submission, state: SubmissionState = SubmissionState.CLOSED
) -> None:
    async with room.database.transaction() as session:
        row = await session.get_one(Submission, submission.id)
        row.state = state


def leaks(folder: Path) -> list[str]:
    files = [each for each in folder.rglob("*") if each.is_file()]
    return [each.name for each in files if CANARY.encode() in each.read_bytes()]


def age_blobs(room: Mailroom) -> None:
    """Let the blobs look as old as they are in the test."""
    for file in room.blobs.folder.rglob("*"):
        if file.is_file():
            os.utime(file, (0, 0))


async def test_submission_that_ended_long_ago_leaves_nothing_but_its_tombstone(room: Mailroom) -> None:
    submission = await hand_in(room)
    await end(room, submission)
    parts = parts_of(room, NIGHT)
    assert await sweep_nightly(parts) > 0
    assert [row.receipt for row in await room.rows(Erasure)] == [submission.receipt]
    assert await room.rows(Submission) == []
    assert await room.rows(SubmissionFile) == []
    stones = tombstones(parts.config.storage.folder / NAME)
    assert [each.receipt for each in stones] == [submission.receipt]
    age_blobs(room)
    await sweep_blobs(parts)
    assert leaks(parts.config.storage.folder) == []


@pytest.mark.parametrize(
    "state",
    [
        SubmissionState.CONFIRMED,
        SubmissionState.REVIEW,
        SubmissionState.DELIVERED,
        SubmissionState.ACCEPTED,
        SubmissionState.AMEND,
    ],
)
async def test_open_submission_stays_whatever_its_age(room: Mailroom, state: SubmissionState) -> None:
    submission = await hand_in(room)
    await end(room, submission, state)
    await sweep_nightly(parts_of(room, NIGHT))
    assert [row.receipt for row in await room.rows(Submission)] == [submission.receipt]
    assert (await room.rows(SubmissionFile))[0].name == f"{CANARY}.pdf"
    letter = (await room.rows(Letter))[0]
    assert room.blobs.path(letter.blob).exists()


async def test_word_about_an_ended_submission_begins_its_time_anew(room: Mailroom) -> None:
    submission = await hand_in(room)
    await end(room, submission)
    async with room.database.transaction() as session:
        late = NIGHT - timedelta(days=30 * 35)
        session.add(Entry(submission_id=submission.id or 0, at=late, kind="answer", text="补一句"))
    await sweep_nightly(parts_of(room, NIGHT))
    assert len(await room.rows(Submission)) == 1


async def test_ended_submission_that_a_person_looks_at_stays(room: Mailroom) -> None:
    submission = await hand_in(room)
    await end(room, submission)
    async with room.database.transaction() as session:
        session.add(ReviewItem(kind="reply", submission_id=submission.id, created_at=NOW))
    await sweep_nightly(parts_of(room, NIGHT))
    assert len(await room.rows(Submission)) == 1


async def test_zero_keeps_for_ever(room: Mailroom) -> None:
    await end(room, await hand_in(room))
    await sweep_nightly(parts_of(room, NIGHT, submissions=0, letters=0, parcels=0))
    assert len(await room.rows(Submission)) == 1
    assert all(parcel.recipient for parcel in await room.rows(Parcel))


async def test_sweep_is_made_once_a_night_and_not_before_its_hour(room: Mailroom) -> None:
    await end(room, await hand_in(room))
    assert await sweep_nightly(parts_of(room, NIGHT - timedelta(hours=1))) == 0
    assert await sweep_nightly(parts_of(room, NIGHT)) > 0
    await end(room, await hand_in(room))
    assert await sweep_nightly(parts_of(room, NIGHT + timedelta(hours=1))) == 0


async def test_mail_that_was_no_submission_is_emptied_and_never_fetched_again(room: Mailroom) -> None:
    await room.take(mail("请问", f"请问高企的联系电话是多少？{CANARY}", sender=PERSON))
    await room.send_everything()
    uid = room.uid
    parts = parts_of(room, NOW + timedelta(days=370))
    parts.clock.moment = parts.clock.moment.replace(hour=20)  # type: ignore[attr-defined]
    await sweep_nightly(parts)
    (letter,) = await room.rows(Letter)
    assert (letter.blob, letter.sender, letter.subject, letter.uid) == ("", None, None, uid)
    assert await room.store(b"anything", uid=uid) == 0
    assert [each.recipient for each in await room.parcels("answer:")] == [""] * len(
        await room.parcels("answer:")
    )
    age_blobs(room)
    await sweep_blobs(parts)
    assert leaks(parts.config.storage.folder) == []


async def test_draft_that_nobody_touches_goes_and_one_that_is_talked_about_stays(room: Mailroom) -> None:
    async with room.database.transaction() as session:
        for chat, heard in ((1, NIGHT - timedelta(days=91)), (2, NIGHT - timedelta(days=3))):
            applicant = Applicant(chat_id=chat, created_at=NOW)
            session.add(applicant)
            await session.flush()
            session.add_all(
                [
                    Submission(applicant_id=applicant.id or 0, channel=Channel.CHAT, created_at=NOW),
                    Dialogue(chat_id=chat, updated_at=heard),
                ]
            )
    await sweep_nightly(parts_of(room, NIGHT))
    left = await room.rows(Submission)
    assert len(left) == 1
    assert [row.chat_id for row in await room.rows(Applicant)] == [2]
    assert await room.rows(Erasure) == []  # a draft without a number leaves nothing


async def test_waiting_parcel_is_never_emptied(room: Mailroom) -> None:
    async with room.database.transaction() as session:
        await write_message(session, 5, CANARY, Wrapping("operator:old", NOW))
    await sweep_nightly(parts_of(room, NIGHT))
    (parcel,) = await room.parcels("operator:old")
    assert parcel.payload["text"] == CANARY
    await room.send_everything()
    await sweep_nightly(parts_of(room, NIGHT + timedelta(days=1)))
    (parcel,) = await room.parcels("operator:old")
    assert (parcel.payload, parcel.recipient) == ({}, "")
    async with room.database.transaction() as session:
        await write_message(session, 5, "again", Wrapping("operator:old", NIGHT))
    assert len(await room.parcels("operator:old")) == 1  # the same fact is not told once more


async def test_unanswered_questions_go(room: Mailroom) -> None:
    async with room.database.transaction() as session:
        for at in (NOW, NIGHT):
            session.add(Unanswered(folded="x", text=CANARY, channel=Channel.CHAT, outcome="none", at=at))
    await sweep_nightly(parts_of(room, NIGHT))
    assert [row.at for row in await room.rows(Unanswered)] == [NIGHT]


async def audit(room: Mailroom, count: int, at: datetime) -> None:
    async with room.database.transaction() as session:
        for number in range(count):
            await record(session, room.policy, at, COMMAND, "tried", f"thing:{number}")


async def test_log_that_was_cut_holds_together_and_says_so(room: Mailroom) -> None:
    await audit(room, 5, NOW)
    await audit(room, 2, NIGHT - timedelta(days=1))
    await sweep_nightly(parts_of(room, NIGHT, audit=12))
    await audit(room, 1, NIGHT)
    lines = await room.rows(AuditEntry)
    assert [line.act for line in lines] == ["tried", "tried", "audit.cut", "tried"]
    async with room.database.reading() as session:
        assert (await verify_chain(session)).broken is None


@pytest.mark.parametrize("act", ["tried", "audit.cut"])
async def test_log_whose_beginning_was_taken_away_by_hand_is_noticed(room: Mailroom, act: str) -> None:
    await audit(room, 5, NOW)
    await audit(room, 2, NIGHT - timedelta(days=1))
    await sweep_nightly(parts_of(room, NIGHT, audit=12))
    await audit(room, 2, NIGHT)
    async with room.database.transaction() as session:
        first = (await room.rows(AuditEntry))[0]
        await session.execute(delete(AuditEntry).where(col(AuditEntry.id) == first.id))
        if act == "audit.cut":
            change = update(AuditEntry).where(col(AuditEntry.act) == act)
            await session.execute(change.values(detail={"hash": first.hash}))
    async with room.database.reading() as session:
        assert (await verify_chain(session)).broken is not None


async def test_what_went_is_told_once_in_the_month_after(room: Mailroom) -> None:
    await end(room, await hand_in(room))
    waiting = await hand_in(room, "other@example.org", "别的")
    parts = parts_of(room, NIGHT)
    async with room.database.transaction() as session:
        await tell_month(session, NIGHT - timedelta(days=20, hours=-8), parts.policy)
    await sweep_nightly(parts)
    for moment in (NIGHT + timedelta(hours=8), NIGHT + timedelta(hours=9)):
        async with room.database.transaction() as session:
            await tell_month(session, moment, parts.policy)
    assert waiting.state is not SubmissionState.CLOSED
    (told,) = [each for each in await room.texts_to(OPERATOR) if "保存期限" in each]
    assert "申报材料 1" in told
    assert "1 份申报超过 36 个月" in told


async def test_backup_is_made_once_a_day_and_only_so_many_are_kept(room: Mailroom, tmp_path: Path) -> None:
    await hand_in(room)
    kept = tmp_path / "kept"
    for day in range(4):
        for hour in (0, 20, 21):
            moment = datetime(2026, 3, 1 + day, hour, 0, tzinfo=UTC)
            assert await back_up_daily(parts_of(room, moment, kept)) is (hour == 20 or (hour, day) == (0, 0))
    assert [each.name for each in daily_backups(kept)] == ["2026-03-04", "2026-03-05"]
    newest = daily_backups(kept)[-1]
    assert find_damage(newest, read_manifest(newest)) == []
    blobs = [next((each / "blobs").glob("??/*")) for each in daily_backups(kept)]
    assert blobs[0].samefile(blobs[1])  # what has not changed takes no room twice


async def test_backup_that_fails_is_told_and_tried_again_in_the_next_hour(
    room: Mailroom, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_text("a file stands where the folder should be")
    for minute in (0, 10, 20):
        assert not await back_up_daily(parts_of(room, NIGHT + timedelta(minutes=minute), kept))
    kept.unlink()
    assert not await back_up_daily(parts_of(room, NIGHT + timedelta(minutes=30), kept))
    assert await back_up_daily(parts_of(room, NIGHT + timedelta(minutes=60), kept))
    assert len([each for each in await room.texts_to(OPERATOR) if "自动备份没有做成" in each]) == 1


@pytest.mark.parametrize(("harmed", "damage"), [(False, 0), (True, 1)])
async def test_drill_is_silent_unless_the_backup_is_bad(
    room: Mailroom,
    tmp_path: Path,
    harmed: bool,  # noqa: FBT001 - a parameter of the table
    damage: int,
) -> None:
    await hand_in(room)
    kept = tmp_path / "kept"
    parts = parts_of(room, NIGHT, kept)
    assert not await drill_monthly(parts)  # nothing to restore
    await back_up_daily(parts)
    if harmed:
        next(kept.glob("*/blobs/??/*")).write_bytes(b"rotten")
    assert await drill_monthly(parts)
    assert not await drill_monthly(parts_of(room, NIGHT + timedelta(days=9), kept))
    assert await drill_monthly(parts_of(room, NIGHT + timedelta(days=31), kept))
    async with room.database.reading() as session:
        assert (await backup_state(session)).damage == damage
    told = [each for each in await room.texts_to(OPERATOR) if "恢复演练" in each]
    assert len(told) == 2 * damage
    assert list(parts.config.storage.folder.glob("tmp*")) == []


async def test_what_was_swept_is_swept_again_after_a_restore(room: Mailroom, tmp_path: Path) -> None:
    """An older backup still holds it; the list beside it, or that of the lost folder, takes it out."""
    submission = await hand_in(room)
    await end(room, submission)
    kept = tmp_path / "kept"
    await back_up_daily(parts_of(room, NIGHT, kept))
    parts = parts_of(room, NIGHT)
    await sweep_nightly(parts)
    shutil.copy(parts.config.storage.folder / NAME, tmp_path / NAME)
    (day,) = daily_backups(kept)
    config = Config(storage=StorageConfig(folder=tmp_path / "new"))
    done = await asyncio.to_thread(
        bring_back, config, day, read_manifest(day), [tmp_path / NAME], NIGHT + timedelta(days=1)
    )
    assert done.erased_again == 1
    assert leaks(tmp_path / "new") == []
    line = json.loads((tmp_path / "new" / NAME).read_text(encoding="utf-8"))
    assert line["receipt"] == submission.receipt
