"""Facts about the one door out, against a real SMTP server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.app import open_parts
from bot.config import Config, Mode, SandboxConfig
from bot.courier import Courier, Lane
from bot.mail.builder import build_waiting
from bot.mail.carrier import MailCarrier
from bot.mail.outgoing import opened
from bot.parts import Parts
from demo.moving_clock import MovingClock
from handlers.audit import COMMAND
from handlers.dispatch import Claimed
from handlers.outbox import Wrapping, write_letter
from handlers.pausing import pause, resume
from handlers.rules.compose import Enclosure, LetterSpec
from handlers.rules.retry import Delivery, Fate
from storage.states import Channel, ParcelState, Pausable
from storage.tables import Outage, Parcel, ReviewItem, StaffMember
from tests.flows.desk import DESK, MORNING, Desk, letter_to
from tests.servers.dovecot import free_port
from tests.servers.scripted_smtp import Verb
from tests.servers.smtp_server import SmtpServer
from tests.servers.waiting import wait_until

OPERATOR = "operator@example.org"


@dataclass(slots=True)
class Office:
    """The parts, the courier and the clock of one test."""

    parts: Parts
    courier: Courier
    clock: MovingClock

    async def write(self, *recipients: str, files: tuple[Enclosure, ...] = ()) -> None:
        """Put a letter into the outbox for each recipient."""
        async with self.parts.database.transaction() as session:
            for recipient in recipients:
                key = f"letter:{recipient}"
                spec = letter_to(recipient, *files, at=self.clock.now())
                await write_letter(session, spec, Wrapping(key, self.clock.now()))
        self.parts.signals.outbox.ring()

    async def rows(self, table: type[SQLModel]) -> list[Any]:
        """Return the rows of a table."""
        async with self.parts.database.reading() as session:
            return list((await session.scalars(select(table))).all())

    async def parcel(self, recipient: str) -> Parcel:
        """Return the parcel of a recipient."""
        (found,) = [each for each in await self.rows(Parcel) if each.recipient == recipient]
        assert isinstance(found, Parcel)
        return found

    async def pass_by(self, **span: float) -> None:
        """Let time pass, and carry what is due then."""
        await self.clock.move_to(self.clock.now() + timedelta(**span))
        await self.courier.carry_all_due()


@asynccontextmanager
async def office(config: Config) -> AsyncIterator[Office]:
    clock = MovingClock(MORNING)
    async with open_parts(config, clock) as parts, MailCarrier(parts) as carrier:
        yield Office(parts, Courier(parts, [Lane(Channel.MAIL, carrier)], chance=lambda: 0), clock)


@pytest.fixture
def config(tmp_path: Path, smtp_server: SmtpServer) -> Config:
    return Desk(tmp_path / "data", smtp_server).config()


@pytest.fixture
async def desk(config: Config) -> AsyncIterator[Office]:
    async with office(config) as opened:
        yield opened


async def test_letter_that_is_refused_for_good_is_dead_and_the_operators_are_told(
    desk: Office, smtp_server: SmtpServer
) -> None:
    smtp_server.script.refuse(Verb.RCPT, "550 5.1.1 no such user")
    await desk.write("a@example.org")
    await desk.courier.carry_all_due()
    assert (await desk.parcel("a@example.org")).state is ParcelState.DEAD
    (item,) = await desk.rows(ReviewItem)
    assert "5.1.1" in item.reasons[0]
    await desk.courier.carry_all_due()
    (told,) = smtp_server.to(OPERATOR)
    assert "a@example.org" in told.message.get_content()
    await desk.pass_by(days=2)
    assert smtp_server.to("a@example.org") == []


async def test_letter_that_is_refused_for_now_goes_out_later(desk: Office, smtp_server: SmtpServer) -> None:
    smtp_server.script.refuse(Verb.RCPT, "451 4.3.0 greylisted, come back", times=2)
    await desk.write("a@example.org")
    await desk.courier.carry_all_due()
    await desk.pass_by(seconds=50)
    assert smtp_server.script.take(Verb.RCPT) is not None  # not tried again before its minute
    smtp_server.script.refuse(Verb.RCPT, "451 4.3.0 greylisted, come back")
    await desk.pass_by(seconds=15)
    await desk.pass_by(minutes=4)
    assert smtp_server.to("a@example.org") == []
    await desk.pass_by(minutes=1, seconds=5)
    (letter,) = smtp_server.to("a@example.org")
    assert letter.message_id == "<a@example.org>"
    assert (await desk.parcel("a@example.org")).state is ParcelState.SENT


async def test_server_that_is_down_loses_nothing(desk: Office, smtp_server: SmtpServer) -> None:
    smtp_server.refuse_connections()
    await desk.write("a@example.org", "b@example.org")
    await desk.courier.carry_all_due()
    smtp_server.listen()
    await desk.pass_by(minutes=2)
    assert sorted(each.recipient for each in smtp_server.journal) == ["a@example.org", "b@example.org"]


async def test_fault_of_ours_pauses_the_lane_burns_nothing_and_is_told(
    desk: Office, smtp_server: SmtpServer
) -> None:
    smtp_server.script.refuse(Verb.MAIL, "550 5.7.1 sender address rejected: not owned by user", times=4)
    recipients = [f"u{number}@example.org" for number in range(20)]
    await desk.write(*recipients)
    await desk.courier.carry_all_due()
    for recipient in recipients:
        parcel = await desk.parcel(recipient)
        assert (parcel.state, parcel.tries) == (ParcelState.READY, 0)
    assert smtp_server.connections <= 4  # the others did not knock in vain
    while smtp_server.script.take(Verb.MAIL):
        pass
    await desk.pass_by(minutes=5)
    assert smtp_server.journal == []
    await desk.pass_by(minutes=6)
    assert sorted(each.recipient for each in smtp_server.journal) == sorted([*recipients, OPERATOR])
    assert "暂停" in smtp_server.to(OPERATOR)[0].message.get_content()
    assert await desk.rows(ReviewItem) == []


async def test_fault_is_told_once_and_its_end_too(desk: Office, smtp_server: SmtpServer) -> None:
    smtp_server.script.refuse(Verb.MAIL, "550 5.7.1 sender address rejected", times=3)
    await desk.write("a@example.org")
    await desk.courier.carry_all_due()
    for _ in range(7):
        await desk.pass_by(minutes=11)
    told = [each.key.split(":")[2] for each in await desk.rows(Parcel) if "operator:relay" in each.key]
    assert told == ["broken", "works"]
    assert "恢复正常" in smtp_server.to(OPERATOR)[-1].message.get_content()
    assert await desk.rows(Outage) == []


async def test_relay_that_is_away_is_told_after_a_quarter_of_an_hour(config: Config) -> None:
    away = config.model_copy(update={"relay": config.relay.model_copy(update={"port": free_port()})})
    async with office(away) as desk:
        async with desk.parts.database.transaction() as session:
            session.add(StaffMember(name="演示戊", unit="市科技局", role="operator", chat_id=7))
        await desk.write("a@example.org")
        await desk.courier.carry_all_due()
        await desk.pass_by(minutes=8)
        assert [each.told_at for each in await desk.rows(Outage)] == [None]
        await desk.pass_by(minutes=30)
        (alarm,) = [each for each in await desk.rows(Parcel) if each.channel is Channel.CHAT]
        assert (alarm.recipient, alarm.key.split(":")[:3]) == ("7", ["operator", "relay", "broken"])
        assert "不通" in alarm.payload["text"]


async def test_letters_wait_while_sending_is_stopped_and_leave_in_order_afterwards(
    desk: Office, smtp_server: SmtpServer
) -> None:
    async with desk.parts.database.transaction() as session:
        await pause(session, Pausable.RELAY, "演示戊", desk.clock.now(), desk.parts.policy, COMMAND)
    await desk.write("a@example.org", "b@example.org")
    await desk.courier.carry_all_due()
    await desk.pass_by(days=6)  # longer than a letter is tried
    assert smtp_server.journal == []
    async with desk.parts.database.transaction() as session:
        await resume(session, Pausable.RELAY, desk.clock.now(), desk.parts.policy, COMMAND)
    smtp_server.script.refuse(Verb.MAIL, "451 later", times=1)
    await desk.courier.carry_all_due()
    await desk.pass_by(minutes=2)
    assert sorted(each.recipient for each in smtp_server.journal) == ["a@example.org", "b@example.org"]
    assert await desk.rows(ReviewItem) == []


@pytest.mark.parametrize("accepted", [True, False])
async def test_cut_after_the_final_dot_brings_the_same_letter_again(
    desk: Office,
    smtp_server: SmtpServer,
    accepted: bool,  # noqa: FBT001
) -> None:
    smtp_server.script.drop(Verb.DOT, accepted=accepted)
    await desk.write("a@example.org")
    await desk.courier.carry_all_due()
    parcel = await desk.parcel("a@example.org")
    assert (parcel.state, parcel.unknown) == (ParcelState.READY, 1)
    await desk.pass_by(minutes=16)
    letters = smtp_server.to("a@example.org")
    assert len(letters) == 1 + accepted
    assert len({letter.raw for letter in letters}) == 1
    assert {letter.message_id for letter in letters} == {"<a@example.org>"}


async def test_cut_in_the_middle_of_a_letter_is_tried_again(desk: Office, smtp_server: SmtpServer) -> None:
    smtp_server.script.drop(Verb.BODY)
    await desk.write("a@example.org")
    await desk.courier.carry_all_due()
    await desk.pass_by(minutes=16)
    assert len(smtp_server.to("a@example.org")) == 1


async def test_dry_run_sends_nothing(config: Config, smtp_server: SmtpServer) -> None:
    async with office(config.model_copy(update={"mode": Mode.DRY_RUN})) as desk:
        await desk.write("a@example.org")
        await desk.courier.carry_all_due()
        assert (await desk.parcel("a@example.org")).state is ParcelState.DROPPED
    assert (smtp_server.journal, smtp_server.connections) == ([], 0)


async def test_sandbox_writes_to_the_sandbox_mailbox_alone_and_names_the_real_recipient(
    config: Config, smtp_server: SmtpServer
) -> None:
    sandbox = SandboxConfig(mailbox="try@example.org")
    async with office(config.model_copy(update={"mode": Mode.SANDBOX, "sandbox": sandbox})) as desk:
        await desk.write("kjjgxjsk@example.org", "a@example.org")
        await desk.courier.carry_all_due()
    assert {each.recipient for each in smtp_server.journal} == {"try@example.org"}
    subjects = sorted(str(each.message["Subject"]) for each in smtp_server.journal)
    assert subjects == [
        "[试运行，原收件人 a@example.org] 主题",
        "[试运行，原收件人 kjjgxjsk@example.org] 主题",
    ]
    for letter in smtp_server.journal:
        assert letter.message.get_all("To") == ["try@example.org"]


async def test_built_letter_leaves_byte_by_byte_as_it_was_built(
    desk: Office, smtp_server: SmtpServer
) -> None:
    blob = await asyncio.to_thread(desk.parts.blobs.put, bytes(range(256)) * 20_000)
    await desk.write("a@example.org", files=(Enclosure("a.pdf", "application/pdf", blob),))
    assert await desk.courier.carry_all_due() == 0
    assert await build_waiting(desk.parts) == 1
    await desk.courier.carry_all_due()
    parcel = await desk.parcel("a@example.org")
    (letter,) = smtp_server.to("a@example.org")
    blobs = desk.parts.blobs
    assert letter.raw == opened(blobs.get(parcel.blob or ""), blobs).whole()


async def test_letter_whose_file_is_gone_is_given_up_and_told(desk: Office, smtp_server: SmtpServer) -> None:
    await desk.write("a@example.org", files=(Enclosure("a.pdf", "application/pdf", "0" * 64),))
    await desk.write("b@example.org")
    await build_waiting(desk.parts)
    assert (await desk.parcel("a@example.org")).state is ParcelState.DEAD
    assert await build_waiting(desk.parts) == 0
    await desk.courier.carry_all_due()
    assert len(await desk.rows(ReviewItem)) == 1
    assert len(smtp_server.to("b@example.org")) == 1
    assert len(smtp_server.to(OPERATOR)) == 1


async def test_letter_that_stalls_holds_up_neither_the_settlement_nor_the_next(
    desk: Office, smtp_server: SmtpServer
) -> None:
    smtp_server.script.stall(Verb.DOT)
    async with running(desk.courier):
        await desk.write(*(f"u{number}@example.org" for number in range(30)))
        await wait_until(lambda: len(smtp_server.journal) == 29, limit=20)
        await until_sent(desk, 29)
        await desk.write("later@example.org")
        await wait_until(lambda: smtp_server.to("later@example.org"), limit=20)
        await until_sent(desk, 30)
        (stalled,) = [each for each in await desk.rows(Parcel) if each.state is not ParcelState.SENT]
        assert stalled.state is ParcelState.CLAIMED


async def test_clean_stop_settles_what_has_left_and_frees_what_has_not(
    desk: Office, smtp_server: SmtpServer
) -> None:
    recipients = [f"u{number}@example.org" for number in range(40)]
    await desk.write(*recipients)
    async with running(desk.courier):
        await wait_until(lambda: smtp_server.journal, limit=20)
    parcels = await desk.rows(Parcel)
    left = {letter.recipient for letter in smtp_server.journal}
    assert {each.recipient for each in parcels if each.state is ParcelState.SENT} == left
    assert {each.state for each in parcels if each.recipient not in left} <= {ParcelState.READY}
    assert {(each.tries, each.unknown) for each in parcels} == {(0, 0)}
    again = Courier(desk.parts, desk.courier._lanes)
    await desk.clock.move_to(desk.clock.now() + timedelta(seconds=1))
    await again.carry_all_due()
    assert sorted(each.recipient for each in smtp_server.journal) == sorted(recipients)


@asynccontextmanager
async def running(courier: Courier) -> AsyncIterator[None]:
    task = asyncio.create_task(courier.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until_sent(desk: Office, count: int) -> None:
    """Wait until so many parcels are settled as sent; every settlement takes the write lock once."""
    async with asyncio.timeout(20):
        while True:
            states = [each.state for each in await desk.rows(Parcel)]
            if states.count(ParcelState.SENT) >= count:
                return
            await asyncio.sleep(0.02)


@dataclass(slots=True)
class SlowCarrier:
    """Carry a few at a time and remember how many that were at most."""

    under_way: int = 0
    most: int = 0
    carried: list[str] = field(default_factory=list)

    async def carry(self, parcel: Claimed) -> Delivery:
        """Take a turn of the loop for a parcel."""
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        self.carried.append(parcel.key)
        return Delivery(Fate.SENT)


async def test_lane_is_never_wider_than_it_says_and_carries_each_parcel_once(desk: Office) -> None:
    carrier = SlowCarrier()
    courier = Courier(desk.parts, [Lane(Channel.MAIL, carrier, width=3)])
    await desk.write(*(f"u{number}@example.org" for number in range(130)))
    async with running(courier):
        await until_sent(desk, 130)
    assert carrier.most <= 3
    assert len(carrier.carried) == len(set(carrier.carried)) == 130


async def test_letters_of_one_submission_leave_in_their_order(desk: Office, smtp_server: SmtpServer) -> None:
    smtp_server.script.refuse(Verb.RCPT, "451 4.3.0 later")
    async with desk.parts.database.transaction() as session:
        await _submission(session, desk)
    await desk.courier.carry_all_due()
    assert smtp_server.journal == []
    await desk.pass_by(minutes=2)
    await desk.courier.carry_all_due()
    assert [each.message_id for each in smtp_server.journal] == ["<1@example.org>", "<2@example.org>"]


async def _submission(session: Any, desk: Office) -> None:
    from storage.tables import Applicant, Submission

    now = desk.clock.now()
    session.add(Applicant(id=1, email="x@example.org", created_at=now))
    await session.flush()
    session.add(Submission(id=1, applicant_id=1, channel=Channel.MAIL, created_at=now))
    await session.flush()
    for number in (1, 2):
        spec = LetterSpec(DESK, "申报台", "k@example.org", "s", "b", f"<{number}@example.org>", now)
        await write_letter(session, spec, Wrapping(f"k{number}", now, submission_id=1, position=number))
