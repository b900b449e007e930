"""Tables of tiers within 支持方式与强度, as the clauses that their rows stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.rules.half_width import half_width
from handlers.rules.passages import Passage

_FEWEST = 2  # columns of a table
_LONGEST = 24  # characters of a column's name
_UNIT = re.compile(r"\((?:单位:)?(?P<unit>[^()]{1,8})\)|(?P<plain>万元|亿元|元)(?:/[项个家名人年])?$")
_BARE = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?(?:\s?[-~至]\s?\d{1,6}(?:\.\d{1,4})?)?")
_NOTHING = re.compile(r"[-—/无]*")

# What a column of the table tells; the first that its name fits decides.
_COUNT = re.compile(r"数量|名额|项数|个数|家数|人数|指标数|项目数")
_AMOUNT = re.compile(r"标准|金额|额度|强度|资助|补助|奖励|奖补|补贴|支持|扶持|奖金|资金|经费|万元")
_CAP = re.compile(r"最高|上限|不超过|封顶|限额")
_FIELD = re.compile(r".*方式|.*(?:对象|期限|时间)")  # says how, not which tier
_LEFT_OUT = re.compile(r"^(?:序号|编号|备注|说明)$")


@dataclass(frozen=True, slots=True)
class TierTable:
    """The rows of a table as clauses, the lines around it, and the rows that fit no column."""

    clauses: tuple[str, ...]
    around: tuple[Passage, ...]
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    names: tuple[str, ...]
    labels: tuple[int, ...]
    amount: int
    count: int | None


def tier_table(block: Sequence[Passage]) -> TierTable | None:
    """Find the table of amounts in a section; None where there is none."""
    for place, each in enumerate(block):
        columns = _columns(_cells(each))
        if columns:
            rows = _rows(block[place + 1 :], columns)
            if rows:
                end = place + 1 + len(rows)
                told = tuple(_clause(cells, columns) for cells in rows if len(cells) == len(columns.names))
                odd = tuple(" ".join(cells) for cells in rows if len(cells) != len(columns.names))
                return TierTable(told, (*block[:place], *block[end:]), odd)
    return None


def _cells(each: Passage) -> tuple[str, ...]:
    parts = each.half.split("\t") if "\t" in each.half else each.half.split()
    return tuple(part.strip() for part in parts)


def _columns(names: tuple[str, ...]) -> _Columns | None:
    """Read the names of columns; None where no column of amounts stands beside one of names."""
    if len(names) < _FEWEST or any(not name or len(name) > _LONGEST for name in names):
        return None
    if any(re.search(r"[。;,:]|^\d", name) for name in names):
        return None
    plain = {at for at, name in enumerate(names) if _FIELD.fullmatch(name) or _LEFT_OUT.match(name)}
    count = next((at for at, name in enumerate(names) if _COUNT.search(name)), None)
    amount = next((at for at, name in enumerate(names) if at != count and _is_amount(name)), None)
    labels = tuple(at for at in range(len(names)) if at not in (amount, count) and at not in plain)
    return None if amount is None else _Columns(names, labels, amount, count)


def _is_amount(name: str) -> bool:
    return _AMOUNT.search(name) is not None and not re.search(r"方式|对象|类别|方向$|内容", name)


def _rows(lines: Sequence[Passage], columns: _Columns) -> list[tuple[str, ...]]:
    """Take the lines that are rows: as many cells as names, or at least parted as they are."""
    rows: list[tuple[str, ...]] = []
    for each in lines:
        cells = _cells(each)
        fits = len(cells) == len(columns.names) and bool(
            re.search(r"\d|[一二三四五六七八九十]", cells[columns.amount])
        )
        if not fits and not (len(cells) > 1 and "\t" in each.half):
            break
        rows.append(cells)
    return rows


def _clause(cells: tuple[str, ...], columns: _Columns) -> str:
    """Word a row as a clause: 优秀：30万元/家，支持5家."""
    label = "".join(f"{cells[at]}：" for at in columns.labels[:1])
    cap = "不超过" if _CAP.search(columns.names[columns.amount]) else ""
    told = f"{label}{cap}{_with_unit(cells[columns.amount], columns.names[columns.amount])}"
    if columns.count is None or _NOTHING.fullmatch(cells[columns.count]):
        return told
    counted = _with_unit(cells[columns.count], columns.names[columns.count])
    return f"{told}，支持{counted if not counted[-1].isdigit() else counted + '项'}"


def _with_unit(text: str, name: str) -> str:
    """Give a bare number the unit of its column."""
    if not _BARE.fullmatch(half_width(text)):
        return text
    unit = _UNIT.search(name)
    return text + ((unit["unit"] or unit["plain"]) if unit else "")
