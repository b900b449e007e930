"""Guides whose categories are clauses or sentences right below a name, without any section's title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from handlers.rules.amounts import amounts
from handlers.rules.half_width import half_width
from handlers.rules.heading_lines import is_heading_like, topic_heading
from handlers.rules.marks import opening_mark
from handlers.rules.passages import Passage
from handlers.rules.problems import Level, Problem

# What a clause is about, the surest first, with the title that it gets and what that title replaces.
_ABOUT: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    # 联系人：张三，电话：…
    (
        "联系人",
        re.compile(r"^.{0,10}联系(?:人|电话|方式)|\d{7}|@"),
        re.compile(r"联系(?:人及电话|人|方式)\s*[:为]\s*"),
    ),
    # 事前资助，每项20万元
    (
        "支持方式与强度",
        re.compile(
            r"[\d一二三四五六七八九十]\s?万?元|(?:补助|奖励|资助|补贴|贴息).{0,12}\d\s?%|事[前后](?:资助|补助)|定向支持|择优支持"
        ),
        re.compile(r"(?:支持|资助|补助|奖励)(?:方式|标准|强度)(?:及(?:标准|强度))?\s*[:为]\s*"),
    ),
    # 提交申报书、营业执照
    (
        "申报材料",
        re.compile(
            r"^(?:申报时)?(?:须|需|应当?)?(?:提[交供]|报送|递交|附)|(?:申报|申请|所需|佐证|提交)材料(?:包括|为|有|如下|:)"
        ),
        re.compile(
            r"(?:申报时)?(?:须|需|应当?)?(?:提[交供]|报送|递交|附)?(?:(?:申报|申请|所需|佐证|以下)?材料)?(?:包括|为|有|如下)?[:]?"
        ),
    ),
    # 项目实施期2年
    (
        "实施期限",
        re.compile(r"^(?:项目)?(?:实施|执行|建设|研究)(?:期限|周期|期)"),
        re.compile(r"(?:项目)?(?:实施|执行|建设|研究)(?:期限|周期|期)\s*[:为]?\s*"),
    ),
    # 申报单位应为农业企业
    (
        "申报条件",
        re.compile(
            r"^(?:申报|申请|牵头|承担|依托|推荐)(?:单位|人|企业|主体|对象|条件)|^(?:项目)?负责人|^(?:支持|奖补|补助)对象|^(?:须|应|需)(?:具有|具备|为)|^(?:具有|具备)|不得申报"
        ),
        re.compile(r"申报条件\s*[:为]\s*"),
    ),
    # 支持企业开展…
    (
        "研究内容",
        re.compile(r"^(?:重点)?(?:支持|围绕|鼓励|面向|针对|开展|研发|研究|推动|对|聚焦|突破)"),
        re.compile(r"(?:研究|支持)内容\s*[:为]\s*"),
    ),
)
_FORMS = ("article", "chapter", "cn", "paren-cn", "num")  # of the categories' own numbers
_PAID = "支持方式与强度"
_ASKED = {"申报材料", "申报条件"}  # what only a call asks for
_CALL = re.compile(r"指南|申报(?:工作)?(?:的)?(?:通知|公告|须知|方案)")
_TITLE_LINES = 12  # at the top of a document, where it says what it is
_FEWEST = 2  # categories
_SENTENCE = re.compile(r"[^。]+。?")
_TOLD = (
    "各类别之下的条款没有小节名，按内容分作研究内容、申报条件、申报材料、支持方式、联系人等小节，请您核对。"
)


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading's place with the place behind its last line."""

    start: int
    end: int


def with_titles(lines: Sequence[Passage]) -> tuple[list[Passage], list[Problem]]:
    """Give each such clause its title; nothing where this is no call, or its clauses grant nothing."""
    if not any(_CALL.search(line.half) for line in lines[:_TITLE_LINES]):
        return [], []
    if any(topic_heading(place, line) for place, line in enumerate(lines)):
        return [], []  # numbers that begin anew under each topic
    for form in _FORMS:
        blocks = [block for block in _blocks(lines, form) if _is_category(lines, block)]
        if len(blocks) >= _FEWEST:
            told = Problem(Level.WARNING, "sections", _TOLD, line=lines[blocks[0].start].number)
            return _titled(lines, blocks), [told]
    return [], []


def _blocks(lines: Sequence[Passage], form: str) -> Iterator[_Block]:
    """Give the headings of one form whose numbers go on, each with what stands below."""
    starts, last = list[int](), 0
    for place, line in enumerate(lines):
        mark = opening_mark(line.half)
        named = mark is not None and mark.form == form and is_heading_like(line)
        if mark and named and mark.number == last + 1 and line.half[mark.end :]:
            starts.append(place)
            last += 1
    yield from (_Block(start, end) for start, end in pairwise([*starts, len(lines)]))


def _is_category(lines: Sequence[Passage], block: _Block) -> bool:
    """Tell a heading with a clause that grants an amount or a share, and one that asks for something."""
    found = _clauses(lines[block.start + 1 : block.end])
    paid = [line.half for title, line in found if title == _PAID]
    granted = any(any(amounts(half)) or "%" in half for half in paid)
    return granted and bool(_ASKED & {title for title, _ in found})


def _titled(lines: Sequence[Passage], blocks: Sequence[_Block]) -> list[Passage]:
    found = list(lines[: blocks[0].start])
    for number, (block, after) in enumerate(zip(blocks, [*blocks[1:], None], strict=True), start=1):
        heading = lines[block.start]
        mark = opening_mark(heading.half)
        found.append(_worded(heading, f"项目类别{number}：{heading.text.strip()[mark.end if mark else 0 :]}"))
        found += _sections(lines[block.start + 1 : block.end])
        found += lines[block.end : after.start] if after else lines[block.end :]
    return found


def _sections(block: Sequence[Passage]) -> Iterator[Passage]:
    """Give the clauses of a category by kind, each kind below its title."""
    found = _clauses(block)
    for title in dict.fromkeys(title for title, _ in found):
        own = [line for each, line in found if each == title]
        yield _worded(own[0], f"{title}：")
        yield from own


def _clauses(block: Sequence[Passage]) -> list[tuple[str, Passage]]:
    """Give each clause with its kind; what is not told by its words goes on with the one before."""
    found: list[tuple[str, Passage]] = []
    for line in _parted(block):
        title, text = _told(line)
        before = found[-1][0] if found else "研究内容"
        found.append((title or before, _worded(line, text)))
    return found


def _parted(block: Sequence[Passage]) -> Iterator[Passage]:
    """Give one line a clause: as numbered, or sentence by sentence."""
    for line in block:
        mark = opening_mark(line.half)
        text = line.text.strip()[mark.end if mark else 0 :]
        for piece in [text] if mark else _SENTENCE.findall(text):
            if piece.strip():
                yield _worded(line, piece.strip())


def _told(line: Passage) -> tuple[str | None, str]:
    for title, words, replaced in _ABOUT:
        if words.search(line.half):
            opening = replaced.match(line.half)
            return title, line.text[opening.end() if opening else 0 :]
    return None, line.text


def _worded(line: Passage, text: str) -> Passage:
    return replace(line, text=text, half=half_width(text).strip(), level=None, runs_on=False)
