"""Facts about matching the table's units to the staff list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handlers.audit import COMMAND
from handlers.refusals import Refusal
from handlers.rules.people import StaffList
from handlers.units import confirm_name, match_units, other_names, refuse_name
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, OPERATOR, Office, sample_staff, sample_table

SHORT, WHOLE = "市科学技术局", "市科技局"


def renamed() -> StaffList:
    """Return the sample's people with the lead unit under its whole name."""
    people = [replace(each, unit=SHORT) if each.unit == WHOLE else each for each in sample_staff().people]
    return StaffList(tuple(people))


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    return await Office.open(mailroom, tmp_path, staff=renamed())


async def confirm(office: Office) -> None:
    async with office.room.database.transaction() as session:
        await confirm_name(session, SHORT, WHOLE, office.room.now, office.room.policy, COMMAND)


async def test_import_proposes_the_name_and_counts_it_for_nothing_yet(office: Office) -> None:
    async with office.room.database.reading() as session:
        (name,) = [each for each in await other_names(session) if each.unit == WHOLE]
    assert (name.alias, name.confirmed) == (SHORT, False)
    await office.tick(date(2022, 6, 29))
    assert {row.duty for row in await office.reminders("203/1")} <= {"操作员", "配合"}


async def test_confirmed_name_brings_the_reminders_to_its_people(office: Office) -> None:
    await confirm(office)
    await office.tick(date(2022, 6, 29))
    keys = {row.person for row in await office.reminders("203/1") if row.duty == "牵头"}
    assert str(await office.person("演示甲")) in keys


async def test_next_import_keeps_the_name(office: Office) -> None:
    await confirm(office)
    await office.apply(sample_table())
    await office.apply(renamed())
    await office.tick(date(2022, 6, 29))
    assert {row.duty for row in await office.reminders("203/1")} >= {"牵头"}


async def test_refused_name_is_neither_used_nor_proposed_again(office: Office) -> None:
    async with office.room.database.transaction() as session:
        await refuse_name(session, SHORT, office.room.now, office.room.policy, COMMAND)
    await office.apply(renamed())
    async with office.room.database.reading() as session:
        assert SHORT not in {each.alias for each in await other_names(session)}


async def test_units_without_people_are_named_to_the_operator_once(office: Office) -> None:
    async with office.room.database.transaction() as session:
        matching = await match_units(session, office.room.now, office.room.policy)
    assert WHOLE in matching.nobody
    before = len(await office.room.parcels("operator:units:"))
    async with office.room.database.transaction() as session:
        await match_units(session, office.room.now, office.room.policy)
    parcels = await office.room.parcels("operator:units:")
    assert len(parcels) == before > 0


async def test_proposal_has_a_yes_and_a_no_for_operators(office: Office) -> None:
    await office.set_chat(OPERATOR, CHATS[OPERATOR])
    await office.apply(replace(sample_table(), title="另一版"))
    await office.apply(StaffList(renamed().people[:-1]))
    last = (await office.room.parcels("operator:units:"))[-1]
    buttons = [button["data"] for row in last.payload["buttons"] for button in row]
    assert any(":unityes:" in each for each in buttons)
    assert any(":unitno:" in each for each in buttons)


async def test_names_that_say_nothing_are_refused(office: Office) -> None:
    for alias, unit in (("局", WHOLE), (WHOLE, WHOLE)):
        async with office.room.database.transaction() as session:
            with pytest.raises(Refusal):
                await confirm_name(session, alias, unit, office.room.now, office.room.policy, COMMAND)
