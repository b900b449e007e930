"""Kill -9 while handing in by chat: nothing lost, one receipt, no letter with a second Message-ID."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from demo.messages import Message
from demo.visitor import Sheet, Visitor
from tests.flows.desk import Desk
from tests.flows.process import Service
from tests.servers.waiting import wait_until

FILES = [Sheet(f"材料{number}.pdf", bytes([64 + number]) * 400_000) for number in range(1, 7)]


def rows(desk: Desk, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(desk.folder / "shenbao.db", timeout=20) as connection:
        return connection.execute(query).fetchall()


# Where the process is killed while an album comes in.
COLLECTING: dict[str, Callable[[Desk], bool]] = {
    "when the first update is stored": lambda desk: (
        rows(desk, "SELECT 1 FROM 'update' WHERE state = 'STORED'") != []
    ),
    "when the first file is on disk": lambda desk: (
        rows(desk, "SELECT 1 FROM submissionfile WHERE state = 'STORED'") != []
    ),
}
# Where it is killed after the applicant confirmed.
CONFIRMING: dict[str, Callable[[Desk], bool]] = {
    "when it is confirmed": lambda desk: rows(desk, "SELECT 1 FROM submission WHERE state <> 'DRAFT'") != [],
    "when the letter is on its way": lambda desk: desk.smtp.journal != [],
}
RARER = ("when the first update is stored", "when the letter is on its way")
pytestmark = pytest.mark.usefixtures("warm_services")


async def begin(visitor: Visitor) -> None:
    visitor.start()
    menu = await visitor.sees("申报台", within=20)
    visitor.press_data(menu, "b:1:agree:1.2:-")
    await visitor.sees("请直接发送文件", within=20)


async def confirm(visitor: Visitor) -> None:
    before = visitor.revision
    visitor.start()
    menu = await visitor.sees("您有未完成的申报", since=before, within=20)
    visitor.press("继续未完成的申报", menu)
    card = await visitor.sees(f"已收 {len(FILES)} 个文件", since=menu.revision, within=20)
    visitor.press("完成提交", card)
    asked = await visitor.sees("申报单位全称", since=card.revision, within=20)
    visitor.press("这次不填", asked)
    check = await visitor.sees("请核对后确认提交", since=asked.revision, within=20)
    visitor.press("确认提交", check)


def receipts(visitor: Visitor) -> list[Message]:
    return [each for each in visitor.messages if each.from_bot and each.text.startswith("🧾 回执")]


def enclosed(raw: bytes) -> set[str]:
    mail = message_from_bytes(raw, policy=default)
    contents = [part.get_payload(decode=True) for part in mail.iter_attachments()]
    return {hashlib.sha256(each).hexdigest() for each in contents if isinstance(each, bytes)}


def files_on_disk(desk: Desk) -> int:
    return len(rows(desk, "SELECT 1 FROM submissionfile WHERE state = 'STORED'"))


async def judge(desk: Desk, visitor: Visitor) -> None:
    """Everything that was sent is in the department's letter and on the receipt, once."""
    await wait_until(lambda: receipts(visitor) and desk.smtp.journal, limit=40)
    wanted = {hashlib.sha256(sheet.content).hexdigest() for sheet in FILES}
    texts = {each.text for each in receipts(visitor)}
    letters = [letter for letter in desk.smtp.journal if b"original.eml" not in letter.raw]
    ids = {message_from_bytes(letter.raw, policy=default)["Message-ID"] for letter in letters}
    assert len(texts) == len(ids) == 1
    assert all(digest in text for digest in wanted for text in texts)
    assert wanted <= enclosed(letters[0].raw)
    assert len(rows(desk, "SELECT 1 FROM submission WHERE receipt IS NOT NULL")) == 1
    assert rows(desk, "SELECT 1 FROM 'update' WHERE state = 'ASIDE'") == []


@pytest.mark.parametrize(
    ("collecting", "confirming"),
    [
        ("when the first file is on disk", "when it is confirmed"),
        pytest.param(*RARER, marks=pytest.mark.crash),
    ],
)
async def test_what_was_sent_and_confirmed_reaches_the_department_after_two_kills(
    chat_desk: Desk, tmp_path: Path, collecting: str, confirming: str
) -> None:
    assert chat_desk.api is not None
    visitor = chat_desk.api.visitor(1001, "陈一")
    service = Service(chat_desk, tmp_path)
    async with service:
        await begin(visitor)
        visitor.send_album(FILES)
        await wait_until(lambda: COLLECTING[collecting](chat_desk), limit=30)
        service.kill()
    async with service:
        await wait_until(lambda: files_on_disk(chat_desk) == len(FILES), limit=40)
        await confirm(visitor)
        await wait_until(lambda: CONFIRMING[confirming](chat_desk), limit=30)
        service.kill()
    async with service:
        await judge(chat_desk, visitor)
