"""Files sent in chat: claimed for download, and settled when they are on disk or cannot be had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hand_in import complete_when_stored
from handlers.outbox import Button, Wrapping, write_message
from handlers.policy import Policy
from handlers.screens import anew, press_data
from handlers.wording import say
from storage.queries.chats import free_claimed_files, wanted_files
from storage.states import FileState, SubmissionState
from storage.tables import Submission, SubmissionFile

TRIES = 3
WAITS = (timedelta(seconds=5), timedelta(seconds=30))  # before the second and the third try


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to download."""

    id: int
    file_id: str
    bytes: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file once it is on disk; the blob's name is its SHA-256."""

    blob: str
    bytes: int


async def has_wanted(session: AsyncSession, now: datetime) -> bool:
    """Tell, without taking the write lock, whether there is something to download."""
    return bool(await wanted_files(session, 1, now))


async def claim_files(session: AsyncSession, limit: int, now: datetime) -> list[WantedFile]:
    """Take files to download, each counted as tried once more."""
    files = await wanted_files(session, limit, now)
    for file in files:
        file.state = FileState.CLAIMED
        file.tries += 1
    return [WantedFile(file.id or 0, file.file_id or "", file.bytes) for file in files]


async def resume_files(session: AsyncSession) -> None:
    """Free what a stopped run was downloading."""
    await free_claimed_files(session)


async def settle_stored(
    session: AsyncSession, file_id: int, stored: StoredFile, now: datetime, policy: Policy
) -> None:
    """Write down that a file is on disk; the last one of a confirmed submission sends it on its way."""
    file = await session.get_one(SubmissionFile, file_id)
    if file.state is FileState.CLAIMED:
        file.state = FileState.STORED
        file.blob = file.sha256 = stored.blob
        file.bytes = stored.bytes
        await session.flush()
        await complete_when_stored(session, file.submission_id, now, policy)


class Fault(StrEnum):
    """Why a file is not on disk."""

    AWAY = "away"  # the download broke; another try may succeed
    REFUSED = "refused"  # Telegram does not hand it out
    EMPTY = "empty"  # there is nothing in it


async def settle_failed(session: AsyncSession, file_id: int, fault: Fault, now: datetime) -> None:
    """Write down that a file could not be had; for good, or after three tries, its applicant is told.

    A submission that was confirmed becomes a basket again: without the file it is not what was confirmed.
    """
    file = await session.get_one(SubmissionFile, file_id)
    if file.state is not FileState.CLAIMED:
        return
    if file.tries < TRIES and fault is Fault.AWAY:
        file.state, file.not_before = FileState.WANTED, now + WAITS[min(file.tries, len(WAITS)) - 1]
        return
    file.state = FileState.FAILED
    submission = await session.get_one(Submission, file.submission_id)
    if submission.state is SubmissionState.CONFIRMED:
        submission.state = SubmissionState.DRAFT
    await _tell(session, file, fault, now)


async def _tell(session: AsyncSession, file: SubmissionFile, fault: Fault, now: datetime) -> None:
    if file.chat_id is None:
        return
    basket = Button("📤 查看材料", anew(press_data("b", "open", file.submission_id)))
    wrapping = Wrapping(f"file-failed:{file.id}", now)
    text = say("file_failed.html", name=file.name, fault=fault.value)
    await write_message(session, file.chat_id, text, wrapping, buttons=[[basket]])
