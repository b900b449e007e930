"""Facts about the receipt that is drawn as a PDF."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.config import Config, Mode, ReceiptConfig, StorageConfig
from bot.fonts import Font, find_font
from bot.parts import Parts
from bot.receipts import draw_waiting
from bot.worker import Worker
from storage.database import Database, open_database
from storage.states import ParcelKind, ParcelState
from storage.tables import Parcel, ReviewItem, SubmissionFile
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import SetClock
from tests.handlers.test_delivery import chat_submission

FONT = find_font()
needs_font = pytest.mark.skipif(FONT is None, reason="no Chinese font on this machine")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Give an empty database."""
    opened = await open_database(tmp_path / "desk.db", create=True)
    yield opened
    await opened.close()


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Mailroom:
    """Give a desk that draws receipts."""
    made = Mailroom(database, tmp_path / "blobs")
    made.policy = replace(made.policy, draws_receipts=True)
    await made.import_guide()
    return made


async def draw(room: Mailroom, folder: Path, font: Path | None = None) -> int:
    """Draw what waits, as the loop does."""
    config = Config(mode=Mode.LIVE, storage=StorageConfig(folder=folder), receipt=ReceiptConfig(font=font))
    worker = Worker()
    clock, policy = SetClock(room.now), room.policy
    try:
        return await draw_waiting(Parts(config, policy, clock, room.database, room.blobs, worker))
    finally:
        await worker.close()


async def page(room: Mailroom) -> Parcel:
    """Return the parcel that brings the page."""
    (parcel,) = [each for each in await room.rows(Parcel) if each.key.endswith(":pdf")]
    return parcel


@needs_font
async def test_page_holds_number_category_and_digests(room: Mailroom, tmp_path: Path) -> None:
    await chat_submission(room)
    assert (await page(room)).state is ParcelState.UNDRAWN
    assert await draw(room, tmp_path) == 1
    parcel = await page(room)
    assert (parcel.kind, parcel.state, parcel.recipient) == (ParcelKind.DOCUMENT, ParcelState.READY, "77")
    assert parcel.payload["name"] == "SB-2022-000009-XX.pdf"
    reader = PdfReader(io.BytesIO(room.blobs.get(parcel.payload["blob"])))
    text = re.sub(r"\s", "", "".join(each.extract_text() for each in reader.pages))
    (file,) = await room.rows(SubmissionFile)
    for told in (
        "SB-2022-000009-XX",
        "1.1树标提质",
        "高新技术科",
        file.sha256,
        "1,200字节",
        "2022年06月20日09:30",
    ):
        assert str(told) in text
    assert "〓" not in text
    assert "U+" not in text
    assert all(_embedded(font) for each in reader.pages for font in each["/Resources"]["/Font"].values())  # type: ignore[index]


def _embedded(font: object) -> bool:
    descendant = font.get_object()["/DescendantFonts"][0].get_object()  # type: ignore[attr-defined]
    return bool({"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object()))


async def test_without_a_font_there_is_the_message_alone(room: Mailroom) -> None:
    room.policy = replace(room.policy, draws_receipts=False)
    await chat_submission(room)
    (message,) = await room.parcels("receipt:")
    assert message.kind is ParcelKind.MESSAGE
    assert "PDF" not in message.payload["text"]


async def test_page_that_cannot_be_drawn_is_given_up(room: Mailroom, tmp_path: Path) -> None:
    await chat_submission(room)
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    for _ in range(3):
        assert await draw(room, tmp_path, broken) == 1
        room.later(minutes=1)
    assert await draw(room, tmp_path, broken) == 0
    assert (await page(room)).state is ParcelState.DEAD
    (item,) = await room.rows(ReviewItem)
    assert "回执 PDF" in item.reasons[0]


def test_configured_font_wins_and_one_that_is_not_there_is_none(tmp_path: Path) -> None:
    own = tmp_path / "own.ttf"
    own.write_bytes(b"")
    assert find_font(own) == Font(own)
    assert find_font(tmp_path / "absent.ttf") is None
