"""Facts about people who keep their chat."""

from __future__ import annotations

from dataclasses import replace

from handlers.audit import COMMAND
from handlers.editions import apply_document
from handlers.rules.people import Person, Role, StaffList
from storage.database import Database
from storage.queries.people import member_by_chat, operator_chats
from storage.tables import StaffMember
from tests.handlers.mailroom import Mailroom

JIA = Person("演示甲", "市科技局", "高新技术科", "jia@example.org", phone="13800000001")
YI = Person("演示乙", "市科技局", None, "yi@example.org", Role.OPERATOR)
NOBODY = Person("演示丙", "市税务局", None, None)


class Roll:
    """The staff rows of one database."""

    def __init__(self, database: Database) -> None:
        self.mailroom = Mailroom(database, database.path.parent / "blobs")

    async def apply(self, *people: Person) -> list[StaffMember]:
        async with self.mailroom.database.transaction() as session:
            await apply_document(session, StaffList(people), self.mailroom.now, self.mailroom.policy, COMMAND)
        return await self.mailroom.rows(StaffMember)

    async def bind(self, name: str, chat_id: int) -> None:
        (row,) = [each for each in await self.mailroom.rows(StaffMember) if each.name == name]
        async with self.mailroom.database.transaction() as session:
            (await session.get_one(StaffMember, row.id)).chat_id = chat_id

    async def role_of(self, chat_id: int) -> str | None:
        async with self.mailroom.database.reading() as session:
            found = await member_by_chat(session, chat_id)
        return found.role if found else None


async def test_import_again_keeps_the_chat(database: Database) -> None:
    roll = Roll(database)
    await roll.apply(JIA, YI, NOBODY)
    await roll.bind("演示甲", 7)
    rows = await roll.apply(replace(JIA, unit="市财政局", email="JIA@example.org"), YI, NOBODY)
    assert [(row.name, row.unit, row.chat_id) for row in rows] == [
        ("演示甲", "市财政局", 7),
        ("演示乙", "市科技局", None),
        ("演示丙", "市税务局", None),
    ]


async def test_who_left_loses_the_chat_and_every_right_but_not_the_history(database: Database) -> None:
    roll = Roll(database)
    await roll.apply(JIA, YI)
    await roll.bind("演示乙", 8)
    assert await roll.role_of(8) == "operator"
    rows = await roll.apply(JIA)
    assert (rows[1].gone, rows[1].chat_id) == (True, None)
    assert await roll.role_of(8) is None
    async with database.reading() as session:
        assert await operator_chats(session) == []


async def test_who_comes_back_is_there_again_without_a_chat(database: Database) -> None:
    roll = Roll(database)
    await roll.apply(YI)
    await roll.bind("演示乙", 8)
    await roll.apply(JIA)
    rows = await roll.apply(JIA, YI)
    assert [(row.name, row.gone, row.chat_id) for row in rows] == [
        ("演示乙", False, None),
        ("演示甲", False, None),
    ]


async def test_other_mailbox_is_not_bound(database: Database) -> None:
    roll = Roll(database)
    await roll.apply(JIA)
    await roll.bind("演示甲", 7)
    await roll.apply(replace(JIA, email="new@example.org"))
    assert await roll.role_of(7) is None


async def test_successor_at_the_same_mailbox_does_not_inherit_the_chat(database: Database) -> None:
    roll = Roll(database)
    await roll.apply(YI)
    await roll.bind("演示乙", 8)
    await roll.apply(replace(YI, name="演示己"))
    assert await roll.role_of(8) is None


async def test_changed_role_holds_at_once(database: Database) -> None:
    roll = Roll(database)
    await roll.apply(YI)
    await roll.bind("演示乙", 8)
    await roll.apply(replace(YI, role=Role.STAFF))
    assert await roll.role_of(8) == "staff"


async def test_two_who_share_a_mailbox_stay_two_and_do_not_multiply(database: Database) -> None:
    roll = Roll(database)
    shared = replace(JIA, name="演示戊")
    await roll.apply(JIA, shared)
    rows = await roll.apply(JIA, shared)
    assert [(row.name, row.gone) for row in rows] == [("演示甲", False), ("演示戊", False)]


async def test_person_listed_twice_is_one(database: Database) -> None:
    roll = Roll(database)
    rows = await roll.apply(YI, replace(YI, role=Role.STAFF))
    assert [(row.name, row.role) for row in rows] == [("演示乙", "operator")]


async def test_first_operator_stays_until_the_list_names_one(database: Database) -> None:
    roll = Roll(database)
    first = replace(YI, email=roll.mailroom.policy.operator_mailbox)
    await roll.apply(first)
    await roll.bind("演示乙", 8)
    await roll.apply(JIA)
    assert await roll.role_of(8) == "operator"
    await roll.apply(JIA, replace(YI, name="演示戊"))
    assert await roll.role_of(8) is None
