"""The columns of a task table, told by their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from handlers.rules.due_dates import read_due
from handlers.rules.lines import Row
from handlers.rules.printed_numbers import printed_number


class Column(StrEnum):
    """What a column holds."""

    NUMBER = "number"  # of the task, or of the milestone where it stands behind the task
    TASK = "task"  # 工作任务
    MILESTONE = "milestone"  # 节点计划, 具体措施
    UNITS = "units"  # 责任单位, all of them
    LEAD = "lead"  # 牵头单位
    SUPPORT = "support"  # 配合单位
    DEPARTMENT = "department"  # 责任科室: stands for the units where there is no other column of them
    DUE = "due"  # 完成时限
    PERIOD = "period"  # the column's name is the time: 第一季度
    PERSON = "person"  # 责任人, 分管领导
    SECTION = "section"  # 类别, 领域
    SKIPPED = "skipped"  # progress, phones, remarks: not part of the table that is kept


_END = r"(?:(?:和|及|与|、)?(?:名称|内容|事项|描述|目标|计划|任务|要求|标准|安排|清单|项目|工作|情况))*$"
# The first pattern that a name fits decides.
_NAMES = (
    (re.compile(r"^(?:(?:任务|项目|节点)?(?:序号|编号)|号|No\.?)$", re.IGNORECASE), Column.NUMBER),
    (re.compile(r"备注|说明|进展|情况|进度(?!安排|计划|要求)|是否|实际|佐证|依据|来源"), Column.SKIPPED),
    (  # 责任人及电话: the name is kept, the phone is not
        re.compile(r"(?:领导|(?:责任|负责|联系|经办|承办|牵头)人)(?:姓名)?[及和、与].*(?:电话|手机|方式)$"),
        Column.PERSON,
    ),
    (re.compile(r"资金|投资|金额|评分|分值|权重|电话|手机|邮箱|联络员|^主管$"), Column.SKIPPED),
    (re.compile(r"(?:开始|启动|起始|开工)(?:时间|日期)|^(?:开始|启动|起始|起)$"), Column.SKIPPED),
    (re.compile(r"牵头(?:责任)?(?:单位|部门|科室|股室|处室)?$"), Column.LEAD),
    (re.compile(r"^(?:主办|主责|主责任|第一责任)(?:单位|部门|科室)$"), Column.LEAD),
    (
        re.compile(r"^(?:配合|协办|协助|协同|参与|参加|其他)(?:责任)?(?:单位|部门|科室|股室)?$"),
        Column.SUPPORT,
    ),
    # 责任单位及责任人 is a column of units
    (re.compile(r"^(?!.*(?:单位|部门)).*(?:领导|(?:责任|负责|联系|经办|承办|牵头|具体)人)"), Column.PERSON),
    (re.compile(r"^(?:责任|承办|负责|落实|具体)?(?:科室|股室|处室|内设机构)$"), Column.DEPARTMENT),
    (re.compile(r"(?:责任|承办|实施|负责|落实|推进|执行|完成)(?:单位|部门|主体)"), Column.UNITS),
    (re.compile(r"^(?:单位|部门|责任主体|责任分工|职责分工)$"), Column.UNITS),
    # 具体措施及时间节点: the times stand in the text of the milestones
    (
        re.compile(
            r"^(?:具体|主要|重点|工作|推进)?(?:措施|举措|内容|步骤|安排|计划)(?:[及和与、])(?:完成)?(?:时间|时限|进度)"
        ),
        Column.MILESTONE,
    ),
    (
        re.compile(
            r"(?:时限|期限)(?:要求|安排|节点)?$|(?:完成|办结|结束|达成|计划|截止|截至)(?:时间|日期)$|完成节点$"
        ),
        Column.DUE,
    ),
    (
        re.compile(
            r"时间(?:节点|要求|安排|进度)$|节点时间$|进度(?:安排|要求)$|^(?:时间|日期|完成|截止|结束|止)$"
        ),
        Column.DUE,
    ),
    (re.compile(r"(?:类别|领域|板块|分类)$|^(?:方面|类型|一级指标)$|^所属"), Column.SECTION),
    (re.compile(rf"(?:节点|措施|举措|步骤|阶段性?|环节|里程碑|月度){_END}"), Column.MILESTONE),
    (
        re.compile(
            rf"分解任务|任务分解|细化|^(?:具体|推进|实施|子)(?:任务|工作|计划|项目|内容|安排|事项|目标|要求){_END}"
        ),
        Column.MILESTONE,
    ),
    (re.compile(rf"(?:任务|工作|实事|事项|目标|项目|内容|要点|指标){_END}"), Column.TASK),
)
_BARE_NUMBER = re.compile(r"^[（(]?\d+[)）.、]?$")  # no column is called so, but many rows begin so
_MEASURES = ("单位", "部门")  # may mean 元 or 个, or where a person works: alone they make no task table
_STAGES = re.compile(r"进度|阶段")  # beside a column of due dates: what is to be done, step by step
_FINISH = re.compile(r"完成|截止|办结|时限|期限")  # of two columns of time, the one that is kept
_SINGLE = {Column.TASK, Column.MILESTONE}  # kinds of which a table keeps only the first column
_LONGEST_PRINTED = 60  # characters, with what stands in parentheses
_LONGEST_NAME = 16  # characters; longer is a text about tasks, not a column's name
_PERIOD = re.compile(r"^.{0,5}(?:季度|半年|月|旬).{0,8}$")
_PERIOD_TAIL = re.compile(r"(?:工作)?(?:目标|计划|任务|工作|进度|安排|节点|内容|重点|推进)+$")
_ANY_YEAR = 2000  # a leap year, only to see whether a column's name is a time at all
LEAD_FIRST = re.compile(r"(?:首位|第一位|第一个|排名第一|排在第一|列第一|排在最前)\S{0,10}(?:牵头|主办|主责)")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table: position to kind, with the names as printed."""

    columns: tuple[Column | None, ...]
    names: tuple[str, ...]
    rows: int  # how many rows it takes
    positions: Mapping[Column, tuple[int, ...]]  # where each kind stands, from the left
    step_numbers: tuple[int, ...]  # columns of numbers that count milestones, not tasks


def read_header(rows: Sequence[Row], start: int) -> Header | None:
    """Read the header that begins at a row, of one or two rows, or None where none begins there."""
    filled = [cell.text for cell in rows[start] if cell.text]
    if len(filled) < 2 or any(map(_BARE_NUMBER.match, filled)):  # noqa: PLR2004 - one cell names no columns
        return None
    above = _names(rows[start])
    if not any(map(column_of, above)) or len(set(filter(None, above))) <= 1:
        return None  # a row of data, or a title over all columns
    below = _names(rows[start + 1]) if start + 1 < len(rows) else ()
    if len(below) == len(above) and _is_second(above, below):
        header = _header(tuple(low or high for high, low in zip(above, below, strict=True)), 2)
        if header:
            return header
    return _header(above, 1)


@lru_cache(maxsize=4096)
def column_of(name: str) -> Column | None:
    """Tell what a column of this name holds, or None where the name is of no column."""
    if len(name) > _LONGEST_PRINTED:
        return None
    plain = re.sub(r"[（(].*?[)）]", "", name).strip("：:*")
    if not plain or len(plain) > _LONGEST_NAME or re.search(r"[。；;，,]", plain) or printed_number(plain):
        return None
    if is_period(plain):
        return Column.PERIOD
    return next((column for pattern, column in _NAMES if pattern.search(plain)), None)


def is_period(name: str) -> bool:
    """Tell whether a column's name is itself a time, as in 第一季度工作目标."""
    due = read_due(period_of(name), _ANY_YEAR)
    return bool(_PERIOD.match(name) and due.day and not due.note)


def period_of(name: str) -> str:
    """Give the time that a column's name states."""
    return _PERIOD_TAIL.sub("", name)


def _names(row: Row) -> tuple[str, ...]:
    return tuple([_name(cell.text) for cell in row])


@lru_cache(maxsize=4096)
def _name(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _is_second(above: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Tell whether a row only refines the names above it: under a merged name, or under none."""
    own = [position for position, name in enumerate(below) if name and name != above[position]]
    return bool(own) and all(column_of(below[at]) and _is_shared(above, at) for at in own)


def _is_shared(above: tuple[str, ...], at: int) -> bool:
    neighbours = (*above[max(at - 1, 0) : at], *above[at + 1 : at + 2])
    return not above[at] or above[at] in neighbours or (at + 1 < len(above) and not above[at + 1])


def _header(names: tuple[str, ...], rows: int) -> Header | None:
    kinds = [column_of(name) for name in names]
    known = set(kinds)
    if not known & {Column.TASK, Column.MILESTONE}:
        return None
    timed = kinds.count(Column.PERIOD) > 1  # one alone may be a row's due date
    sure = {kind for kind, name in zip(kinds, names, strict=True) if name not in _MEASURES}
    if not timed and not sure & {Column.DUE, Column.UNITS, Column.LEAD, Column.DEPARTMENT}:
        return None
    printed = [kind for kind, name in zip(kinds, names, strict=True) if name]
    if printed.count(None) * 2 > len(printed):
        return None
    columns = tuple(_settled(kinds, names))
    positions = {kind: tuple(at for at, own in enumerate(columns) if own is kind) for kind in Column}
    return Header(columns, names, rows, positions, _step_numbers(positions))


def _step_numbers(positions: Mapping[Column, tuple[int, ...]]) -> tuple[int, ...]:
    """Find the numbers that stand between tasks and milestones."""
    task, milestones = positions[Column.TASK][0], positions[Column.MILESTONE]
    return tuple(at for at in positions[Column.NUMBER] if milestones and task < at < milestones[0])


def _settled(kinds: list[Column | None], names: tuple[str, ...]) -> list[Column | None]:
    """Let every kind that may stand once stand once: what is double gets the next likely kind."""
    settled = list(kinds)
    if Column.TASK not in settled:
        settled[_task_column(settled, names)] = Column.TASK
    if Column.MILESTONE not in settled and settled.count(Column.TASK) > 1:
        settled[settled.index(Column.TASK, settled.index(Column.TASK) + 1)] = Column.MILESTONE
    if settled.count(Column.DUE) > 1:
        settled = _one_due(settled, names)
    if not {Column.UNITS, Column.LEAD} & set(settled):
        stand_in = Column.DEPARTMENT if Column.DEPARTMENT in settled else Column.SUPPORT
        settled = [Column.UNITS if kind is stand_in else kind for kind in settled]
    return [_once(kind, settled[:at]) for at, kind in enumerate(settled)]


def _task_column(kinds: list[Column | None], names: tuple[str, ...]) -> int:
    """Find the column of tasks where no name says so: one in unknown words before that of milestones."""
    milestones = kinds.index(Column.MILESTONE)
    unknown = (at for at in range(milestones) if kinds[at] is None and names[at])
    return next(unknown, milestones)


def _one_due(kinds: list[Column | None], names: tuple[str, ...]) -> list[Column | None]:
    """Keep the column of time that says when all is done; one of stages beside it holds the milestones."""
    best = next((at for at, name in enumerate(names) if _FINISH.search(name)), kinds.index(Column.DUE))
    others = [at for at, kind in enumerate(kinds) if kind is Column.DUE and at != best]
    free = Column.MILESTONE not in kinds
    for at in others:
        kinds[at] = Column.MILESTONE if free and _STAGES.search(names[at]) else Column.SKIPPED
    return kinds


def _once(kind: Column | None, before: list[Column | None]) -> Column | None:
    if kind is Column.DEPARTMENT or (kind in _SINGLE and kind in before):
        return Column.SKIPPED
    return kind
