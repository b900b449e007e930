"""Facts about taking an import back, and about the operators' words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from handlers.aliases import CategoryWord, add_alias, remove_alias
from handlers.audit import COMMAND
from handlers.editions import apply_document, guide_in_force
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.guide import Category, Contact, Guide
from handlers.rules.people import Person, StaffList
from handlers.rules.tasks import Milestone, Task, TaskTable
from handlers.search_index import book_in_force
from handlers.undoing import undo_import
from storage.database import Database, open_database
from storage.queries.editions import all_milestones, staff_members
from storage.states import MilestoneState

NOW = datetime(2022, 6, 20, 1, 0, tzinfo=UTC)
POLICY = Policy(key=b"key")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "desk.db", create=True)
    yield opened
    await opened.close()


def guide(name: str) -> Guide:
    contact = Contact("高新技术科", "甲", ("0750-8220000",), ("kjj@example.org",))
    return Guide(
        title=name,
        year=2023,
        categories=tuple(
            Category(number, 1, each, contacts=(contact,))
            for number, each in (("1.1", name), ("1.2", "农业园区建设"))
        ),
    )


def table(text: str) -> TaskTable:
    milestone = Milestone(1, text, ("市科技局",), date(2022, 12, 15), "12月15日")
    return TaskTable("任务表", 2022, (Task("202", "任务", "市科技局", ("市科技局",), (milestone,)),))


async def put(database: Database, document: Guide | TaskTable | StaffList) -> None:
    async with database.transaction() as session:
        await apply_document(session, document, NOW, POLICY, COMMAND)


async def test_edition_before_is_in_force_again(database: Database) -> None:
    await put(database, guide("旧指南"))
    await put(database, guide("新指南"))
    async with database.transaction() as session:
        undone = await undo_import(session, NOW, POLICY, COMMAND)
    async with database.reading() as session:
        found = await guide_in_force(session)
    assert (undone.title, undone.back_to) == ("新指南", "旧指南")
    assert found is not None
    assert found.guide.title == "旧指南"


async def test_first_import_cannot_be_taken_back(database: Database) -> None:
    await put(database, guide("旧指南"))
    async with database.transaction() as session:
        with pytest.raises(Refusal, match="import_nothing_to_undo"):
            await undo_import(session, NOW, POLICY, COMMAND)


async def test_milestone_that_a_changed_text_reopened_is_closed_again(database: Database) -> None:
    await put(database, table("组织宣讲"))
    async with database.transaction() as session:
        row = (await all_milestones(session))[0]
        row.state, row.closed_at, row.evidence = MilestoneState.DONE, NOW, "已完成宣讲三场"
    await put(database, table("组织培训"))
    async with database.reading() as session:
        assert (await all_milestones(session))[0].state is MilestoneState.OPEN
    async with database.transaction() as session:
        await undo_import(session, NOW, POLICY, COMMAND)
    async with database.reading() as session:
        row = (await all_milestones(session))[0]
    assert (row.state, row.text, row.evidence) == (MilestoneState.DONE, "组织宣讲", "已完成宣讲三场")


async def test_chat_of_somebody_left_out_by_mistake_is_bound_again(database: Database) -> None:
    both = StaffList(
        (
            Person("甲", "市科技局", None, "jia@example.org"),
            Person("乙", "市科技局", None, "yi@example.org"),
        )
    )
    await put(database, both)
    async with database.transaction() as session:
        (await staff_members(session))[1].chat_id = 77
    await put(database, StaffList(both.people[:1]))
    async with database.transaction() as session:
        await undo_import(session, NOW, POLICY, COMMAND)
    async with database.reading() as session:
        assert [(row.gone, row.chat_id) for row in await staff_members(session)] == [
            (False, None),
            (False, 77),
        ]


async def test_word_of_the_operators_finds_its_category(database: Database) -> None:
    await put(database, guide("珠西科创中心运营"))
    async with database.transaction() as session:
        await add_alias(session, CategoryWord("大孵化", "1.1"), NOW, POLICY, COMMAND)
    async with database.reading() as session:
        first = await book_in_force(session)
    async with database.transaction() as session:
        await remove_alias(session, "大孵化", NOW, POLICY, COMMAND)
    async with database.reading() as session:
        second = await book_in_force(session)
    assert first is not None
    assert second is not None
    assert first.answer("大孵化找谁").categories == ("1.1",)
    assert second.answer("大孵化找谁").categories != ("1.1",)


async def test_word_for_an_unknown_category_is_refused(database: Database) -> None:
    await put(database, guide("指南"))
    async with database.transaction() as session:
        with pytest.raises(Refusal, match="alias_unknown_category"):
            await add_alias(session, CategoryWord("某某", "9.9"), NOW, POLICY, COMMAND)
