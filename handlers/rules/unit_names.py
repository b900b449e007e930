"""Units (责任单位) as task tables list them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Duty(StrEnum):
    """What the cell itself says of a unit's part."""

    LEAD = "lead"  # 牵头
    SUPPORT = "support"  # 配合
    SHARED = "shared"  # listed, nothing said


_LISTING = "、/|"  # part two units of one clause
_CLAUSES = "，,；;。\n"  # part two clauses, each with a duty of its own
# How an office's name ends; a line that ends otherwise goes on in the next one.
_ENDING = re.compile(
    r"(?:[局委办厅部院校府会站所队处科股室组司社馆园厂行区市县镇街乡村关团）)]"
    r"|大学|中心|妇联|残联|工商联|科协|文联|侨联|贸促会|公司|企业|平台|联盟|基地|电视台|等|负责|牵头|配合)$"
)
# Ends a name and hardly ever a short form: 江海 / 新会 are two districts.
_SURE_ENDING = re.compile(r"(?:[局委办厅部院府科室]|大学|中心|管委会|委员会|公司)$")
# Ends like a name and is the first half of one: 市人力资源和社会|保障局.
_HALF_NAME = re.compile(r"(?:和社会|和城乡|农业农村)$")
# Begins like the second half of a name.
_SECOND_HALF = re.compile(r"^(?:[局委办厅部院会所处科室府]|员会|委员会|管理局|保障局|建设局|合会|[（(].*)$")
# A label opens a clause and holds until the next one.
_LABELS = (
    (re.compile(r"^[（(]?(?:牵头|主办|承办|主责|第一责任)(?:责任)?(?:单位|部门|科室)?[:：]"), Duty.LEAD),
    (re.compile(r"^[（(]?(?:配合|协办|协助|参与|参加|协同)(?:责任)?(?:单位|部门|科室)?[:：]"), Duty.SUPPORT),
    (re.compile(r"^[（(]?(?:责任|实施|落实)(?:单位|部门|科室)[:：]"), Duty.SHARED),
)
# A mark closes a clause, or stands in parentheses behind one unit.
_MARKS = (
    (re.compile(r"[（(](?:牵头|主办|主责|牵头单位|牵头部门)[)）]$|牵头(?:负责|落实)?$"), Duty.LEAD),
    (re.compile(r"[（(](?:配合|协办|参与|配合单位)[)）]$|(?:积极)?(?:配合|协办|协助|参与)$"), Duty.SUPPORT),
)
_DUTIES = re.compile(r"[，,]?(?:按照?(?:各自)?职[责能](?:分工)?)?(?:分别|共同|具体)?(?:负责|落实)$")
_AND_OTHERS = re.compile(r"等(?:有关|相关)?(?:单位|部门)?$")
_ORDER = re.compile(r"^(?:\d{1,2}[.．、](?!\d)|由)")
# 和 stands within many names (工业和信息化局): it parts two units only between an end and a beginning.
_AND = re.compile(r"(?<=[局委办府会院校])(?:和|及|以及|与|会同|联合)(?=[市县区省各团国])")
# Times and sentences that strayed among the units.
_NO_UNIT = re.compile(r"\d+\s*[月日]|[一二三四]季度|年底|半年|完成|[。：:]")
_LONGEST = 40  # characters
_LONGEST_LIST = 5000  # characters of one cell; no table lists so many
_NAME_LENGTH = 3  # characters; people are called so, offices hardly ever
_SHORTEST = 2  # characters; a name parted by a blank is longer
_OUTER_BRACKETS = re.compile(r"^[（(]([^（()）]*)[)）]$")
_NOTHING = re.compile(r"^[-—/\\无\s]*$")


@dataclass(frozen=True, slots=True)
class UnitList:
    """The units of one cell, in its order; `lead` where the cell itself marks one."""

    units: tuple[str, ...] = ()
    lead: str | None = None
    doubts: tuple[str, ...] = ()  # what a person should look at
    notes: tuple[str, ...] = ()  # odd, but read for sure


@lru_cache(maxsize=1024)  # tables say the same thing in many rows
def read_units(text: str) -> UnitList:
    """Read the units of one cell: parted by stops or line breaks, never inside parentheses."""
    if _NOTHING.match(text):
        return UnitList()
    if len(text) > _LONGEST_LIST:
        return UnitList(doubts=("责任单位一格的文字过长，没有导入，请您核对",))
    lines, notes = _whole_lines(_OUTER_BRACKETS.sub(r"\1", text.strip()))
    parts = [part for part in _duties(lines) if part[0]]
    odd = [unit for unit, _ in parts if _NO_UNIT.search(unit) or len(unit) > _LONGEST]
    parts = [part for part in parts if part[0] not in odd]
    units = tuple(dict.fromkeys(unit for unit, _ in parts))
    strange = [unit for unit in units if len(unit) <= _NAME_LENGTH and not _ENDING.search(unit)]
    leads = tuple(dict.fromkeys(unit for unit, duty in parts if duty is Duty.LEAD))
    doubts = [f"“{unit}”不像单位名称，没有作为单位导入，请您核对" for unit in odd]
    doubts += [f"“{unit}”可能是人名或简称，不是单位全称，请您核对" for unit in strange]
    if len(leads) > 1:
        doubts.append(f"写了{len(leads)}个牵头单位（{'、'.join(leads)}），取第一个，请您核对")
    if _AND_OTHERS.search(_DUTIES.sub("", text.strip())):
        doubts.append("责任单位以“等”结尾，没有列全")
    if any(text.count(mark) != text.count(twin) for mark, twin in ("（）", "()")) and not _mixed(text):
        doubts.append("责任单位里的括号不成对，请您核对")
    return UnitList(units, leads[0] if leads else None, tuple(doubts), tuple(dict.fromkeys(notes)))


def split_outside(text: str, separators: str) -> Iterator[str]:
    """Cut text at the separators that stand outside parentheses."""
    depth, start = 0, 0
    for position, character in enumerate(text):
        depth += (character in "（(") - (character in "）)" and depth > 0)
        if depth == 0 and character in separators:
            yield text[start:position]
            start = position + 1
    yield text[start:]


def _mixed(text: str) -> bool:
    return text.count("（") + text.count("(") == text.count("）") + text.count(")")


def _whole_lines(text: str) -> tuple[str, list[str]]:
    """Join the lines of one name that the width of its cell cut in two."""
    whole: list[str] = []
    notes: list[str] = []
    for line in filter(None, (part.strip() for part in text.splitlines())):
        if whole and _goes_on(whole[-1], line):
            whole[-1] += line
            notes.append(f"“{whole[-1]}”写在两行里，按一个单位读")
        else:
            whole.append(line)
    return "\n".join(whole), notes


def _goes_on(line: str, following: str) -> bool:
    if line[-1] in _LISTING + _CLAUSES + ":：":
        return False
    if line.count("（") + line.count("(") > line.count("）") + line.count(")"):
        return True
    if _SECOND_HALF.match(following) or _HALF_NAME.search(line):
        return True
    return not _ENDING.search(line) and bool(_SURE_ENDING.search(following))


def _duties(text: str) -> Iterator[tuple[str, Duty]]:
    """Give each unit with its duty: by the label before, the mark of its clause or its own mark."""
    held = Duty.SHARED
    for clause in split_outside(text, _CLAUSES):
        words, label = _first(_LABELS, clause.strip())
        held = label or held
        words = _DUTIES.sub("", words) if not words.endswith("牵头负责") else words
        words, mark = _first(_MARKS, words) if not words.endswith(("）", ")")) else (words, None)
        for unit in _units(words):
            name, own = _first(_MARKS, unit)
            yield _ORDER.sub("", name).strip(" .．"), own or mark or held


def _units(words: str) -> Iterator[str]:
    for piece in split_outside(words, _LISTING):
        for unit in _AND.split(piece):
            yield from _blank_parted(_AND_OTHERS.sub("", unit.strip()))


def _blank_parted(piece: str) -> list[str]:
    """Cut at blanks only where each part is a whole name: blanks also stand within names."""
    parts = piece.split()
    if len(parts) > 1 and all(len(part) > _SHORTEST and _ENDING.search(part) for part in parts):
        return parts
    return ["".join(parts)]


def _first(table: tuple[tuple[re.Pattern[str], Duty], ...], text: str) -> tuple[str, Duty | None]:
    for pattern, duty in table:
        if pattern.search(text):
            return pattern.sub("", text), duty
    return text, None
