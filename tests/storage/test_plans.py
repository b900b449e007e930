"""Facts about how SQLite answers what the mail desk asks for each batch: by an index, never row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, open_database
from storage.queries import known, letters, parcels, submissions
from storage.states import Channel

NOW = datetime(2022, 6, 20, 1, 30, tzinfo=UTC)
ONE = ["a@example.org"]
Asked = Callable[[AsyncSession], Awaitable[Any]]
# What is asked for every batch of letters or parcels, whatever the number of rows.
HOT: dict[str, Asked] = {
    "letters that wait": lambda session: letters.waiting_letters(session, 20, 5),
    "uids on disk": lambda session: letters.stored_uids(session, "a", "INBOX", 1, 5),
    "letters by id": lambda session: letters.letters_by_id(session, [1, 2]),
    "what is known": lambda session: known.facts_of(session, known.Marks(ONE, ONE, ONE, ONE), NOW),
    "a sender's categories": lambda session: letters.categories_of_senders(session, ONE),
    "answers to a sender": lambda session: letters.count_acknowledgements_to(session, ONE, NOW),
    "answers of the day": lambda session: letters.count_acknowledgements(session, NOW),
    "letter of ours": lambda session: letters.parcel_by_message_id(session, ["<x>"]),
    "applicants with units": lambda session: submissions.applicants_with_units(session, ONE),
    "applicants": lambda session: submissions.applicants_by_email(session, ONE),
    "receipt": lambda session: submissions.submission_by_receipt(session, "SB"),
    "keys": lambda session: parcels.keys_in_use(session, ["ack:1"]),
    "unbuilt letters": lambda session: parcels.unbuilt_parcels(session, 20),
    "anything due": lambda session: parcels.has_due_parcel(session, Channel.MAIL, NOW),
    "due parcels": lambda session: parcels.due_parcels(session, Channel.MAIL, 50, NOW),
    "due parcels at night": lambda session: parcels.due_parcels(session, Channel.MAIL, 50, NOW, quiet=True),
    "reminders kept back": lambda session: parcels.untried_reminders(session, NOW),
}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "plans.db", create=True)
    yield opened
    await opened.close()


@pytest.mark.parametrize("name", HOT)
async def test_hot_question_reads_no_whole_table(database: Database, name: str) -> None:
    statements: list[tuple[str, Any]] = []

    def note(*arguments: Any) -> None:
        statements.append((arguments[2], arguments[3]))

    async with database.reading() as session:
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await HOT[name](session)
    with sqlite3.connect(database.path) as plain:
        plans = [
            str(row[3])
            for statement, values in statements
            for row in plain.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert plans
    # The values of a list are read one by one; they are few.
    assert [plan for plan in plans if plan.startswith("SCAN") and "json_each" not in plan] == []
