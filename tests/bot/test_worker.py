"""Facts about the confined process."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from bot.mail.writing import write_letters
from bot.worker import Worker, WorkerFailed
from handlers.rules.compose import Enclosure, LetterSpec
from handlers.rules.problems import Unreadable
from storage.blobs import Blobs

MAIL = b"From: a@example.org\r\nSubject: =?utf-8?b?55Sz5oql?=\r\n\r\nhello\r\n"


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    started = Worker()
    yield started
    await started.close()


async def test_mail_comes_back_as_a_value(worker: Worker) -> None:
    mail = await worker.parse_mail(MAIL)
    assert (mail.sender, mail.subject) == ("a@example.org", "申报")


async def test_unreadable_document_is_refused_with_its_sentence(worker: Worker) -> None:
    with pytest.raises(Unreadable, match=r"[一-龥]"):
        await worker.read_document("guide", "empty.txt", b"")


async def test_killed_process_is_replaced_at_the_next_call(worker: Worker) -> None:
    await worker.parse_mail(MAIL)
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGKILL)
    with pytest.raises(WorkerFailed):
        await worker.parse_mail(MAIL * 20_000)
    assert (await worker.parse_mail(MAIL)).subject == "申报"


async def test_call_that_takes_too_long_is_ended() -> None:
    slow = Worker(wall_seconds=0.001)
    with pytest.raises(WorkerFailed):
        await slow.parse_mail(MAIL)
    await slow.close()


async def test_process_holds_no_way_to_the_network_or_the_database(worker: Worker) -> None:
    await worker.parse_mail(MAIL)
    assert worker._process is not None
    with open(f"/proc/{worker._process.pid}/maps", encoding="utf-8") as maps:  # noqa: ASYNC230, PTH123 - a test may
        loaded = maps.read()
    assert "sqlite" not in loaded


async def test_letters_are_written_as_they_would_be_here(worker: Worker, tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    specs = [
        letter(name, Enclosure("章程.pdf", "application/pdf", blobs.put(name.encode()))) for name in "ab"
    ]
    names = await worker.write_letters(specs, blobs)
    here = write_letters(specs, Blobs(tmp_path / "blobs"))
    assert names == here
    (file,) = message_from_bytes(blobs.get(names[1]), policy=default).iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("章程.pdf", b"b")


async def test_letter_whose_file_is_gone_is_told_by_the_worker(worker: Worker, tmp_path: Path) -> None:
    with pytest.raises(WorkerFailed):
        await worker.write_letters([letter("a", Enclosure("a.pdf", "", "0" * 64))], Blobs(tmp_path / "blobs"))


def letter(name: str, *files: Enclosure) -> LetterSpec:
    at = datetime(2022, 6, 20, tzinfo=UTC)
    return LetterSpec(
        "d@example.org", "", f"{name}@example.org", "主题", "正文", f"<{name}@x>", at, enclosures=files
    )
