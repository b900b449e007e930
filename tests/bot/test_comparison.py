"""Facts about comparing the mailbox with the database: whatever happens to it, every mail is stored once."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel, col

from bot.app import open_parts
from bot.mail.comparison import Comparison
from bot.mail.desk import take_waiting
from bot.mail.imap import Mailbox
from bot.mail.intake import account_of, sweep
from bot.parts import Parts
from demo.moving_clock import MovingClock
from storage.tables import Letter, MailboxPosition, Parcel, Submission
from tests.flows.desk import DESK, MORNING, Desk, mail
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer


@pytest.fixture
def desk(tmp_path: Path, smtp_server: SmtpServer, dovecot: Dovecot) -> Desk:
    return Desk(tmp_path / "data", smtp_server, dovecot)


@asynccontextmanager
async def opened(desk: Desk, **later: float) -> AsyncIterator[Parts]:
    """Open the desk, so much later than the morning."""
    async with open_parts(desk.config(), MovingClock(MORNING + timedelta(**later))) as parts:
        yield parts


async def rows(parts: Parts, table: type[SQLModel]) -> list[Any]:
    async with parts.database.reading() as session:
        return list((await session.scalars(select(table))).all())


def letter(number: int) -> bytes:
    return mail("材料", f"第 {number} 家单位的材料见附件。", sender=f"unit{number}@example.org")


async def alarms(parts: Parts) -> list[Any]:
    return [each for each in await rows(parts, Parcel) if each.key.startswith("operator:comparison:")]


async def subjects(parts: Parts) -> list[str]:
    """Return who has a submission, in order."""
    await take_all(parts)
    senders = {each.id: each.sender for each in await rows(parts, Letter)}
    kept = [each for each in await rows(parts, Letter) if each.outcome != "drop"]
    assert len(await rows(parts, Submission)) == len(kept)
    return sorted(senders[each.id] for each in kept)


async def take_all(parts: Parts) -> None:
    while await take_waiting(parts):
        pass


def everybody(count: int) -> list[str]:
    return [f"unit{number}@example.org" for number in range(count)]


async def test_sound_mailbox_raises_no_alarm(desk: Desk, dovecot: Dovecot) -> None:
    async with opened(desk) as parts:
        for number in range(3):
            dovecot.deliver(DESK, letter(number))
            assert await sweep(parts) == 1
        assert await alarms(parts) == []


async def test_letter_below_the_position_is_found_stored_and_told_once_a_day(
    desk: Desk, dovecot: Dovecot
) -> None:
    for number in range(3):
        dovecot.deliver(DESK, letter(number))
    async with opened(desk) as parts:
        await sweep(parts)
        async with parts.database.transaction() as session:
            second = await session.scalar(select(Letter).where(col(Letter.uid) == 2))
            await session.delete(second)
        assert [await sweep(parts) for _ in range(2)] == [1, 0]
        assert sorted(each.uid for each in await rows(parts, Letter)) == [1, 2, 3]
        (alarm,) = await alarms(parts)
        assert alarm.recipient == "operator@example.org"
        (position,) = await rows(parts, MailboxPosition)
        assert position.last_uid == 3


def test_comparison_is_due_at_once_and_then_once_a_day() -> None:
    comparison = Comparison()
    assert comparison.due(MORNING)
    comparison._last = MORNING
    assert not comparison.due(MORNING + timedelta(hours=23))
    assert comparison.due(MORNING + timedelta(hours=24))
    assert comparison.due(MORNING - timedelta(hours=24))  # the clock was set back


async def test_mail_that_people_have_read_or_moved_about_is_taken_once(desk: Desk, dovecot: Dovecot) -> None:
    box, junk = dovecot.maildir(DESK), dovecot.maildir(DESK, "Junk")
    dovecot.deliver(DESK, letter(0))
    dovecot.deliver(DESK, letter(1))
    dovecot.deliver(DESK, letter(2), folder="Junk")
    first = min((box / "new").iterdir())
    first.rename(box / "cur" / f"{first.name}:2,S")  # somebody has read it
    async with opened(desk) as parts:
        assert await sweep(parts) == 2
        (junk_mail,) = (junk / "new").iterdir()
        junk_mail.rename(box / "new" / junk_mail.name)  # out of the junk folder
        assert await sweep(parts) == 1
        moved = next(file for file in (box / "cur").iterdir() if file.name.startswith(first.name))
        moved.rename(junk / "cur" / moved.name)  # away, and back later under a new UID
        assert await sweep(parts) == 0
        (junk / "cur" / moved.name).rename(box / "cur" / f"1{moved.name}")
        await sweep(parts)
        assert await subjects(parts) == everybody(3)
        assert await alarms(parts) == []


async def test_three_days_of_downtime_are_made_up_for(desk: Desk, dovecot: Dovecot) -> None:
    async with opened(desk) as parts:
        dovecot.deliver(DESK, letter(0))
        await sweep(parts)
    for number in range(1, 31):
        dovecot.deliver(DESK, letter(number))
    async with opened(desk, days=3) as parts:
        assert await sweep(parts) == 30
        assert await subjects(parts) == sorted(everybody(31))
        assert await sweep(parts) == 0


async def test_new_uidvalidity_brings_everything_once(desk: Desk, dovecot: Dovecot) -> None:
    async with opened(desk) as parts:
        for number in range(3):
            dovecot.deliver(DESK, letter(number))
        await sweep(parts)
        await take_all(parts)
        dovecot.reset_uidvalidity(DESK)
        dovecot.deliver(DESK, letter(3))
        assert await sweep(parts) == 4
        assert await subjects(parts) == everybody(4)


async def test_desk_restored_from_a_backup_takes_what_came_since(desk: Desk, dovecot: Dovecot) -> None:
    async with opened(desk) as parts:
        dovecot.deliver(DESK, letter(0))
        await sweep(parts)
        await take_all(parts)
    backup = shutil.copytree(desk.folder, desk.folder.parent / "backup")
    async with opened(desk) as parts:
        dovecot.deliver(DESK, letter(1))
        await sweep(parts)
        await take_all(parts)
    shutil.rmtree(desk.folder)
    backup.rename(desk.folder)
    dovecot.deliver(DESK, letter(2))
    async with opened(desk, hours=5) as parts:
        assert await sweep(parts) == 2
        assert await subjects(parts) == everybody(3)


async def test_mailbox_restored_from_a_backup_is_read_anew_and_told(desk: Desk, dovecot: Dovecot) -> None:
    box = dovecot.maildir(DESK)
    dovecot.deliver(DESK, letter(0))
    async with opened(desk) as parts:
        await sweep(parts)
        dovecot.stop()
        backup = shutil.copytree(box, box.parent / "backup", copy_function=shutil.copy2)
        dovecot.start()
        for number in (1, 2, 3):
            dovecot.deliver(DESK, letter(number))
        assert await sweep(parts) == 3
        await take_all(parts)
        dovecot.stop()  # the server's disk is lost: same UIDVALIDITY, the next UID is 2 again
        shutil.rmtree(box)
        backup.rename(box)
        own(dovecot, box)
        dovecot.start()
        dovecot.deliver(DESK, letter(4))
        assert await sweep(parts) == 2
        assert await subjects(parts) == everybody(5)
        (alarm,) = await alarms(parts)
        told = message_from_bytes(alarm.raw, policy=default).get_content()
        assert "备份" in told
        dovecot.deliver(DESK, letter(5))
        assert [await sweep(parts) for _ in range(2)] == [1, 0]


def own(dovecot: Dovecot, folder: Path) -> None:
    """Give a restored folder back to the server's user."""
    for path in [folder, *folder.rglob("*")]:
        shutil.chown(path, *dovecot._owner)


async def test_server_that_tells_nonsense_about_the_next_uid_is_not_believed(
    desk: Desk, dovecot: Dovecot
) -> None:
    dovecot.deliver(DESK, letter(0))
    dovecot.deliver(DESK, letter(1))
    async with opened(desk) as parts:
        await sweep(parts)
        async with Mailbox(account_of(parts.config.intake)) as mailbox:
            assert mailbox.uidnext == 3
            mailbox.uidnext = 1
            assert await Comparison().overlooked(parts, mailbox) == []
        assert await alarms(parts) == []
