"""Facts about the trace that every act on a milestone leaves: who, when, by which channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.milestone_acts import extend, settle
from handlers.milestone_steps import Deed
from handlers.policy import Policy
from handlers.rules.tokens import pseudonym
from storage.tables import AuditEntry
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import LEADER, STAFF, Office, at
from tests.handlers.test_milestone_acts import (
    Doing,
    close,
    deed,
    need_help,
    open_again,
    pass_on,
    put_off,
    tell_progress,
)


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    opened.room.now = at(date(2022, 6, 28), time(10, 0))
    return opened


async def move_due(session: AsyncSession, deed: Deed, policy: Policy) -> object:
    return await extend(session, deed, "7月15日 场地未定", policy)


async def settle_help(session: AsyncSession, deed: Deed, policy: Policy) -> object:
    return await settle(session, deed, "经费已经落实", policy)


@pytest.mark.parametrize("door", ["chat", "mail", "command"])
@pytest.mark.parametrize(
    ("before", "name", "doing"),
    [
        ((), STAFF, close),
        ((), STAFF, tell_progress),
        ((), STAFF, put_off),
        ((), STAFF, need_help),
        ((), STAFF, pass_on),
        ((), STAFF, move_due),
        ((close,), STAFF, open_again),
        ((need_help,), LEADER, settle_help),
    ],
)
async def test_every_act_is_in_the_audit_log_with_who_when_and_the_channel(
    office: Office, before: tuple[Doing, ...], name: str, doing: Doing, door: str
) -> None:
    async with office.room.database.transaction() as session:
        for each in before:
            await each(session, await deed(office, STAFF, "203/1"), office.room.policy)
    known = len(await office.room.rows(AuditEntry))
    office.room.later(minutes=5)
    wanted = await deed(office, name, "203/1")
    async with office.room.database.transaction() as session:
        by = replace(wanted, official=replace(wanted.official, door=door))
        await doing(session, by, office.room.policy)
    lines = (await office.room.rows(AuditEntry))[known:]
    actor = pseudonym(office.room.policy.key, f"staff:{await office.person(name)}")
    assert lines
    assert {(each.door, each.actor, each.at) for each in lines} == {(door, actor, office.room.now)}
    assert all(each.act.startswith("milestone.") for each in lines)
