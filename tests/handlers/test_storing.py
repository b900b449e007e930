"""Facts about writing letters down."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from handlers.storing import begin_mailbox, keep
from storage.database import Database
from storage.queries.letters import stored_uids
from storage.states import LetterState
from storage.tables import Letter
from tests.handlers.mailroom import DESK, Mailroom

PLACE = (DESK, "INBOX")


async def begin(room: Mailroom, uidvalidity: int) -> int:
    async with room.database.transaction() as session:
        return await begin_mailbox(session, *PLACE, uidvalidity)


@pytest.fixture
def room(database: Database) -> Mailroom:
    return Mailroom(database, database.path.parent / "blobs")


async def test_stored_letter_waits_for_its_verdict(room: Mailroom) -> None:
    assert await room.store(b"a", uid=5) == 1
    (row,) = await room.rows(Letter)
    assert (row.state, row.uid, row.tries) == (LetterState.STORED, 5, 0)
    assert room.blobs.get(row.blob) == b"a"


async def test_same_uid_twice_is_one_letter(room: Mailroom) -> None:
    await room.store(b"a", uid=5)
    assert await room.store(b"a", uid=5) == 0
    assert len(await room.rows(Letter)) == 1


async def test_position_only_moves_forward(room: Mailroom) -> None:
    await room.store(b"a", uid=9)
    await room.store(b"b", uid=4)
    assert await begin(room, 1) == 9
    async with room.database.reading() as session:
        assert await stored_uids(session, *PLACE, 1) == {4, 9}


async def test_mailbox_made_anew_is_read_from_the_start(room: Mailroom) -> None:
    await room.store(b"a", uid=9)
    assert await begin(room, 2) == 0
    async with room.database.reading() as session:
        assert await stored_uids(session, *PLACE, 2) == set()
    assert await room.store(b"a", uidvalidity=2, uid=9) == 1


async def test_two_folders_do_not_know_each_other(room: Mailroom) -> None:
    await room.store(b"a", uid=9)
    async with room.database.transaction() as session:
        assert await begin_mailbox(session, DESK, "垃圾邮件", 1) == 0


async def test_nothing_to_keep_is_nothing_new(room: Mailroom) -> None:
    async with room.database.transaction() as session:
        assert await keep(session, [], room.now) == []


async def test_database_itself_refuses_a_second_row_of_one_key(room: Mailroom) -> None:
    async def twice() -> None:
        async with room.database.transaction() as session:
            session.add_all([copy(), copy()])

    def copy() -> Letter:
        return Letter(
            account=DESK, folder="INBOX", uidvalidity=1, uid=7, blob="0" * 64, bytes=1, received_at=room.now
        )

    with pytest.raises(IntegrityError):
        await twice()
