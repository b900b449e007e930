"""Facts about what the office changes during the year."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from handlers.audit import COMMAND
from handlers.category_settings import list_settings, put_setting
from handlers.editions import GuideInForce, apply_document, guide_in_force
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.guide import Category, Contact, Guide, addressee
from handlers.rules.settings import Field, Setting
from storage.database import Database, open_database

NOW = datetime(2023, 6, 20, 1, 0, tzinfo=UTC)
POLICY = Policy(key=b"key")


def guide(year: int) -> Guide:
    contact = Contact("高新技术科", "甲", ("0750-8220000",), ("old@example.org",))
    return Guide("指南", year, categories=(Category("1.1", 1, "农业园区建设", contacts=(contact,)),))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "desk.db", create=True)
    async with opened.transaction() as session:
        await apply_document(session, guide(2023), NOW, POLICY, COMMAND)
    yield opened
    await opened.close()


async def put(database: Database, field: Field, value: str) -> None:
    async with database.transaction() as session:
        await put_setting(session, Setting("1.1", field, value), NOW, POLICY, COMMAND)


async def in_force(database: Database) -> GuideInForce:
    async with database.reading() as session:
        found = await guide_in_force(session)
    assert found is not None
    return found


async def test_new_mailbox_is_where_submissions_go(database: Database) -> None:
    before = await in_force(database)
    await put(database, Field.MAILBOX, "new@example.org")
    found = await in_force(database)
    assert addressee(found.guide, found.guide.categories[0]) == "new@example.org"
    assert found.digest != before.digest


async def test_new_contact_is_not_given_the_old_phone(database: Database) -> None:
    await put(database, Field.CONTACT, "乙")
    contact = (await in_force(database)).guide.categories[0].contacts[0]
    assert (contact.name, contact.phones, contact.emails) == ("乙", (), ("old@example.org",))


async def test_days_are_known_by_category(database: Database) -> None:
    await put(database, Field.OPENS, "2023-06-01")
    await put(database, Field.CLOSES, "2023-06-30")
    window = (await in_force(database)).windows["1.1"]
    assert window.is_early(date(2023, 5, 31))
    assert not window.is_early(date(2023, 6, 1))
    assert not window.is_late(date(2023, 6, 30))
    assert window.is_late(date(2023, 7, 1))


async def test_empty_value_goes_back_to_the_guide(database: Database) -> None:
    await put(database, Field.MAILBOX, "new@example.org")
    await put(database, Field.MAILBOX, "")
    async with database.reading() as session:
        assert await list_settings(session) == []
    found = await in_force(database)
    assert addressee(found.guide, found.guide.categories[0]) == "old@example.org"


async def test_next_years_guide_starts_without_the_changes(database: Database) -> None:
    await put(database, Field.CLOSES, "2023-06-30")
    async with database.transaction() as session:
        await apply_document(session, guide(2024), NOW, POLICY, COMMAND)
    assert (await in_force(database)).windows == {}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (Field.CLOSES, "六月底", "setting_no_day"),
        (Field.MAILBOX, "nobody", "setting_no_mailbox"),
        (Field.OPENS, "2023-02-30", "setting_no_day"),
        (Field.PHONE, "请打总机", "setting_no_phone"),
        (Field.PHONE, "12345", "setting_no_phone"),
        (Field.CONTACT, "甲" * 31, "setting_name_too_long"),
    ],
)
async def test_value_that_cannot_be_is_refused(
    database: Database, field: Field, value: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        await put(database, field, value)


@pytest.mark.parametrize(
    "typed", ["2023-06-30", "2023年6月30日", "6月30日", "６月３０号", "2023/6/30", "20230630", "6.30"]
)
async def test_day_is_read_as_people_type_it(database: Database, typed: str) -> None:
    await put(database, Field.CLOSES, typed)
    assert (await in_force(database)).windows["1.1"].closes == date(2023, 6, 30)


async def test_last_day_before_the_first_is_refused(database: Database) -> None:
    await put(database, Field.OPENS, "2023-05-01")
    with pytest.raises(Refusal, match="setting_days_reversed"):
        await put(database, Field.CLOSES, "2023-04-30")
    assert (await in_force(database)).windows["1.1"].closes is None
