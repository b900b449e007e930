"""Facts about milestones that remember what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.audit import COMMAND
from handlers.editions import apply_document
from handlers.rules.tasks import Milestone, Task, TaskTable
from storage.database import Database
from storage.states import MilestoneState
from storage.tables import Milestone as Row
from tests.handlers.mailroom import NOW, Mailroom

LATE, SOON = date(2022, 5, 31), date(2022, 7, 31)


def milestone(text: str, due: date | None = SOON) -> Milestone:
    return Milestone(1, text, ("市科技局",), due, "7月31日")


def table(*milestones: Milestone, number: str = "202", year: int = 2022) -> TaskTable:
    task = Task(number, "推进高新技术企业树标提质", "市科技局", ("市科技局",), milestones)
    return TaskTable("2022年工作任务分解表", year, (task,))


class Book:
    """The rows of one database, by the milestone's text."""

    def __init__(self, database: Database) -> None:
        self.mailroom = Mailroom(database, database.path.parent / "blobs")

    async def apply(self, document: TaskTable) -> dict[str, Row]:
        async with self.mailroom.database.transaction() as session:
            await apply_document(session, document, self.mailroom.now, self.mailroom.policy, COMMAND)
        return await self.rows()

    async def rows(self) -> dict[str, Row]:
        return {row.text: row for row in await self.mailroom.rows(Row)}

    async def close(self, text: str) -> None:
        row = (await self.rows())[text]
        async with self.mailroom.database.transaction() as session:
            kept = await session.get_one(Row, row.id)
            kept.state, kept.closed_at, kept.closed_by = MilestoneState.DONE, NOW, "演示甲"
            kept.evidence = "已发文"


async def test_milestones_are_open_or_expired_on_the_day_they_are_applied(database: Database) -> None:
    rows = await Book(database).apply(
        table(milestone("一", LATE), milestone("二", NOW.date()), milestone("三"), milestone("四", None))
    )
    assert {text: row.state for text, row in rows.items()} == {
        "一": MilestoneState.EXPIRED,
        "二": MilestoneState.OPEN,
        "三": MilestoneState.OPEN,
        "四": MilestoneState.OPEN,
    }
    assert [row.position for row in rows.values()] == [1, 2, 3, 4]


async def test_import_again_keeps_what_was_closed(database: Database) -> None:
    book = Book(database)
    await book.apply(table(milestone("一"), milestone("二")))
    await book.close("一")
    rows = await book.apply(table(milestone("一", date(2022, 8, 31)), milestone("二")))
    assert (rows["一"].state, rows["一"].evidence) == (MilestoneState.DONE, "已发文")
    assert rows["一"].due == date(2022, 8, 31)
    assert rows["二"].state is MilestoneState.OPEN
    assert len(rows) == 2


async def test_changed_text_opens_a_closed_milestone_again(database: Database) -> None:
    book = Book(database)
    await book.apply(table(milestone("一")))
    await book.close("一")
    rows = await book.apply(table(milestone("一，并报送总结")))
    (row,) = rows.values()
    assert (row.state, row.closed_at, row.evidence) == (MilestoneState.OPEN, None, None)


async def test_what_the_table_no_longer_has_is_gone_but_kept(database: Database) -> None:
    book = Book(database)
    await book.apply(table(milestone("一"), milestone("二")))
    rows = await book.apply(table(milestone("一")))
    assert rows["二"].state is MilestoneState.GONE


async def test_closed_milestone_survives_a_table_imported_by_mistake(database: Database) -> None:
    book = Book(database)
    await book.apply(table(milestone("一"), milestone("二")))
    await book.close("二")
    await book.apply(table(milestone("一")))
    rows = await book.apply(table(milestone("一"), milestone("二")))
    assert (rows["二"].state, rows["二"].evidence) == (MilestoneState.DONE, "已发文")


async def test_open_milestone_comes_back_open_from_a_mistake(database: Database) -> None:
    book = Book(database)
    await book.apply(table(milestone("一"), milestone("二")))
    await book.apply(table(milestone("一")))
    assert (await book.apply(table(milestone("一"), milestone("二"))))["二"].state is MilestoneState.OPEN


async def test_expired_milestone_with_a_new_date_is_open(database: Database) -> None:
    book = Book(database)
    await book.apply(table(milestone("一", LATE)))
    assert (await book.apply(table(milestone("一", SOON))))["一"].state is MilestoneState.OPEN


async def test_open_milestone_that_is_overdue_by_now_stays_open(database: Database) -> None:
    book = Book(database)
    await book.apply(table(milestone("一", SOON)))
    book.mailroom.later(days=60)
    assert (await book.apply(table(milestone("一", SOON))))["一"].state is MilestoneState.OPEN


async def test_number_printed_over_two_tasks_loses_neither(database: Database) -> None:
    book = Book(database)
    twice = table(milestone("一"), milestone("二"))
    twice = replace(twice, tasks=(*twice.tasks, *table(milestone("三")).tasks))
    await book.apply(twice)
    await book.close("三")
    rows = await book.apply(twice)
    assert {text: (row.task, row.position) for text, row in rows.items()} == {
        "一": ("202", 1),
        "二": ("202", 2),
        "三": ("202", 3),
    }
    assert rows["三"].state is MilestoneState.DONE


async def test_table_of_another_year_leaves_this_year_alone(database: Database) -> None:
    book = Book(database)
    await book.apply(table(milestone("一")))
    rows = await book.apply(table(milestone("明年的"), year=2023))
    assert rows["一"].state is MilestoneState.OPEN
    assert len(rows) == 2
