"""Files sent in chat reach the disk, whatever happens on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.application import ChatDoor
from demo.bot_api_errors import BadRequest, ServerFault
from demo.visitor import Sheet, Visitor
from handlers.applicant_units import REMEMBERED, write_unit
from handlers.applicants import accept_notices
from handlers.chat_files import claim_files
from handlers.rules.applicant_unit import Unit
from storage.states import FileState, ParcelKind, SubmissionState
from storage.tables import Parcel, Submission, SubmissionFile
from tests.chat_desk import ChatDesk, chat_desk

PERSON = 951
NO_WAIT = timedelta(0)
SHEET = Sheet("项目申报书.pdf", b"content " * 1000)


@dataclass
class Bench:
    desk: ChatDesk
    door: ChatDoor
    visitor: Visitor

    async def files(self) -> list[SubmissionFile]:
        return list(await self.desk.rows(SubmissionFile))

    async def submission(self) -> Submission:
        (row,) = await self.desk.rows(Submission)
        assert isinstance(row, Submission)
        return row

    def button(self, label: str) -> str:
        """Return the data of the newest button of that name."""
        buttons = [button for message in self.visitor.messages for button in message.buttons]
        return next(button.data or "" for button in reversed(buttons) if label in button.text)

    async def press(self, label: str) -> None:
        """Press the newest button of that name, and let the door do its work."""
        self.visitor.press_data(self.visitor.messages[-1], self.button(label))
        await self.door.once()


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr("handlers.chat_files.WAITS", (NO_WAIT, NO_WAIT))
    async with chat_desk(tmp_path) as desk, ChatDoor(desk.parts) as door:
        visitor = desk.api.visitor(PERSON, "陈一")
        visitor.start()
        async with desk.parts.database.transaction() as session:
            await accept_notices(session, PERSON, "陈一", desk.parts.clock.now())
            unit = Unit(name="江门市晨曦科技有限公司")
            await write_unit(session, PERSON, "陈一", REMEMBERED, unit, desk.parts.clock.now())
        await door.once()
        visitor.press_data(visitor.messages[-1], "b:1:set:-:1.2")
        await door.once()
        yield Bench(desk, door, visitor)


async def test_file_is_on_disk_with_its_digest(bench: Bench) -> None:
    bench.visitor.send_document(SHEET)
    await bench.door.once()
    (file,) = await bench.files()
    assert (file.state, file.bytes, file.name) == (FileState.STORED, len(SHEET.content), SHEET.name)
    assert file.blob == file.sha256
    assert bench.desk.parts.blobs.get(file.blob or "") == SHEET.content


async def test_confirmed_submission_waits_for_its_last_file_and_goes_with_it(bench: Bench) -> None:
    bench.desk.api.exchange.fail_next("getFile", ServerFault(), times=2)
    bench.visitor.send_document(SHEET)
    await bench.door.once()
    await bench.press("完成提交")
    await bench.press("确认提交")
    assert any("正在保存您的 1 个文件" in message.text for message in bench.visitor.messages)
    submission = await bench.submission()
    assert submission.state is SubmissionState.DELIVERED
    assert submission.receipt is not None
    parcels = await bench.desk.rows(Parcel)
    assert {parcel.kind for parcel in parcels} == {ParcelKind.LETTER, ParcelKind.MESSAGE}


async def test_no_receipt_is_given_before_the_files_are_on_disk(bench: Bench) -> None:
    bench.visitor.send_document(SHEET)
    await bench.door.once()
    await bench.press("完成提交")
    (file,) = await bench.files()
    async with bench.desk.parts.database.transaction() as session:
        row = await session.get_one(SubmissionFile, file.id)
        row.state, row.blob = FileState.CLAIMED, None
    bench.visitor.press_data(bench.visitor.messages[-1], bench.button("确认提交"))
    await bench.door._poll_once()
    for update in await bench.door._bot.replay():
        await bench.door._process(update)
    submission = await bench.submission()
    assert (submission.state, submission.receipt) == (SubmissionState.CONFIRMED, None)
    assert await bench.desk.rows(Parcel) == []


async def test_file_that_cannot_be_had_is_told_and_reopens_the_basket(bench: Bench) -> None:
    bench.desk.api.exchange.fail_next("getFile", ServerFault(), times=3)
    bench.visitor.send_document(SHEET)
    await bench.door.once()
    await bench.press("完成提交")
    await bench.press("确认提交")
    (file,) = await bench.files()
    submission = await bench.submission()
    assert file.state is FileState.FAILED
    assert (submission.state, submission.receipt) == (SubmissionState.DRAFT, None)
    (parcel,) = await bench.desk.rows(Parcel)
    assert SHEET.name in parcel.payload["text"]
    bench.visitor.press_data(bench.visitor.messages[-1], f"b:1:open:{submission.id}")
    await bench.door.once()
    assert "有文件没有取到" in bench.visitor.messages[-1].text


async def test_file_that_telegram_refuses_is_not_tried_again(bench: Bench) -> None:
    bench.desk.api.exchange.fail_next("getFile", BadRequest("file is too big"))
    bench.visitor.send_document(SHEET)
    await bench.door.once()
    (file,) = await bench.files()
    assert (file.state, file.tries) == (FileState.FAILED, 1)


async def test_download_that_a_stopped_run_left_is_taken_up_at_start(bench: Bench) -> None:
    bench.desk.api.exchange.fail_next("getFile", ServerFault())
    bench.visitor.send_document(SHEET)
    await bench.door.once()
    async with bench.desk.parts.database.transaction() as session:
        assert len(await claim_files(session, 9, bench.desk.parts.clock.now())) == 1
    async with ChatDoor(bench.desk.parts) as restarted:
        await restarted.once()
    (file,) = await bench.files()
    assert file.state is FileState.STORED


async def test_empty_file_is_told_in_one_sentence(bench: Bench) -> None:
    bench.visitor.send_document(Sheet("空.pdf", b"", size=10))
    await bench.door.once()
    (file,) = await bench.files()
    (parcel,) = await bench.desk.rows(Parcel)
    assert file.state is FileState.FAILED
    assert "空.pdf" in parcel.payload["text"]
    assert "是空的" in parcel.payload["text"]


async def test_program_is_taken_with_a_warning(bench: Bench) -> None:
    bench.visitor.send_document(Sheet("安装.exe", b"MZ"))
    await bench.door.once()
    assert "程序类文件" in bench.visitor.messages[-1].text
    assert [file.state for file in await bench.files()] == [FileState.STORED]
