"""What the service really asks of the database while people use it: by an index, never row by row."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.app import open_parts
from bot.night import sweep_nightly
from bot.rounds import make_rounds
from bot.tick import tick
from demo.messages import Message
from demo.moving_clock import MovingClock
from demo.visitor import Sheet, Visitor
from tests.chat_desk import ChatDesk, chat_desk
from tests.flows.desk import DESK, MORNING, Desk, mail
from tests.flows.test_hand_in_by_chat import confirm, open_basket
from tests.flows.test_hand_in_by_mail import APPLICANT, GAOXIN, arrives, submission

# The tables that have more rows with every submission; the others have as many as the office has people,
# mailboxes, documents and milestones, or are read to a limit (the newest examples).
GROWING = frozenset(
    {
        "addresscode",
        "applicant",
        "applicantunit",
        "auditentry",
        "companion",
        "dialogue",
        "entry",
        "follow",
        "invitation",
        "letter",
        "milestoneentry",
        "parcel",
        "reminder",
        "reviewitem",
        "submission",
        "submissionfile",
        "unanswered",
        "update",
    }
)
# Whether there is any row at all, or what the newest one says: one row answers that.
ANY = re.compile(r"SELECT [^()]* FROM (\w+)(?: ORDER BY \1\.id DESC)? LIMIT \? OFFSET \?")
SCANNED = re.compile(r"^SCAN (\w+?)(?:_\d+)?(?: |$)")


@dataclass(slots=True)
class Statements:
    """What was asked, each statement once with the values it was asked with first."""

    asked: dict[str, Any] = field(default_factory=dict)

    def scans(self, file: Path) -> list[str]:
        """Return the statements that look through a whole table that grows."""
        with closing(sqlite3.connect(file)) as connection:
            asked = {each: values for each, values in self.asked.items() if not _is_any(each)}
            plans = {each: _plan(connection, each, values) for each, values in asked.items()}
        return [f"{plan}\n{each}" for each, found in plans.items() for plan in found if _grows(plan)]


def _plan(connection: sqlite3.Connection, statement: str, values: Any) -> list[str]:
    if not statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")):
        return []
    return [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]


def _is_any(statement: str) -> bool:
    return ANY.fullmatch(" ".join(statement.split())) is not None


def _grows(plan: str) -> bool:
    found = SCANNED.match(plan)
    return found is not None and found[1] in GROWING


@contextmanager
def overheard() -> Iterator[Statements]:
    """Write down every statement that goes to any database."""
    found = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:  # noqa: FBT001
        found.asked.setdefault(statement, values[0] if many else values)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def _night_is_over(desk: Desk) -> None:
    """Sweep once: what is asked by night may look through everything, and is not asked again that day."""
    async with open_parts(desk.config(), MovingClock(MORNING)) as parts:
        await sweep_nightly(parts)


async def test_mails_and_answers_are_handled_without_looking_through_a_table(mail_desk: Desk) -> None:
    desk = mail_desk
    assert desk.dovecot is not None
    await _night_is_over(desk)
    with overheard() as statements:
        async with desk.open() as parts:
            desk.dovecot.deliver(DESK, submission())
            letter = (await arrives(desk, GAOXIN))[0].message
            await arrives(desk, APPLICANT)
            headers = (("In-Reply-To", str(letter["Message-ID"])), ("References", str(letter["Message-ID"])))
            answer = mail(f"Re: {letter['Subject']}", "受理", sender=GAOXIN, headers=headers)
            desk.dovecot.deliver(DESK, answer)
            await arrives(desk, APPLICANT, 2)
            desk.dovecot.deliver(DESK, mail("请问", "高企认定的联系电话是多少？", sender="asks@example.org"))
            await arrives(desk, "asks@example.org")
            desk.dovecot.deliver(
                DESK, mail("材料", "见附件", sender="b@example.org", files=(("a.pdf", b"%PDF"),))
            )
            await arrives(desk, "b@example.org")
            await make_rounds(parts)
            await tick(parts)
    assert len(statements.asked) > 50
    assert statements.scans(desk.config().database) == []


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path) as opened:
        await opened.start()
        yield opened


async def _presses(visitor: Visitor, word: str, since: int) -> Message:
    visitor.write(word)
    return await visitor.sees(lambda each: each.revision > since and bool(each.keyboard))


async def test_chats_are_answered_without_looking_through_a_table(chat: ChatDesk) -> None:
    visitor = chat.api.visitor(610, "陈一")
    with overheard() as statements:
        await open_basket(visitor)
        visitor.send_album([Sheet("材料.pdf", b"%PDF" * 100)], "市级项目材料")
        await confirm(visitor, await visitor.sees("已收 1 个文件"))
        receipt = await visitor.sees("回执 SB-")
        mine = await _presses(visitor, "我的申报", receipt.revision)
        visitor.write("高企认定的联系电话是多少？")
        await visitor.sees(lambda each: each.revision > mine.revision and "电话" in each.text)
    assert len(statements.asked) > 30
    assert statements.scans(chat.parts.database.path) == []
