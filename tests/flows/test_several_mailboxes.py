"""Several intake mailboxes at once, against a real Dovecot with two users."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, select
from sqlmodel import SQLModel, col

from bot.app import open_parts
from bot.config import Config, FurtherMailbox
from bot.mail.imap import MailboxFault
from bot.mail.intake import sweep, watch
from bot.parts import Parts
from demo.moving_clock import MovingClock
from storage.tables import Letter, MailboxPosition, Parcel, Submission
from tests.background import running
from tests.flows.desk import DESK, MORNING, Desk, mail
from tests.servers.dovecot import Dovecot, free_port
from tests.servers.waiting import wait_until

SECOND = "gaoxin@example.org"
OPERATOR = "operator@example.org"
GAOXIN = "kjjgxjsk@jiangmen.gov.cn"
PDF = b"%PDF-1.4 an application\n" * 50
SUBJECT = "申报促进高新技术企业树标提质专项"
TEXT = "我单位申报促进高新技术企业树标提质专项，材料见附件，请查收。"


class TwoMailboxes(Desk):
    """A desk that reads two users of one server."""

    further: dict[str, Any]

    def config(self) -> Config:
        """Add the second mailbox, with what a test changes about it."""
        config = Desk.config(self)
        second = {**config.intake.model_dump(include={"host", "port", "security", "password"})}
        second |= {"address": SECOND, **getattr(self, "further", {})}
        intake = config.intake.model_copy(update={"more": {"second": FurtherMailbox(**second)}})
        return config.model_copy(update={"intake": intake})


@pytest.fixture
def two(mail_desk: Desk) -> TwoMailboxes:
    return TwoMailboxes(mail_desk.folder, mail_desk.smtp, mail_desk.dovecot)


def submission(number: int) -> bytes:
    sender = f"unit{number}@example.org"
    return mail(SUBJECT, TEXT, sender=sender, files=((f"申报书{number}.pdf", PDF),))


async def rows(parts: Parts, table: type[SQLModel]) -> list[Any]:
    async with parts.database.reading() as session:
        return list((await session.scalars(select(table))).all())


async def until(parts: Parts, table: type[SQLModel], fact: Callable[[list[Any]], bool]) -> None:
    ear = parts.signals.letters.ear()
    async with asyncio.timeout(20):
        while not fact(await rows(parts, table)):
            await ear.wait(0.2)


async def alarms(parts: Parts) -> list[str]:
    return [each.key for each in await rows(parts, Parcel) if each.key.startswith("operator:")]


def failures(parts: Parts) -> float:
    return parts.figures.registry.get_sample_value("shenbao_failures_total", {"step": "intake"}) or 0.0


def watched(parts: Parts) -> AbstractAsyncContextManager[None]:
    return running(*(watch(parts, box) for box in parts.config.intake.mailboxes))


async def test_letters_of_both_mailboxes_reach_their_department_under_numbers_of_their_own(
    two: TwoMailboxes, dovecot: Dovecot
) -> None:
    async with two.open() as parts:
        dovecot.deliver(DESK, submission(1))
        dovecot.deliver(SECOND, submission(2))
        await wait_until(lambda: len(two.smtp.to(GAOXIN)) == 2, limit=20)
        await wait_until(lambda: two.smtp.to("unit1@example.org") and two.smtp.to("unit2@example.org"))
        letters, submissions = await rows(parts, Letter), await rows(parts, Submission)
        positions = await rows(parts, MailboxPosition)
    assert sorted((each.account, each.uid) for each in letters) == [(SECOND, 1), (DESK, 1)]
    assert len({each.receipt for each in submissions}) == 2
    assert all(each.read_at is not None and each.last_uid == 1 for each in positions)
    # One face towards everybody: what the relay lets the desk send as.
    assert {str(each.message["From"].addresses[0].addr_spec) for each in two.smtp.to(GAOXIN)} == {DESK}


async def test_mail_to_both_mailboxes_is_one_submission(two: TwoMailboxes, dovecot: Dovecot) -> None:
    raw = submission(1)
    async with two.open() as parts:
        dovecot.deliver(DESK, raw)
        dovecot.deliver(SECOND, raw)
        await wait_until(lambda: two.smtp.to("unit1@example.org"), limit=20)
        await until(parts, Letter, lambda letters: {each.outcome for each in letters} == {"route", "drop"})
        assert len(await rows(parts, Submission)) == 1


async def test_own_letter_in_the_second_mailbox_is_a_loop(two: TwoMailboxes, dovecot: Dovecot) -> None:
    looped = mail("回执", "材料已收到", sender=SECOND, headers=(("Auto-Submitted", "auto-generated"),))
    async with two.open() as parts:
        dovecot.deliver(DESK, looped)
        await until(parts, Letter, lambda letters: [each.outcome for each in letters] == ["drop"])
    assert two.smtp.to(SECOND) == []


async def test_mailbox_that_refuses_is_named_and_the_other_one_is_read(
    two: TwoMailboxes, dovecot: Dovecot
) -> None:
    two.further = {"password": SecretStr("not the password")}
    dovecot.deliver(DESK, submission(1))
    async with open_parts(two.config(), MovingClock(MORNING)) as parts, watched(parts):
        ear = parts.signals.outbox.ear()
        async with asyncio.timeout(30):
            while not (await rows(parts, Letter) and await alarms(parts)):
                await ear.wait(0.2)
        (parcel,) = [each for each in await rows(parts, Parcel) if each.key.startswith("operator:mailbox:")]
        assert SECOND in parcel.key
        assert DESK not in parcel.key
        assert [each.account for each in await rows(parts, Letter)] == [DESK]


async def test_one_look_passes_over_a_mailbox_that_fails_and_raises_only_where_all_fail(
    two: TwoMailboxes, dovecot: Dovecot
) -> None:
    two.further = {"port": free_port()}
    dovecot.deliver(DESK, submission(1))
    async with open_parts(two.config(), MovingClock(MORNING)) as parts:
        assert await sweep(parts) == 1
        await asyncio.to_thread(dovecot.stop)
        with pytest.raises((MailboxFault, OSError)):
            await sweep(parts)


async def test_each_mailbox_is_compared_with_its_own_letters(two: TwoMailboxes, dovecot: Dovecot) -> None:
    for number in range(3):
        dovecot.deliver(DESK, submission(number))
        dovecot.deliver(SECOND, submission(number + 3))
    async with open_parts(two.config(), MovingClock(MORNING)) as parts:
        assert await sweep(parts) == 6
        async with parts.database.transaction() as session:
            await session.execute(delete(Letter).where(col(Letter.account) == SECOND, col(Letter.uid) == 2))
        assert [await sweep(parts) for _ in range(2)] == [1, 0]
        (key,) = {each.rpartition(":")[0] for each in await alarms(parts)}
    assert SECOND in key


async def test_mailbox_that_cannot_be_reached_for_an_hour_is_told_once(two: TwoMailboxes) -> None:
    two.further = {"port": free_port()}
    clock = MovingClock(MORNING)
    async with open_parts(two.config(), clock) as parts, watched(parts):
        ear = parts.signals.outbox.ear()
        await until(parts, MailboxPosition, bool)
        assert await alarms(parts) == []
        await clock.move_to(MORNING + timedelta(hours=2))
        async with asyncio.timeout(30):
            while not await alarms(parts):
                await ear.wait(0.2)
        before = failures(parts)
        # Told anew at each failure, written once; what wrote it may not be counted yet.
        await wait_until(lambda: failures(parts) >= before + 2, limit=30)
        (key,) = await alarms(parts)
    assert key.startswith(f"operator:mailbox:{SECOND}:broken:")
