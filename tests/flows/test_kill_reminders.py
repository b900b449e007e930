"""Kill -9 while reminders go out: each arrives, none under a second Message-ID."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.flows.desk import Desk
from tests.flows.process import Service
from tests.servers.waiting import wait_until_plain

# Three working days before the milestones of 30 June: everybody without a chat gets a letter.
MORNING = "2022-06-27T08:50:00+08:00"
SERVICE = ("-m", "tests.flows.moved_service", MORNING)
pytestmark = pytest.mark.usefixtures("warm_services")


def reminders(desk: Desk) -> list[tuple[object, ...]]:
    import sqlite3

    with sqlite3.connect(desk.folder / "shenbao.db", timeout=20) as connection:
        return connection.execute(
            "SELECT recipient, message_id, state FROM parcel WHERE key LIKE 'reminder:%'"
        ).fetchall()


async def test_killed_desk_sends_each_reminder_once(mail_desk: Desk, tmp_path: Path) -> None:
    desk = mail_desk
    service = Service(desk, tmp_path, SERVICE)
    with service:
        wait_until_plain(lambda: desk.smtp.journal, limit=40)
        service.kill()
    planned = reminders(desk)
    with service:
        wait_until_plain(
            lambda: reminders(desk) and all(row[2] == "SENT" for row in reminders(desk)), limit=40
        )
    assert {row[1] for row in planned} <= {row[1] for row in reminders(desk)}
    sent = Counter(letter.message_id for letter in desk.smtp.journal)
    assert {str(row[1]) for row in reminders(desk)} <= set(sent)
    per_person = Counter(str(row[0]) for row in reminders(desk))
    letters = {(letter.recipient, letter.message_id) for letter in desk.smtp.journal}
    for person, count in per_person.items():
        own = {message_id for recipient, message_id in letters if recipient == person}
        assert len(own & {str(row[1]) for row in reminders(desk)}) == count
