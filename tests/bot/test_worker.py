"""Facts about the confined process."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator

import pytest

from bot.worker import Worker, WorkerFailed
from handlers.rules.problems import Unreadable

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
