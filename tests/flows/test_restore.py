"""A backup is made under load, the machine goes on and is lost, the backup comes back: nothing goes twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.backups import make_backup
from bot.parts import Parts
from bot.restoring import bring_back, damage_of
from demo.moving_clock import MovingClock
from handlers.audit_chain import verify_chain
from handlers.review import list_open
from storage.backup import Manifest, read_manifest
from storage.copying import digest_of
from storage.database import open_database
from tests.flows.desk import DESK, MORNING, Desk, mail
from tests.flows.test_hand_in_by_mail import GAOXIN, PDF, SUBJECT, TEXT
from tests.servers.scripted_smtp import Verb
from tests.servers.waiting import wait_until

BEFORE, AFTER, FRESH = range(12), range(12, 20), range(20, 24)
PUT_OFF = 6  # parcels that the relay puts off before the backup, and takes after it


def person(number: int) -> str:
    return f"unit{number:02}@example.org"


def deliver(desk: Desk, numbers: range) -> None:
    assert desk.dovecot is not None
    for number in numbers:
        files = ((f"项目申报书{number}.pdf", PDF + bytes([number])),)
        desk.dovecot.deliver(DESK, mail(f"{SUBJECT} {number}", TEXT, sender=person(number), files=files))


def handed_on(desk: Desk) -> Counter[int]:
    """Count the letters to the department by the file that each brings."""
    found: Counter[int] = Counter()
    for letter in desk.smtp.to(GAOXIN):
        raws = [part.get_payload(decode=True) for part in letter.message.iter_attachments()]
        found.update(raw[-1] for raw in raws if isinstance(raw, bytes) and raw.startswith(PDF))
    return found


def states(file: Path, table: str = "parcel") -> Counter[str]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return Counter(row[0] for row in connection.execute(f"SELECT state FROM {table}"))  # noqa: S608


async def lose_a_machine(desk: Desk, clock: MovingClock, kept: Path) -> Manifest:
    """Run under load, back up in the middle, go on, and stop."""
    async with desk.open(clock) as parts:
        deliver(desk, BEFORE)
        await wait_until(lambda: len(desk.smtp.to(GAOXIN)) >= PUT_OFF, limit=40)
        desk.smtp.script.refuse(Verb.MAIL, "451 4.3.0 try later", times=PUT_OFF)
        deliver(desk, range(AFTER.start, AFTER.start + 3))
        await wait_until(lambda: not desk.smtp.script.waits_at(Verb.MAIL), limit=40)
        manifest = await asyncio.to_thread(make_backup, parts.config, kept, clock.now())
        deliver(desk, range(AFTER.start + 3, AFTER.stop))
        await clock.move_to(clock.now() + timedelta(minutes=5))
        await wait_until(lambda: set(handed_on(desk)) == set(range(AFTER.stop)), limit=60)
        await wait_until(lambda: not states(parts.config.database)["READY"], limit=40)
    return manifest


async def test_backup_under_load_comes_back_and_nothing_leaves_twice(mail_desk: Desk, tmp_path: Path) -> None:
    desk, kept, clock = mail_desk, tmp_path / "kept", MovingClock(MORNING)
    manifest = await lose_a_machine(desk, clock, kept)
    before = list(desk.smtp.journal)

    assert not manifest.stopped
    assert states(kept / manifest.database)["READY"] + states(kept / manifest.database)["CLAIMED"] >= PUT_OFF
    assert await asyncio.to_thread(damage_of, kept, read_manifest(kept)) == []
    new = replace(desk, folder=tmp_path / "new")
    await asyncio.to_thread(bring_back, new.config(), kept, manifest, [], clock.now())
    blobs = [each for each in new.config().blobs.rglob("*") if each.is_file()]
    assert sorted(each.name for each in blobs) == sorted(manifest.blobs)
    assert all(digest_of(each) == each.name for each in blobs)

    async with new.open(MovingClock(clock.now())) as parts:
        deliver(desk, FRESH)
        await wait_until(lambda: set(FRESH) <= set(handed_on(desk)), limit=60)
        await wait_until(lambda: not states(parts.config.database)["READY"], limit=40)
        await _nothing_is_lost(parts)
    counted = Counter((each.recipient, each.message_id) for each in desk.smtp.journal)
    assert [each for each, count in counted.items() if count > 1] == []
    assert {number: count for number, count in handed_on(desk).items() if count > 1} == {}
    reminders = [each for each in desk.smtp.journal[len(before) :] if "节点" in str(each.message["Subject"])]
    assert reminders == []  # the machine before has sent this day's


async def _nothing_is_lost(parts: Parts) -> None:
    """See that the log holds together, and that what came since the backup waits for a person."""
    database = await open_database(parts.config.database)
    async with database.reading() as session:
        assert (await verify_chain(session)).broken is None
        held = [item for item in await list_open(session) if item.kind == "restored"]
    await database.close()
    assert len(held) == 1
    assert f"{AFTER.stop - AFTER.start - 3} 封" in held[0].reasons[0]
