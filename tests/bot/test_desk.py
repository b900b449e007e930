"""Facts about deciding, and about the short ways into the desk and out of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.app import open_parts
from bot.courier import Courier, Lane
from bot.mail.carrier import MailCarrier
from bot.mail.desk import run_desk, take_waiting
from bot.mail.intake import sweep
from bot.parts import Parts
from bot.short_ways import Begun
from bot.worker import Worker, WorkerFailed
from demo.moving_clock import MovingClock
from handlers.audit import COMMAND
from handlers.editions import apply_document, guide_in_force
from handlers.known import StoredLetter
from handlers.pausing import pause
from handlers.rules.route import Outcome
from handlers.storing import NewLetter, begin_mailbox, keep
from storage.states import Channel, LetterState, ParcelState, Pausable
from storage.tables import Letter, Parcel, Submission
from tests.background import running
from tests.flows.desk import DESK, MORNING, Desk, mail
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer
from tests.servers.waiting import wait_until

PDF = b"%PDF-1.4\n"
NAMED = "申报促进高新技术企业树标提质专项"


@pytest.fixture
async def parts(data: Path, smtp_server: SmtpServer) -> AsyncIterator[Parts]:
    async with open_parts(Desk(data, smtp_server).config(), MovingClock(MORNING)) as opened:
        yield opened


async def rows(parts: Parts, table: type[SQLModel]) -> list[Any]:
    async with parts.database.reading() as session:
        return list((await session.scalars(select(table))).all())


async def until_all(parts: Parts, table: type[SQLModel], states: list[Any]) -> None:
    """Wait until the rows of a table have these states."""
    async with asyncio.timeout(20):
        while [each.state for each in await rows(parts, table)] != states:  # noqa: ASYNC110 - rows set no event
            await asyncio.sleep(0.02)


async def store(parts: Parts, *raws: bytes) -> None:
    blobs = parts.blobs.put_all(raws)
    async with parts.database.transaction() as session:
        first = await begin_mailbox(session, DESK, "INBOX", 1) + 1
        new = [
            NewLetter(DESK, "INBOX", 1, uid, blob, len(raw))
            for uid, (blob, raw) in enumerate(zip(blobs, raws, strict=True), first)
        ]
        await keep(session, new, parts.clock.now())


def handed_in(
    name: str = NAMED, *, text: str = "材料见附件，请查收。", sender: str = "one@example.org"
) -> bytes:
    return mail(name, text, sender=sender, files=((f"{name}.pdf", PDF + text.encode()),))


@pytest.fixture
def no_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody but the confined process understand a mail."""

    async def missing(_session: object) -> None:
        pytest.fail("the classifier was built beside the confined process")

    monkeypatch.setattr("handlers.letters.classifier_in_force", missing)


@pytest.mark.usefixtures("no_classifier")
async def test_letter_of_a_sender_who_is_known_is_understood_in_the_confined_process(parts: Parts) -> None:
    await store(parts, handed_in())
    await take_waiting(parts)
    await store(parts, handed_in("补充说明", text="老师好，还是上次那个项目，又多了一份材料。"))
    await take_waiting(parts)
    first, second = await rows(parts, Letter)
    assert (first.outcome, second.state) == (Outcome.ROUTE, LetterState.JUDGED)


@pytest.mark.usefixtures("no_classifier")
async def test_letters_of_one_sender_in_a_batch_are_decided_one_by_what_came_of_the_other(
    parts: Parts,
) -> None:
    texts = ["材料见附件，请查收。", "这是第二份材料，见附件。", "这是第三份材料，见附件。"]
    others = [handed_in(sender=f"other{number}@example.org") for number in range(2)]
    await store(parts, others[0], *(handed_in(text=text) for text in texts), others[1])
    await take_waiting(parts)
    letters = await rows(parts, Letter)
    assert [each.outcome for each in letters] == [Outcome.ROUTE] * 5
    assert [each.tries for each in letters] == [1] * 5
    assert len(await rows(parts, Submission)) == 5


@pytest.mark.usefixtures("no_classifier")
async def test_mail_read_by_a_guide_that_is_not_in_force_any_more_is_read_again(parts: Parts) -> None:
    await store(parts, handed_in())
    await take_waiting(parts)
    before = parts.worker.learnt
    async with parts.database.transaction() as session:
        found = await guide_in_force(session)
        assert found is not None
        newer = replace(found.guide, title=f"{found.guide.title}（修订）")
        await apply_document(session, newer, parts.clock.now(), parts.policy, COMMAND)
    await store(parts, handed_in(sender="two@example.org"))
    await take_waiting(parts)
    assert [each.outcome for each in await rows(parts, Letter)] == [Outcome.ROUTE] * 2
    assert parts.worker.learnt != before


@pytest.mark.usefixtures("no_classifier")
async def test_mail_at_which_the_confined_process_fails_is_put_before_a_person(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise WorkerFailed("解析失败")

    await store(parts, handed_in())
    await take_waiting(parts)
    monkeypatch.setattr(Worker, "understand", broken)
    await store(parts, handed_in(text="这是第二份材料，见附件。"))
    await take_waiting(parts)
    _, second = await rows(parts, Letter)
    assert (second.outcome, second.reasons) == (Outcome.REVIEW, ["解析失败"])
    assert second.sender == "one@example.org"


async def test_idle_desk_gets_letters_with_their_first_try_counted(
    data: Path, smtp_server: SmtpServer, dovecot: Dovecot
) -> None:
    dovecot.deliver(DESK, handed_in())
    async with open_parts(Desk(data, smtp_server, dovecot).config(), MovingClock(MORNING)) as parts:
        with parts.to_desk.idle():
            await sweep(parts)
        (letter,) = await rows(parts, Letter)
        assert (letter.state, letter.tries) == (LetterState.STORED, 1)
        assert await take_waiting(parts) == 1
        (letter,) = await rows(parts, Letter)
    assert (letter.state, letter.tries) == (LetterState.JUDGED, 1)


async def test_busy_desk_counts_the_tries_itself(
    data: Path, smtp_server: SmtpServer, dovecot: Dovecot
) -> None:
    dovecot.deliver(DESK, handed_in())
    async with open_parts(Desk(data, smtp_server, dovecot).config(), MovingClock(MORNING)) as parts:
        await sweep(parts)
        assert [each.tries for each in await rows(parts, Letter)] == [0]
        assert parts.to_desk.take() == []


async def test_letters_behind_those_handed_over_are_decided_too(parts: Parts) -> None:
    await store(parts, handed_in(), handed_in(sender="two@example.org"))
    async with running(run_desk(parts)):
        parts.signals.letters.ring()
        await until_all(parts, Letter, [LetterState.JUDGED] * 2)


@asynccontextmanager
async def idle_courier(parts: Parts) -> AsyncIterator[None]:
    """Run a courier that has nothing to carry."""
    async with MailCarrier(parts) as carrier:
        courier = Courier(parts, [Lane(Channel.MAIL, carrier, way=parts.to_relay)])
        async with running(courier.run()):
            await wait_until(lambda: parts.to_relay.lane)
            yield


async def test_idle_courier_gets_what_a_decision_wrote_with_the_decision(
    parts: Parts, smtp_server: SmtpServer
) -> None:
    async with idle_courier(parts):
        await store(parts, handed_in())
        await take_waiting(parts)
        states = [each.state for each in await rows(parts, Parcel)]
        assert ParcelState.READY not in states
        await until_all(parts, Parcel, [ParcelState.SENT] * 2)
    assert len({each.message_id for each in smtp_server.journal}) == len(smtp_server.journal) == 2


async def test_courier_that_operators_stopped_gets_nothing_with_a_decision(
    parts: Parts, smtp_server: SmtpServer
) -> None:
    async with idle_courier(parts):
        async with parts.database.transaction() as session:
            await pause(session, Pausable.RELAY, "某人", parts.clock.now(), parts.policy, COMMAND)
        await store(parts, handed_in())
        await take_waiting(parts)
        letters = [each for each in await rows(parts, Parcel) if each.channel is Channel.MAIL]
    assert {each.state for each in letters} == {ParcelState.READY}
    assert smtp_server.journal == []


def test_what_is_handed_over_is_taken_once(parts: Parts) -> None:
    way = parts.to_desk
    assert not way.is_open
    with way.idle():
        assert way.is_open
        way.hand([Begun(StoredLetter(1, "", MORNING), b"x")])
        assert not way.is_open
    assert len(way.take()) == 1
    assert way.take() == []
