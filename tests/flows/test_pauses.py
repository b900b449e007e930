"""What operators stop waits, over a restart too, and is caught up afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from bot.mail.intake import sweep
from bot.parts import Parts
from bot.tick import tick
from demo.moving_clock import MovingClock
from handlers.audit import COMMAND
from handlers.pausing import pause, resume
from storage.states import Pausable
from storage.tables import Letter, Reminder
from tests.flows.desk import DESK, MORNING, Desk
from tests.flows.test_hand_in_by_mail import GAOXIN, submission
from tests.servers.waiting import wait_until


async def rows(parts: Parts, table: type[SQLModel]) -> Sequence[Any]:
    async with parts.database.reading() as session:
        return (await session.scalars(select(table))).all()


async def stop(parts: Parts, part: Pausable) -> None:
    async with parts.database.transaction() as session:
        await pause(session, part, "演示戊", parts.clock.now(), parts.policy, COMMAND)


async def go_on(parts: Parts, part: Pausable) -> None:
    async with parts.database.transaction() as session:
        await resume(session, part, parts.clock.now(), parts.policy, COMMAND)


async def test_mail_waits_in_the_mailbox_over_a_restart_and_is_handled_afterwards(desk: Desk) -> None:
    assert desk.dovecot is not None
    async with desk.open() as parts:
        await stop(parts, Pausable.MAILBOX)
        desk.dovecot.deliver(DESK, submission())
        assert await sweep(parts) == 0
    async with desk.open() as parts:
        assert await sweep(parts) == 0
        assert await rows(parts, Letter) == []
        await go_on(parts, Pausable.MAILBOX)
        await wait_until(lambda: desk.smtp.to(GAOXIN), limit=20)
        assert len(await rows(parts, Letter)) == 1


async def test_letters_wait_in_the_outbox_over_a_restart_and_leave_afterwards(desk: Desk) -> None:
    assert desk.dovecot is not None
    async with desk.open() as parts:
        await stop(parts, Pausable.RELAY)
        desk.dovecot.deliver(DESK, submission())
        await wait_until_decided(parts)
    assert desk.smtp.journal == []
    async with desk.open() as parts:
        await go_on(parts, Pausable.RELAY)
        await wait_until(lambda: desk.smtp.to(GAOXIN), limit=20)
    assert len(desk.smtp.to(GAOXIN)) == 1


async def wait_until_decided(parts: Parts) -> None:
    """Wait until a mail was decided about, and the courier has looked at what it led to."""
    ear = parts.signals.outbox.ear()
    while [each.outcome for each in await rows(parts, Letter)] != ["route"]:
        await ear.wait(0.2)


async def test_reminders_of_stopped_days_are_joined_in_one_digest(mail_desk: Desk) -> None:
    clock = MovingClock(MORNING)
    address = "jia@kjj.example.org"
    async with mail_desk.open(clock) as parts:
        await wait_until(lambda: mail_desk.smtp.to(address), limit=20)
        before = len(await rows(parts, Reminder))
        await stop(parts, Pausable.REMINDERS)
    letters = len(mail_desk.smtp.to(address))
    later = MovingClock(datetime(2022, 6, 24, 1, 30, tzinfo=UTC))  # Friday of the same week
    async with mail_desk.open(later) as parts:
        assert await tick(parts) == 0
        assert len(await rows(parts, Reminder)) == before
        await go_on(parts, Pausable.REMINDERS)
        await later.move_to(later.now() + timedelta(seconds=5))
        await wait_until(lambda: len(mail_desk.smtp.to(address)) > letters, limit=20)
        assert len(await rows(parts, Reminder)) > before
    subjects = [str(each.message["Subject"]) for each in mail_desk.smtp.to(address)[letters:]]
    assert len([each for each in subjects if each.startswith("[节点提醒] 6月24日")]) == 1
