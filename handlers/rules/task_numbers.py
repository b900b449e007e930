"""The numbers of tasks and of their milestones that a clause says."""

# ruff: noqa: E501 - a row of a table of words stays on one line
from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise
from typing import Final

from handlers.rules.printed_numbers import chinese_value
from handlers.rules.tasks import TaskTable

_NUMBER: Final = re.compile(
    r"(?:任务|序号|第|编号|工作)\s*(\d{1,4})(?!\d|[万元%年月日个步条点]|项?措施|节点|阶段)|(?<![\d.月])(\d{1,4})\s*(?:号(?!之?前)|(?:项|条)?(?:重点)?(?:任务|工作)|#)"
)
_BARE: Final = re.compile(r"(?<![\d.])(\d{2,4})(?![\d.万元%年月日个家项之]|前(?![两二三四五六几]个))")
# What only a task has behind its number, and what an amount may have as well: 202项除了, not 202项专利.
_OF_TASK: Final = "任务|涉及|牵头|责任|配合|参与|负责|时限|期限|限期|完成|单位|部门|节点|截止|到期|什么时候|多会儿|最[迟晚]|联合|除了|[由归]?谁|哪[些个几]?(?:家|单位|部门|局)|哪天|几[号月]"
_BEHIND: Final = rf"(?=\s*(?:$|[?,。!、的里中这那除都是由归谁哪几有要还跟和与及到做干抓目现只仅我咱咋怎什啥第能会在]|{_OF_TASK}))"
# What stands before it: 问下212项, not 收集300项.
_LEAD: Final = r"(?:(?<![\u4e00-\u9fff\d.%~-])|(?<=[下问那看查务作和跟与及、]))"
_ITEM: Final = re.compile(
    rf"{_LEAD}(\d{{3,4}})\s*[项条]{_BEHIND}|{_LEAD}(\d{{2}})\s*[项条](?=\s*的?(?:{_OF_TASK}))"
)
# 第七十五项, 任务二百零五; 二百零五项.
_WRITTEN: Final = re.compile(
    rf"第([一二三四五六七八九十百零]{{1,6}})(?:项|条|号|个任务)|任务([一二三四五六七八九十百零]{{2,6}})|([一二三四五六七八九十百零]{{2,6}})号(?:任务|工作)|{_LEAD}([一二三四五六七八九十百零]{{3,6}})[项条]{_BEHIND}"
)
# 202、203任务, 47项和52项: a number before another one.
_ROW: Final = re.compile(
    r"(?<![\d.])(?:\d{3}(?=\s*[项条号]?[、,和与跟及])|\d{2}(?=\s*[项条号]?[、,和与跟及]\s*第?\d{2}))"
)
# 第2步, 节点3: a milestone of the task.
STEP: Final = re.compile(
    r"第\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:步|个?节点|项?措施|个?阶段|小?点|条|个(?=$|[是要写说什啥呢几何哪的?,]))|节点\s*(\d{1,2}|[一二三四五六七八九十]{1,3})(?!个)|第?\s*\((\d{1,2})\)\s*(?:步|个?节点|[条项])?"
)
# 最后一个节点, 前两步, 后三个节点: milestones counted from an end.
_FROM_END: Final = re.compile(
    "(最后|前|头|后)([一两二三四五六1-6]?)(?:个|项)?(?:节点|步骤?|阶段|环节)(?!之?[前后])"
)
# 205（5）, 202的(2)(3): the number of a task with those of its milestones.
_STEPS_TYPED: Final = re.compile(
    r"(?<![\d.])(\d{2,4})((?:号|[项条](?:任务|工作)?)?的?(?:第?[(（]\d{1,2}[)）][、,，和与跟及]?)*第?[(（]\d{1,2}[)）])"
)
# 202-3: the third milestone; not 202-205 nor 202-3项.
_STEP_DASHED: Final = re.compile(
    r"(?<![\d.~—–-])(\d{3,4}|1[3-9]|[2-9]\d)\s*[—–-]\s*(\d{1,2})(?![\d.~—–-]|\s*[万亿元%年月日号家项个名人次])"
)


def with_steps(typed: str, table: TaskTable) -> str:
    """Spell out the milestones that a question as typed names by digits behind the number of a task."""
    known = {task.number for task in table.tasks}
    text = _STEPS_TYPED.sub(lambda said: _all_spelt(said) if said[1] in known else said[0], typed)
    return _STEP_DASHED.sub(lambda said: f"{said[1]}{_spelt(said[2])}" if said[1] in known else said[0], text)


def _all_spelt(said: re.Match[str]) -> str:
    return said[1] + "".join(map(_spelt, re.findall(r"\d+", said[2])))


def _spelt(step: str) -> str:
    return f" 第{step}个节点 "


def numbers_said(text: str, known: Collection[str], *, asks: bool) -> list[str]:
    """Find the numbers of tasks in a folded text; bare ones only where it asks of the table."""
    numbers = [match[match.lastindex or 0] for match in _NUMBER.finditer(text)]
    said = (chinese_value(match[match.lastindex or 0]) for match in _WRITTEN.finditer(text))
    numbers += [str(value) for value in said if str(value) in known]
    items = (match[match.lastindex or 0] for match in _ITEM.finditer(text))
    numbers += [number for number in items if number in known]
    if not numbers and asks:
        return [number for number in _BARE.findall(text) if number in known]
    rows = [number for number in _ROW.findall(text) if numbers and number in known]
    return list(dict.fromkeys((*numbers, *rows)))


def steps_said(text: str) -> tuple[int, ...]:
    """Find the numbers of milestones in a folded text; those counted from the end are negative."""
    numbers = [chinese_value(match[match.lastindex or 0]) or 0 for match in STEP.finditer(text)]
    for match in _FROM_END.finditer(text):
        count = chinese_value(match[2].replace("两", "二")) or 1 if match[2] else 1
        numbers += range(1, count + 1) if match[1] in "前头" else range(-count, 0)
    return tuple(numbers)


def steps_by_task(text: str, numbers: Collection[str]) -> dict[str, tuple[int, ...]]:
    """Find the milestones that a folded text names behind each number of a task: 202第2步和204第1步."""
    places = [(match.end(), match[0]) for match in re.finditer(r"(?<!\d)\d{1,4}(?!\d)", text)]
    said = [place for place in places if place[1] in numbers]
    return {
        number: steps_said(text[start:end].removesuffix(after))
        for (start, number), (end, after) in pairwise([*said, (len(text), "")])
    }
