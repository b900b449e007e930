"""Facts about erasing a submission: a canary is searched for in every file of the data folder."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlmodel import col
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.instance import only_instance
from handlers.audit_chain import verify_chain
from handlers.outbox import Wrapping, write_message
from storage.database import Database, open_database
from storage.states import Channel, FileState, SubmissionState, UpdateState
from storage.tables import (
    AddressCode,
    Applicant,
    ApplicantUnit,
    Dialogue,
    Entry,
    Erasure,
    Invitation,
    Promise,
    Submission,
    SubmissionFile,
    Update,
)
from tests.handlers.mailroom import Mailroom, mail
from tests.handlers.test_applicant_mails import answer
from tests.handlers.test_delivery import SUBJECT, TEXT

NOW = datetime(2022, 6, 20, 1, 30, tzinfo=UTC)
CANARY = "kanarienvogel"  # ASCII, so that it stands as it is in every form of storage
PERSON = f"{CANARY}@example.org"
CHAT = 880011
OTHER = "other@example.org"


def command(folder: Path, *words: str, typed: str = "") -> Result:
    config = folder / "config.toml"
    config.write_text(f'[storage]\nfolder = "{folder / "data"}"\n', encoding="utf-8")
    return CliRunner().invoke(app, ["--config", str(config), *words], input=typed)


def work_on(folder: Path, work: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = await open_database(folder / "data" / "shenbao.db", create=True)
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(run())


async def hand_in_by_mail(database: Database, folder: Path) -> None:
    """Hand in by mail with a file, answer as the department does, and send a supplement."""
    room = Mailroom(database, folder / "data" / "blobs")
    await room.import_guide()
    await room.add_operator(7)
    await room.take(
        mail(
            f"{SUBJECT} {CANARY}", f"{TEXT}\n{CANARY}", sender=PERSON, files=[(f"{CANARY}.pdf", b"%PDF-1.4")]
        )
    )
    letter = (await room.letters_to(PERSON))[0]
    await room.take(answer(letter, f"补交 {CANARY}", f"{CANARY}2.pdf", sender=PERSON))
    await room.take(mail(SUBJECT, TEXT, sender=OTHER, files=[("a.pdf", b"%PDF")]))
    await room.send_everything()


async def fill(database: Database, folder: Path) -> None:
    """Put the canary wherever a submission from chat leaves something."""
    blob = Mailroom(database, folder / "data" / "blobs").blobs.put(f"a chat file of {CANARY}".encode())
    async with database.transaction() as session:
        applicant = Applicant(chat_id=CHAT, email=f"chat-{PERSON}", name=CANARY, created_at=NOW)
        session.add(applicant)
        await session.flush()
        number = applicant.id or 0
        row = Submission(
            receipt="SB-2022-000900-00",
            applicant_id=number,
            channel=Channel.CHAT,
            state=SubmissionState.REVIEW,
            subject=CANARY,
            created_at=NOW,
        )
        session.add(row)
        await session.flush()
        submission = row.id or 0
        session.add_all(
            [
                SubmissionFile(submission_id=submission, name=CANARY, blob=blob, state=FileState.STORED),
                Entry(submission_id=submission, at=NOW, kind="answer", text=CANARY),
                ApplicantUnit(
                    applicant_id=number, submission_id=submission, name=CANARY, phone=CANARY, written_at=NOW
                ),
                ApplicantUnit(applicant_id=number, name=CANARY, written_at=NOW),
                Promise(submission_id=submission, items=[CANARY], due=NOW.date()),
                Invitation(digest="d1", submission_id=submission, made_by=number, expires_at=NOW),
                AddressCode(email=f"chat-{PERSON}", digest="d2", created_at=NOW, expires_at=NOW),
                Dialogue(chat_id=CHAT, data={"typed": CANARY}, updated_at=NOW),
                Update(
                    bot_id=1,
                    update_id=1,
                    state=UpdateState.DONE,
                    received_at=NOW,
                    body={"message": {"chat": {"id": CHAT, "type": "private"}, "text": CANARY}},
                ),
            ]
        )
        await write_message(session, CHAT, f"您好，{CANARY}", Wrapping("menu:1", NOW))
        await write_message(
            session, 7, f"{row.receipt} 来自 {CANARY}", Wrapping("operator:review:900:7", NOW)
        )


def receipts(folder: Path) -> list[str]:
    found: list[str] = []

    async def ask(database: Database) -> None:
        async with database.reading() as session:
            found.extend(each or "" for each in await session.scalars(select(col(Submission.receipt))))

    work_on(folder, ask)
    return found


def leaks(folder: Path) -> list[str]:
    """Name the files that hold the canary, as it stands or in base64 or in UTF-16."""
    import base64

    forms = [CANARY.encode(), CANARY.encode("utf-16-le")]
    forms += [base64.b64encode(b"x" * shift + CANARY.encode())[4:16] for shift in range(3)]
    files = [file for file in (folder / "data").rglob("*") if file.is_file()]
    return [file.name for file in files if any(form in file.read_bytes() for form in forms)]


@pytest.fixture
def mailed(tmp_path: Path) -> Path:
    """Give a desk where somebody handed in by mail, and somebody else did too."""
    work_on(tmp_path, lambda database: hand_in_by_mail(database, tmp_path))
    return tmp_path


@pytest.fixture
def chatted(tmp_path: Path) -> Path:
    """Give a desk with a submission from chat."""
    work_on(tmp_path, lambda database: fill(database, tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def any_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the invented number, whose check characters are none."""
    monkeypatch.setattr("bot.commands.erasing.find_receipts", lambda number: (number,))


def test_nothing_of_a_mailed_submission_is_left_in_any_file(mailed: Path) -> None:
    first, other = receipts(mailed)
    assert leaks(mailed)
    done = command(mailed, "erase", "--receipt", first, "--yes")
    assert done.exit_code == 0, done.exception
    assert leaks(mailed) == []
    assert receipts(mailed) == [other]
    everything = b"".join(
        file.read_bytes() for file in (mailed / "data" / "blobs").rglob("*") if file.is_file()
    )
    assert OTHER.encode() in everything


def test_nothing_of_a_submission_from_chat_is_left_in_any_file(chatted: Path) -> None:
    assert leaks(chatted)
    (receipt,) = receipts(chatted)
    done = command(chatted, "erase", "--receipt", receipt, "--yes")
    assert done.exit_code == 0, done.exception
    assert leaks(chatted) == []


def test_tombstone_and_audit_line_stay_and_the_log_holds_together(chatted: Path) -> None:
    (receipt,) = receipts(chatted)
    command(chatted, "erase", "--receipt", receipt, "--yes")
    line = json.loads((chatted / "data" / "erased.jsonl").read_text(encoding="utf-8"))
    assert line["receipt"] == receipt

    async def look(database: Database) -> None:
        async with database.reading() as session:
            assert await session.scalar(select(col(Erasure.receipt))) == receipt
            chain = await verify_chain(session)
            assert (chain.broken, chain.lines > 0) == (None, True)
            assert (await session.execute(text("PRAGMA foreign_key_check"))).all() == []

    work_on(chatted, look)


def test_applicant_with_another_submission_stays(chatted: Path) -> None:
    async def add(database: Database) -> None:
        async with database.transaction() as session:
            number = await session.scalar(select(col(Applicant.id)).where(col(Applicant.chat_id) == CHAT))
            session.add(
                Submission(
                    receipt="SB-2022-000901-00",
                    applicant_id=number or 0,
                    channel=Channel.CHAT,
                    created_at=NOW,
                )
            )

    work_on(chatted, add)
    command(chatted, "erase", "--receipt", "SB-2022-000900-00", "--yes")
    assert receipts(chatted) == ["SB-2022-000901-00"]


def test_erased_submission_is_erased_again_after_a_restore(chatted: Path, tmp_path: Path) -> None:
    (receipt,) = receipts(chatted)
    assert command(chatted, "backup", str(tmp_path / "kept")).exit_code == 0
    command(chatted, "erase", "--receipt", receipt, "--yes")
    (chatted / "data").rename(chatted / "old")
    (chatted / "data").mkdir()
    stones = str(chatted / "old" / "erased.jsonl")
    done = command(chatted, "restore", str(tmp_path / "kept"), "--erased", stones)
    assert done.exit_code == 0, done.exception
    assert "又删除了一次" in done.stdout
    assert leaks(chatted) == []
    assert (chatted / "data" / "erased.jsonl").exists()


def test_next_backup_holds_nothing_of_it_either(chatted: Path) -> None:
    command(chatted, "backup", str(chatted / "data" / "kept"))
    (receipt,) = receipts(chatted)
    command(chatted, "erase", "--receipt", receipt, "--yes")
    assert leaks(chatted)
    command(chatted, "backup", str(chatted / "data" / "kept"))
    assert leaks(chatted) == []
    assert (chatted / "data" / "kept" / "erased.jsonl").exists()


@pytest.mark.parametrize(
    ("receipt", "typed", "running", "word"),
    [
        ("SB-2022-000999-00", "y\n", False, "没有回执号是"),
        ("SB-2022-000900-00", "n\n", False, "没有删除"),
        ("SB-2022-000900-00", "y\n", True, "正在运行"),
    ],
)
def test_nothing_is_erased_without_need_yes_and_a_stopped_service(
    chatted: Path,
    receipt: str,
    typed: str,
    running: bool,  # noqa: FBT001 - a parameter of the table
    word: str,
) -> None:
    with only_instance(chatted / "data" / "shenbao.db") if running else nullcontext():
        refused = command(chatted, "erase", "--receipt", receipt, typed=typed)
    assert word in str(refused.exception)
    assert receipts(chatted) == ["SB-2022-000900-00"]
