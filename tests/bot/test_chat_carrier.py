"""The carrier brings parcels to chats, and says what became of each."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.chat.application import ChatDoor
from bot.config import Mode
from demo.bot_api_errors import ServerFault, TooManyRequests
from demo.messages import AttachmentKind
from demo.visitor import Visitor
from handlers.dispatch import Claimed
from handlers.rules.retry import Fate
from storage.states import ParcelKind
from tests.chat_desk import ChatDesk, chat_desk

READER, SANDBOX = 701, 702


@dataclass
class Bench:
    desk: ChatDesk
    door: ChatDoor
    reader: Visitor


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with chat_desk(tmp_path) as desk, ChatDoor(desk.parts) as door:
        reader = desk.api.visitor(READER, "陈一")
        reader.start()
        yield Bench(desk, door, reader)


def parcel(desk: ChatDesk, kind: ParcelKind = ParcelKind.MESSAGE, number: int = 1, **payload: Any) -> Claimed:
    return Claimed(
        id=number,
        key=f"k{number}",
        kind=kind,
        recipient=str(READER),
        payload=payload,
        raw=None,
        blob=None,
        message_id=None,
        created_at=desk.parts.clock.now(),
        tries=0,
        unknown=0,
    )


async def test_message_arrives_with_its_buttons_and_number(bench: Bench) -> None:
    buttons = [[{"text": "查看", "data": "s:1:show:1"}]]
    delivery = await bench.door.carrier.carry(
        parcel(bench.desk, text="<b>回执</b>", buttons=buttons, silent=True)
    )
    seen = bench.reader.messages[-1]
    assert (delivery.fate, delivery.chat_message_id) == (Fate.SENT, seen.id)
    assert (seen.text, seen.silent, seen.buttons[0].data) == ("回执", True, "s:1:show:1")


async def test_long_message_comes_in_pieces_with_the_buttons_last(bench: Bench) -> None:
    text = "现将有关事项通知如下。\n\n" * 500
    buttons = [[{"text": "查看", "data": "x:1:y"}]]
    delivery = await bench.door.carrier.carry(parcel(bench.desk, text=text, buttons=buttons))
    sent = [message for message in bench.reader.messages if message.from_bot]
    assert len(sent) == 2
    assert [len(message.buttons) for message in sent] == [0, 1]
    assert delivery.chat_message_id == sent[-1].id


async def test_second_try_of_a_long_message_repeats_no_piece(bench: Bench) -> None:
    long = parcel(bench.desk, text="\n\n".join(f"第{number}条：现将事项通知如下。" for number in range(400)))
    real, pushes = bench.door.carrier._pace.push, 0

    async def push(chat_id: int) -> None:
        nonlocal pushes
        pushes += 1
        if pushes == 2:
            bench.desk.api.exchange.fail_next("sendMessage", ServerFault())
        await real(chat_id)

    bench.door.carrier._pace.push = push  # type: ignore[method-assign]
    assert (await bench.door.carrier.carry(long)).fate is Fate.LATER
    assert (await bench.door.carrier.carry(long)).fate is Fate.SENT
    texts = [message.text for message in bench.reader.messages if message.from_bot]
    assert len(texts) == len(set(texts)) == 2
    assert "\n\n".join(texts) == long.payload["text"]


async def test_text_with_broken_marks_is_sent_plain(bench: Bench) -> None:
    delivery = await bench.door.carrier.carry(parcel(bench.desk, text="<b>甲 & 乙"))
    assert delivery.fate is Fate.SENT
    assert bench.reader.messages[-1].text == "甲 & 乙"


async def test_document_arrives_byte_for_byte(bench: Bench) -> None:
    raw = bytes(range(256)) * 40
    blob = bench.desk.parts.blobs.put(raw)
    delivery = await bench.door.carrier.carry(
        parcel(
            bench.desk,
            ParcelKind.DOCUMENT,
            name="意见.pdf",
            media_type="application/pdf",
            blob=blob,
            part=None,
            caption="科室的附件",
        )
    )
    seen = bench.reader.messages[-1]
    assert delivery.fate is Fate.SENT
    assert seen.attachment is not None
    assert (seen.attachment.file.name, seen.text) == ("意见.pdf", "科室的附件")
    assert hashlib.sha256(seen.attachment.file.content).hexdigest() == blob


PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"


@pytest.mark.parametrize(
    ("height", "inline", "kind"),
    [
        (1200, True, AttachmentKind.PHOTO),
        (9000, True, AttachmentKind.DOCUMENT),  # too large to be legible as a photo
        (1200, False, AttachmentKind.DOCUMENT),  # an applicant's picture is kept byte for byte
    ],
)
async def test_small_picture_of_the_table_arrives_inline(
    bench: Bench,
    height: int,
    inline: bool,  # noqa: FBT001 - a table
    kind: AttachmentKind,
) -> None:
    raw = PNG_HEAD + (1080).to_bytes(4) + height.to_bytes(4) + bytes(64)
    document = parcel(
        bench.desk,
        ParcelKind.DOCUMENT,
        name="节点进度图.png",
        media_type="image/png",
        blob=bench.desk.parts.blobs.put(raw),
        caption="节点进度图.png",
        inline=inline,
    )
    delivery = await bench.door.carrier.carry(document)
    seen = bench.reader.messages[-1]
    assert delivery.fate is Fate.SENT
    assert seen.attachment is not None
    assert (seen.attachment.kind, seen.attachment.file.content) == (kind, raw)
    assert seen.text == "节点进度图.png"


async def test_picture_that_is_no_photo_to_telegram_arrives_as_a_file(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise BadRequest("IMAGE_PROCESS_FAILED")

    monkeypatch.setattr(ExtBot, "send_photo", refuse)
    raw = PNG_HEAD + (1080).to_bytes(4) * 2
    payload: dict[str, Any] = {
        "name": "图.png",
        "media_type": "image/png",
        "blob": bench.desk.parts.blobs.put(raw),
    }
    delivery = await bench.door.carrier.carry(
        parcel(bench.desk, ParcelKind.DOCUMENT, caption="", inline=True, **payload)
    )
    seen = bench.reader.messages[-1]
    assert delivery.fate is Fate.SENT
    assert seen.attachment is not None
    assert seen.attachment.kind is AttachmentKind.DOCUMENT


async def test_document_that_is_gone_from_disk_is_refused(bench: Bench) -> None:
    payload: dict[str, Any] = {"name": "a", "media_type": "a/b", "blob": "0" * 64, "caption": ""}
    delivery = await bench.door.carrier.carry(parcel(bench.desk, ParcelKind.DOCUMENT, **payload))
    assert delivery.fate is Fate.REFUSED


async def test_edit_changes_the_message_and_the_same_text_again_is_no_fault(bench: Bench) -> None:
    sent = await bench.door.carrier.carry(parcel(bench.desk, text="待审"))
    edit = parcel(bench.desk, ParcelKind.EDIT, 2, message_id=sent.chat_message_id, text="已处理", buttons=[])
    assert (await bench.door.carrier.carry(edit)).fate is Fate.SENT
    assert bench.reader.messages[-1].text == "已处理"
    assert (await bench.door.carrier.carry(edit)).fate is Fate.SENT


async def test_edit_of_a_message_that_is_gone_alarms_nobody(bench: Bench) -> None:
    edit = parcel(bench.desk, ParcelKind.EDIT, message_id=12345, text="已处理", buttons=[])
    assert (await bench.door.carrier.carry(edit)).fate is Fate.SENT


async def test_person_who_blocked_the_desk_is_a_refusal(bench: Bench) -> None:
    bench.reader.block()
    assert (await bench.door.carrier.carry(parcel(bench.desk, text="x"))).fate is Fate.REFUSED


async def test_wait_that_telegram_asks_for_holds_the_chat_back(bench: Bench) -> None:
    bench.desk.api.exchange.fail_next("sendMessage", TooManyRequests(30))
    first = await bench.door.carrier.carry(parcel(bench.desk, text="一"))
    second = await bench.door.carrier.carry(parcel(bench.desk, number=2, text="二"))
    assert (first.fate, first.wait) == (Fate.HELD, timedelta(seconds=30))
    assert second.fate is Fate.HELD
    assert second.wait is not None
    assert second.wait > timedelta(seconds=20)
    assert bench.desk.api.exchange.calls.count("sendMessage") == 1


async def test_server_that_is_away_means_later(bench: Bench) -> None:
    await bench.desk.api.stop()
    assert (await bench.door.carrier.carry(parcel(bench.desk, text="x"))).fate is Fate.LATER


async def test_sandbox_names_the_real_recipient_on_top(tmp_path: Path) -> None:
    async with (
        chat_desk(tmp_path, mode=Mode.SANDBOX, sandbox=SANDBOX) as desk,
        ChatDoor(desk.parts) as door,
    ):
        operator = desk.api.visitor(SANDBOX, "林二")
        operator.start()
        assert (await door.carrier.carry(parcel(desk, text="您的回执"))).fate is Fate.SENT
        first, second = operator.messages[-1].text.split("\n")
        assert str(READER) in first
        assert second == "您的回执"


async def test_sandbox_without_a_chat_keeps_the_parcel(tmp_path: Path) -> None:
    async with chat_desk(tmp_path, mode=Mode.SANDBOX) as desk, ChatDoor(desk.parts) as door:
        delivery = await door.carrier.carry(parcel(desk, text="您的回执"))
        assert delivery.fate is Fate.LATER
        assert desk.api.exchange.calls == []
