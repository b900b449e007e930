"""Whether everything arrives when 200 applicants hand in by chat at once, and what that costs."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.desk_config import desk_config
from bench.digest_sink import DigestSink, digest_sink
from bench.everything_there import Expected, arrival_figures, digests_of
from bench.figures import Figure
from bench.mail_desk import DONE, prepare
from bench.mail_peers import find, peak_megabytes
from bench.service import Running, beside, children, service
from demo.bot_api import LocalBotApi
from demo.messages import AttachmentKind, Message
from demo.visitor import Sheet, Visitor

APPLICANTS = 200
FILES = 5
BYTES = 1_000_000  # of each file
HEAD = b"%PDF-1.4\n"
LOOK = 0.2  # seconds between two looks at a chat
PATIENCE = 1_200.0  # seconds for one word of the bot, at Telegram's pace for everybody at once
STEPS = ("提交材料", "1. ", "1.1", "同意")
CARD, ASKED, SURE, RECEIPT = f"已收 {FILES} 个文件", "申报单位全称", "请核对后确认提交", "回执 SB-"
HOW = (
    f"{APPLICANTS} applicants in chat at once, {FILES} files of 1 MB each through the local Bot API,"
    " at the pace that Telegram allows, to Postfix's sink"
)


def measure() -> list[Figure]:
    """Let all hand in at once and compare every file; nothing where the sink is not installed."""
    if find("smtp-sink") is None:
        sys.stderr.write("chat_submissions: skipped, smtp-sink is not installed (apt-get install postfix)\n")
        return []
    folder = Path(tempfile.mkdtemp(prefix="shenbao-bench-"))
    try:
        with digest_sink(folder / "sink") as sink:
            return asyncio.run(_measure(folder, sink))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _measure(folder: Path, sink: DigestSink) -> list[Figure]:
    await prepare(folder / "data")
    async with LocalBotApi() as api:
        config = desk_config(folder / "data", sink.port, api=api)
        bot = service(folder / "desk", config, {"SHENBAO_TELEGRAM__TOKEN": api.token})
        async with beside(bot) as running:
            visitors = [api.visitor(10_000 + number, f"申报人{number}") for number in range(APPLICANTS)]
            start = time.perf_counter()
            expected = await _all_at_once(visitors)
            await _until(lambda: _sent(folder / "data") >= APPLICANTS)
            spent = (time.perf_counter() - start, *_memory(running))
        figures = arrival_figures("in chat", HOW, expected, sink.proofs(), spent)
        return [*figures, _receipts(visitors)]


async def _all_at_once(visitors: list[Visitor]) -> Expected:
    chance = random.Random(2022)  # noqa: S311 - the same files every time
    expected: dict[str, frozenset[str]] = {}
    async with asyncio.TaskGroup() as group:
        for number, visitor in enumerate(visitors):
            files = [HEAD + chance.randbytes(BYTES - len(HEAD)) for _ in range(FILES)]
            expected |= digests_of(files)
            group.create_task(_hand_in(visitor, number, files))
    return expected


async def _hand_in(visitor: Visitor, number: int, files: list[bytes]) -> None:
    """Do what an applicant does, each step when the bot has answered the one before."""
    shown = await _after(visitor, lambda: visitor.write("/start"), "")
    for label in STEPS:
        shown = await _after(visitor, _press(visitor, label, shown), "")
    names = [f"申报书{number}.pdf", *(f"附件{place}.pdf" for place in range(1, FILES))]
    sheets = [Sheet(name, raw) for name, raw in zip(names, files, strict=True)]
    shown = await _after(visitor, lambda: visitor.send_album(sheets), CARD)
    shown = await _after(visitor, _press(visitor, "完成提交", shown), ASKED)
    unit = f"江门市第{number}示例科技有限公司，联系人王小明，电话13800138000"
    shown = await _after(visitor, lambda: visitor.write(unit), unit.partition("，")[0])
    shown = await _after(visitor, _press(visitor, "仅用于这一份", shown), SURE)
    await _after(visitor, _press(visitor, "先提交，后补", shown), RECEIPT)


def _press(visitor: Visitor, label: str, shown: Message) -> Callable[[], object]:
    return lambda: visitor.press(label, shown)


async def _after(visitor: Visitor, act: Callable[[], object], words: str) -> Message:
    """Do something, and return the bot's newest word since that holds some words."""
    since = visitor.revision
    act()
    found: list[Message] = []

    def answered() -> bool:
        found[:] = [
            each
            for each in visitor.messages
            if each.from_bot and each.revision > since and words in each.text and not _is_receipt_file(each)
        ]
        return bool(found)

    await _until(answered)
    return max(found, key=lambda each: each.revision)


def _is_receipt_file(message: Message) -> bool:
    return message.attachment is not None and message.attachment.kind is AttachmentKind.DOCUMENT


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - an event would wake all 200 at every change
            await asyncio.sleep(LOOK)


def _sent(data: Path) -> int:
    with sqlite3.connect(data / "shenbao.db", timeout=20) as connection:
        (count,) = connection.execute(DONE).fetchone()
    return int(count)


def _memory(running: Running) -> tuple[float, float]:
    """Return the peaks of the process and of its tree, in megabytes."""
    own = peak_megabytes(running.pid)
    return own, own + sum(peak_megabytes(each) for each in children(running.pid))


def _receipts(visitors: list[Visitor]) -> Figure:
    """Count who holds exactly one receipt message."""
    told = [
        sum(
            each.from_bot and RECEIPT in each.text and not _is_receipt_file(each) for each in visitor.messages
        )
        for visitor in visitors
    ]
    name = f"{APPLICANTS} at once in chat: applicants with exactly one receipt"
    return Figure(name, "people", (float(told.count(1)),), str(APPLICANTS), HOW)
