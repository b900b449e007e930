"""The pictures of the task table, drawn in a process of their own so that the loop goes on."""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import structlog
from pydantic import TypeAdapter

from bot.fonts import find_font
from bot.picture_process import Drawn, Order, looks_for
from handlers.milestone_table import Overview
from handlers.rules.picture import Point, pictures

ROOT: Final = Path(__file__).resolve().parents[1]
WALL_SECONDS: Final = 90.0
MOST_PAGES: Final = 8
# Why there is no picture, or what it lacks, in words.
NO_LIBRARY: Final = "没有画图：缺少 matplotlib，请安装 shenbao[charts]。"
NO_FONT: Final = "没有画图：这台机器没有中文字体，请安装 fonts-wqy-microhei。"
NOTHING: Final = "没有画图：没有写明日期的节点。"
BROKEN: Final = "没有画图：画图的程序出错了，请查看日志。"
NO_GLYPHS: Final = "字体里没有这些字，图里画成了方框：{missing}"
TOO_MANY: Final = "节点太多，只画了前 {pages} 页，其余请看表格。"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pages:
    """The PNG files, and in words what is missing."""

    files: tuple[bytes, ...]
    missing: str = ""


async def drawn_pages(table: Overview) -> Pages:
    """Draw a table; whatever keeps it from being drawn is said, never raised."""
    points = [
        Point(each.unit, each.task, each.task_text, each.due, each.word, each.closed) for each in table.rows
    ]
    every = pictures(table.title, points, table.day)
    if not every:
        return Pages((), NOTHING)
    if find_spec("matplotlib") is None:
        return Pages((), NO_LIBRARY)
    font = await asyncio.to_thread(find_font)
    if font is None:
        return Pages((), NO_FONT)
    looks = looks_for(table.labels, table.paints)
    drawn = await _call(Order(every[:MOST_PAGES], str(font.path), looks))
    if drawn is None:
        return Pages((), BROKEN)
    remarks = [NO_GLYPHS.format(missing=drawn.missing)] if drawn.missing else []
    remarks += [TOO_MANY.format(pages=MOST_PAGES)] if len(every) > MOST_PAGES else []
    return Pages(tuple(base64.b64decode(each) for each in drawn.files), "".join(remarks))


async def _call(order: Order) -> Drawn | None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.picture_process", stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT,
        env={**os.environ, "MPLBACKEND": "Agg"},
    )  # fmt: skip
    try:
        async with asyncio.timeout(WALL_SECONDS):
            out, _ = await process.communicate(TypeAdapter(Order).dump_json(order))
    except TimeoutError:
        out = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not out:
        log.warning("picture.failed", status=process.returncode)
        return None
    return TypeAdapter(Drawn).validate_json(out)
