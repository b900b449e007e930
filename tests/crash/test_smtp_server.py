"""A relay that refuses, hangs up and stalls at any moment: every letter arrives, with its one Message-ID."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import open_parts
from bot.config import Config
from bot.courier import Courier, Lane
from bot.mail.carrier import MailCarrier, relay_of
from bot.mail.smtp import Line, SmtpTimes
from demo.moving_clock import MovingClock
from handlers.outbox import Wrapping, write_letter
from storage.states import Channel
from tests.flows.desk import MORNING, Desk, letter_to
from tests.servers.scripted_smtp import Act, Fault, Verb
from tests.servers.smtp_server import SmtpServer

pytestmark = [pytest.mark.crash, pytest.mark.timeout(120)]
COUNT = 50
OFTEN = 7  # letters that meet the fault
OPERATOR = "operator@example.org"
LATER = [Fault(verb, Act.REPLY, "451 4.3.0 try again later") for verb in Verb if verb is not Verb.BODY]
CUTS = [Fault(verb, Act.DROP) for verb in Verb]
FAULTS = [
    *[each for each in LATER if each.verb is not Verb.AUTH],
    *[each for each in CUTS if each.verb is not Verb.AUTH],
    Fault(Verb.DOT, Act.DROP, accepted=True),
    Fault(Verb.DOT, Act.STALL),
    Fault(Verb.DOT, Act.STALL, accepted=True),
    # A lasting no that is ours: the lane pauses, nothing is burnt.
    Fault(Verb.CONNECT, Act.REPLY, "554 5.7.1 blocked for spam, rate limit exceeded"),
    Fault(Verb.MAIL, Act.REPLY, "550 5.7.1 sender address rejected: not owned by user"),
    Fault(Verb.DATA, Act.REPLY, "554 5.7.1 too many messages, rate limit"),
    Fault(Verb.DOT, Act.REPLY, "554 5.7.1 DT:SPM considered spam"),
]


def name_of(fault: Fault) -> str:
    word = fault.line.partition(" ")[0] or fault.act.value
    return f"{word} at {fault.verb.value}{' (kept all the same)' if fault.accepted else ''}"


@asynccontextmanager
async def office(config: Config) -> AsyncIterator[tuple[Courier, MovingClock]]:
    """Give a courier with fifty letters to carry; a stalled relay costs it half a second."""
    clock = MovingClock(MORNING)
    async with open_parts(config, clock) as parts, MailCarrier(parts) as carrier:
        while not carrier._free.empty():
            carrier._free.get_nowait()
        carrier._lines[:] = [Line(relay_of(config), SmtpTimes(5, 2, 0.5)) for _ in range(4)]
        for line in carrier._lines:
            carrier._free.put_nowait(line)
        async with parts.database.transaction() as session:
            for number in range(COUNT):
                letter = letter_to(f"unit{number}@example.org")
                await write_letter(session, letter, Wrapping(f"letter:{number}", clock.now()))
        yield Courier(parts, [Lane(Channel.MAIL, carrier)], chance=lambda: 0), clock


@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
async def test_every_letter_arrives_although_the_relay_says(
    tmp_path: Path, smtp_server: SmtpServer, fault: Fault
) -> None:
    for _ in range(OFTEN):
        smtp_server.script.add(fault)
    async with office(Desk(tmp_path / "data", smtp_server).config()) as (courier, clock):
        for _ in range(12):  # as many looks as a day has hours, and more than the fault lasts
            await courier.carry_all_due()
            await clock.move_to(clock.now() + timedelta(hours=1), within=0)
            if smtp_server.script.take(fault.verb) is not None:
                smtp_server.script.add(fault)
        await courier.carry_all_due()
    journal = [each for each in smtp_server.journal if each.recipient != OPERATOR]
    copies = Counter(each.message_id for each in journal)
    assert set(copies) == {f"<unit{number}@example.org>" for number in range(COUNT)}
    twice = sum(count - 1 for count in copies.values())
    assert twice == (OFTEN if fault.accepted else 0)
    assert len({each.raw for each in journal}) == COUNT
    print(f"relay, {name_of(fault)}: {COUNT} letters arrived, {twice} came twice")  # noqa: T201


async def test_clock_that_jumps_neither_loses_nor_hastens_a_letter(
    tmp_path: Path, smtp_server: SmtpServer
) -> None:
    smtp_server.script.refuse(Verb.RCPT, "451 4.3.0 try again later", times=COUNT)
    async with office(Desk(tmp_path / "data", smtp_server).config()) as (courier, clock):
        await courier.carry_all_due()
        clock._moved -= timedelta(days=400)  # the battery of the clock was empty
        await courier.carry_all_due()
        assert [each for each in smtp_server.journal if each.recipient != OPERATOR] == []
        clock._moved += timedelta(days=800)
        await courier.carry_all_due()
        clock._moved -= timedelta(days=400)
        await clock.move_to(clock.now() + timedelta(minutes=2), within=0)
        await courier.carry_all_due()
    copies = Counter(each.message_id for each in smtp_server.journal if each.recipient != OPERATOR)
    assert copies == Counter({f"<unit{number}@example.org>": 1 for number in range(COUNT)})
    print(f"clock set back and forth by 400 days: {COUNT} letters arrived, none twice")  # noqa: T201
