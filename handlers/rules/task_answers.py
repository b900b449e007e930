"""State the milestones of the task table that answer a clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Fact, Gap, Intent, Outcome, Part, Source
from handlers.rules.fillers import COMMON
from handlers.rules.persons_asked import PERSON_WANTED, is_charged
from handlers.rules.spelling import folded
from handlers.rules.task_asked import BY_OTHERS, Asked, asks_nothing, speaks_of_tasks
from handlers.rules.task_milestones import Pair
from handlers.rules.task_numbers import steps_by_task
from handlers.rules.task_sides import by_sides
from handlers.rules.task_weights import Weights, asks_measure
from handlers.rules.tasks import Milestone, Task, TaskTable

_TOGETHER: Final = re.compile("一起|共同|联合|同时|都(?:有|要|参[与加]|配合|负责|在|列)")
_ONE: Final = re.compile("哪一?(?:个|项|条)(?:任务|工作)?")  # one task is asked for
_LEADING: Final = re.compile("牵头|主办")
# 牵头的和配合的: whatever part a unit takes.
_EITHER_PART: Final = re.compile(
    "(?:牵头|主办)[^,。?!]{0,4}(?:和|与|跟|及|或|、|加|还有)[^,。?!]{0,2}(?:配合|参与|参加|协办)|(?:配合|参与|参加|协办)[^,。?!]{0,4}(?:和|与|跟|及|或|、|加|还有)[^,。?!]{0,2}(?:牵头|主办)"
)
# 配合的是哪几项: what others lead; not 配合科技局.
_JOINS: Final = re.compile("(?:配合|协办)(?=$|[?,。!的了过着做是什啥哪谁几多吗重任工])")
# 只配合不牵头的: what a unit takes part in and others lead.
_JOINS_ONLY: Final = re.compile(
    "(?:只|仅)(?:是|要|用|需|做)?(?:配合|参与|参加|协办)|(?:不|没|没有|不用|不是)(?:牵头|主办)[^,。?!]{0,6}(?:配合|参与|参加|协办)|(?:配合|参与|参加|协办)[^,。?!]{0,3}(?:不|没|不用|不是)(?:牵头|主办)"
)
# 牵头不是科技局的: the others lead.
_LED_BY_OTHERS: Final = re.compile(
    "(?:牵头|主办)[^,。?!]{0,4}(?:不是|并非|不归|不由|不在)|(?:不是|并非|不归|不由|非)[^,。?!]{1,12}(?:牵头|主办)|除了?[^,。?!]{1,12}(?:牵头|主办)的|(?:牵头|主办)的?(?:除外|[之以]外)"
)
# 是我们局还是金融局: the units are asked for, though some are named.
_CHOICE: Final = re.compile(
    "有[^,。?!]{2,10}[没吗么]|还是|是不是|对[吗不]|是[^,。?!]{1,10}[吗么]|(?:牵头|参加|参与|配合|负责)(?:吗|么|吧|不|没)"
)
_TABLE: Final = re.compile(
    "(?:多少|几)(?:个|项|条)?(?:重点)?(?:任务|节点|工作)|(?:哪些|所有|全部|什么)(?:重点)?(?:任务|工作)|任务(?:表|清单|有哪些|有多少)|(?:各|每一?)[个项条]?(?:重点)?(?:任务|工作)"
)
# How many there are in all.
_COUNTED: Final = re.compile("(?:多少|(?<!哪)几)(?:个|项|条|件)?(?:重点)?(?:任务|节点|工作)")
_NUMBER_OF: Final = re.compile("(?:任务|节点)(?:的)?(?:总)?数")
# 几个节点, 节点有多少: how many milestones there are of those found.
_MILESTONES_COUNTED: Final = re.compile(
    "(?:多少|(?<!哪)几)个?节点|节点(?:一共|总共|共|数|有|是)*(?:多少|(?<!哪)几(?![号月时天]))个?"
)
# The milestones of a task one and all.
_MILESTONES: Final = re.compile(
    "(?:有|分)(?:哪些|哪几个|几个|多少个?|什么)(?:节点|步骤?|阶段|环节)|(?:哪些|几个|哪几个|各个?|所有|全部)(?:节点|阶段)|节点(?:都)?(?:有|是)(?:哪些|什么)"
)
# How a table writes a day; 三季度 and 9月上旬 are told as well.
_EXACT: Final = re.compile(
    r"[\d一二三四五六七八九十]\s*[日号]|\d\s*[-./年]\s*\d+\s*[-./月]\s*\d|^\d{1,2}[./]\d{1,2}$|^\d*$"
)
_NUMBER: Final = re.compile(r"\d")
_UNITS_COUNTED: Final = re.compile(
    "(?:多少|几)[个家]?(?:责任|配合|牵头|协办|参与)?(?:单位|部门|[局委办])"
)  # no number that a task's text states
_SPEAKS: Final = 0.2  # of what is asked that a task's own text has to hold
_LONGEST: Final = 36  # characters of a milestone in a list of what units take part in
_LISTED: Final = 40  # milestones that one answer lists


def answered(
    text: str, asked: Asked, weighed: Weights, table: TaskTable, things: tuple[Weights, ...] = ()
) -> Part:
    """State what fits the numbers, units, days and words of a clause; `text` is its folded wording.

    `things` are what a clause asks of that asks of more than one.
    """
    told = bool(asked.found.terms or asked.numbers)
    beside = asked.beside and not _led_by_others(text)
    any_unit = beside or (told and _CHOICE.search(text) is not None)
    chosen = _by_number(asked, table) if any_unit else _of_units(text, asked, _by_number(asked, table))
    if asked.until:
        chosen = [each for each in chosen if _is_due(each[1], asked)]
    if asked.ongoing and any(asked.ongoing in each.due_raw for _, each in chosen):
        chosen = [each for each in chosen if asked.ongoing in each[1].due_raw]
    if asked.persons:
        chosen = [each for each in chosen if is_charged(each[0], asked.persons, text)]
    other = _something_else(asked)
    if other:
        return Part(Outcome.NONE, asked.intent, gap=Gap.OUTSIDE, subject=other)
    if asked.found.terms:
        chosen = by_sides(chosen, weighed, things, table)
    elif asked.found.unknown and (not asked.points or (_only_unit(asked) and not speaks_of_tasks(text))):
        return Part(Outcome.NONE, asked.intent, gap=Gap.OUTSIDE, subject=asked.found.unknown[0])
    chosen = _of_steps(text, asked, _of_whole(text, asked, chosen, table))
    chosen = chosen if things else _of_extreme(asked, chosen)
    nobody = PERSON_WANTED.search(text) is not None and not any(task.persons for task in table.tasks)
    if nobody or not chosen:
        return Part(Outcome.NONE, asked.intent, gap=Gap.FIELD if nobody else Gap.NO_MATCH)
    every = len(chosen) == sum(len(task.milestones) for task in table.tasks)
    if every and not asked.until and not _TABLE.search(text):
        return Part(Outcome.CLARIFY, asked.intent, gap=Gap.WHICH_CATEGORY, subject="任务")
    if every and (_COUNTED.search(text) or _NUMBER_OF.search(text)) and not asked.until:
        return _counted(table)
    others = bool(asked.units) and _led_by_others(text)
    of_units = others or (any_unit if asked.units else asked.intent is Intent.UNIT)
    counts = _COUNTED.search(text) is not None or not (asked.found.terms or asked.numbers)
    aims = asks_measure(text) and not counts and not _UNITS_COUNTED.search(text)
    goals = _speaking_of(asked, weighed, table) if aims else None
    part = _stated(chosen, asked, table, goals=goals, of_units=of_units)
    return _with_count(part, chosen) if _MILESTONES_COUNTED.search(text) else part


def _speaking_of(asked: Asked, weighed: Weights, table: TaskTable) -> frozenset[str]:
    """Give the numbers of the tasks whose own text speaks of what is asked, or which are asked for."""
    return frozenset(
        task.number
        for task in table.tasks
        if task.number in asked.numbers or weighed.content.share(folded(task.text)) >= _SPEAKS
    )


def _is_due(milestone: Milestone, asked: Asked) -> bool:
    due = milestone.due
    return due is not None and any(first <= due <= last for first, last in asked.until)


def _something_else(asked: Asked) -> str | None:
    """Find a thing that the table does not have, beside a number or everybody's words: 机场建设."""
    things = (word for word in asked.found.unknown if not word.isdigit() and not asks_nothing(word))
    number_alone = bool(asked.numbers) and asked.intent is Intent.TASK and not (asked.steps or asked.until)
    beside = bool(asked.found.terms) and not asked.points
    plain = all(term.word in COMMON for term in asked.found.terms)
    return next(things, None) if plain and (number_alone or beside) else None


def _counted(table: TaskTable) -> Part:
    """Tell how many tasks and milestones the whole table has, and which tasks these are."""
    milestones = sum(len(task.milestones) for task in table.tasks)
    counts = (("任务数", len(table.tasks)), ("节点数", milestones))
    numbers = tuple(task.number for task in table.tasks)
    return Part(
        Outcome.ANSWER,
        Intent.COUNT,
        tasks=numbers,
        facts=tuple(Fact(None, "", label, str(count)) for label, count in counts),
        sources=tuple(Source(table.year, None, number, None) for number in numbers),
    )


def _by_number(asked: Asked, table: TaskTable) -> list[Pair]:
    return [
        (task, milestone)
        for task in table.tasks
        for milestone in task.milestones
        if not asked.numbers or task.number in asked.numbers
    ]


def _of_units(text: str, asked: Asked, chosen: list[Pair]) -> list[Pair]:
    """Keep what the units that a clause names take part in; all of them where it says 一起."""
    if not asked.units:
        return chosen
    told = asked.found.terms or asked.numbers or _LEADING.search(text)
    joins = len(asked.units) == 1 and _JOINS.search(text) and not told
    if joins or _JOINS_ONLY.search(text):
        joined = _taken_part_in(chosen, asked.units, any)
        others = [each for each in joined if each[0].lead_unit not in asked.units]
        return others if others or not joins else joined
    if _led_by_others(text):
        return [each for each in chosen if each[0].lead_unit and each[0].lead_unit not in asked.units]
    leading = _LEADING.search(text) and not _EITHER_PART.search(text)
    if leading and not _CHOICE.search(text):
        led = [each for each in chosen if each[0].lead_unit in asked.units]
        return led or (chosen if asked.found.terms else [])
    together = _taken_part_in(chosen, asked.units, all)
    if _TOGETHER.search(text) or (together and _ONE.search(text)):
        return together
    return _taken_part_in(chosen, asked.units, any)


def _led_by_others(text: str) -> bool:
    return _LED_BY_OTHERS.search(text) is not None or BY_OTHERS.search(text) is not None


def _taken_part_in(
    chosen: list[Pair], units: tuple[str, ...], enough: Callable[[Iterable[bool]], bool]
) -> list[Pair]:
    return [
        (task, milestone)
        for task, milestone in chosen
        if enough(unit in (*task.units, *milestone.units, task.lead_unit) for unit in units)
    ]


def _only_unit(asked: Asked) -> bool:
    """Tell whether a unit is named beside something that is no task: 五邑大学录取分数线."""
    return asked.intent is Intent.TASK and not (asked.numbers or asked.until or asked.found.terms)


def _of_steps(text: str, asked: Asked, chosen: list[Pair]) -> list[Pair]:
    """Keep of each task the milestones whose numbers are said: 双百工程的第2步, 最后一个节点."""
    tasks = list(dict.fromkeys(task for task, _ in chosen))
    if not asked.steps:
        return chosen
    if len(tasks) == 1:
        return _numbered(tasks[0], asked.steps) or chosen
    steps = steps_by_task(text, asked.numbers)
    of_each = () if asked.numbers or asked.until else asked.steps  # 科技局牵头的第二个节点
    return [
        pair
        for task in tasks
        for pair in (
            _numbered(task, steps.get(task.number, of_each)) or [each for each in chosen if each[0] is task]
        )
    ]


def _numbered(task: Task, steps: tuple[int, ...]) -> list[Pair]:
    every = task.milestones
    ends = [every[step] for step in steps if -len(every) <= step < 0]
    return [(task, each) for each in every if each.number in steps or each in ends]


def _of_extreme(asked: Asked, chosen: list[Pair]) -> list[Pair]:
    """Keep what is due first or last where that is asked for: 最早到期的是哪个."""
    days = [milestone.due for _, milestone in chosen if milestone.due]
    if asked.extreme is None or not days:
        return chosen
    day = min(days) if asked.extreme in "早先" else max(days)
    return [each for each in chosen if each[1].due == day]


def _of_whole(text: str, asked: Asked, chosen: list[Pair], table: TaskTable) -> list[Pair]:
    """Take all milestones of the one task that is found where these are asked for: 有哪些节点."""
    numbers = {task.number for task, _ in chosen}
    if len(numbers) != 1 or not _MILESTONES.search(text) or asked.until or asked.units:
        return chosen
    return [(task, each) for task in table.tasks if task.number in numbers for each in task.milestones]


def _stated(
    chosen: list[Pair], asked: Asked, table: TaskTable, *, goals: frozenset[str] | None, of_units: bool
) -> Part:
    tasks = tuple(dict.fromkeys(task.number for task, _ in chosen))
    pairs = [(task, [m for t, m in chosen if t is task]) for task in table.tasks if task.number in tasks]
    of_days = asked.dated or bool(asked.until) or goals is not None
    many = 2 * len(pairs) + len(chosen) > _LISTED  # then either the units or the milestones
    told = of_units or (bool(asked.units) and not (many and of_days))
    short = bool(asked.units) and len(pairs) > 1 and not asked.found.terms
    dated = asked.dated or goals is not None or not (of_units or (told and many))
    facts = tuple(
        fact
        for task, ms in pairs
        for fact in (
            *(_unit_facts(task) if told else ()),
            *(_task_facts(task, ms, goals=goals, short=short) if dated else ()),
        )
    )
    return Part(
        Outcome.LIST if len(tasks) > 1 else Outcome.ANSWER,
        asked.intent,
        tasks=tasks,
        facts=_shortened(facts, len(pairs)),
        sources=tuple(Source(table.year, None, number, None) for number in tasks),
    )


def _with_count(part: Part, chosen: list[Pair]) -> Part:
    """Tell how many milestones a part states: in its heading, or beside the only task."""
    if part.outcome is Outcome.LIST:
        return replace(part, heading=f"节点{len(chosen)}个，分属任务")
    task = chosen[0][0]
    return replace(part, facts=(Fact(task.number, task.text, "节点数", str(len(chosen))), *part.facts))


def _shortened(facts: tuple[Fact, ...], tasks: int) -> tuple[Fact, ...]:
    """Keep of a long list so much of each task that none drops out."""
    if len(facts) <= _LISTED:
        return facts
    each = max(1, _LISTED // tasks)
    counts: dict[str | None, int] = {}
    kept: list[Fact] = []
    for fact in facts:
        counts[fact.number] = counts.get(fact.number, 0) + 1
        kept += [fact] if counts[fact.number] <= each else []
    return tuple(kept)


def stated(task: Task, milestones: list[Milestone], table: TaskTable) -> Part:
    """State when milestones of one task are due."""
    facts = tuple(_fact(task, milestone) for milestone in milestones)
    source = Source(table.year, None, task.number, None)
    return Part(Outcome.ANSWER, Intent.DUE, tasks=(task.number,), facts=facts, sources=(source,))


def _task_facts(
    task: Task, milestones: list[Milestone], *, goals: frozenset[str] | None, short: bool
) -> tuple[Fact, ...]:
    """State milestones; the task's own text where a number is asked for that stands there."""
    own = (
        (Fact(task.number, task.text, "工作任务", task.text),)
        if goals and task.number in goals and _NUMBER.search(task.text)
        else ()
    )
    return (*own, *(_fact(task, milestone, short=short) for milestone in milestones))


def _unit_facts(task: Task) -> tuple[Fact, ...]:
    named = {unit for milestone in task.milestones for unit in milestone.units} | set(task.units)
    others = [unit for unit in (*task.units, *sorted(named - set(task.units))) if unit != task.lead_unit]
    lead = (Fact(task.number, task.text, "牵头单位", task.lead_unit),) if task.lead_unit else ()
    persons = _person_facts(task)
    return (
        *lead,
        *((Fact(task.number, task.text, "责任单位", "、".join(others)),) if others else ()),
        *persons,
    )


def _person_facts(task: Task) -> tuple[Fact, ...]:
    """State the persons of a task, those of one column together."""
    roles = dict.fromkeys(person.role for person in task.persons)
    names = {role: [each.name for each in task.persons if each.role == role] for role in roles}
    return tuple(Fact(task.number, task.text, role, "、".join(names[role])) for role in roles)


def _fact(task: Task, milestone: Milestone, *, short: bool = False) -> Fact:
    label = f"节点{milestone.number}" if milestone.number is not None else "节点"
    if milestone.due:
        day = f"{milestone.due.year}年{milestone.due.month}月{milestone.due.day}日"
        day += "" if _EXACT.search(milestone.due_raw) else f"（{milestone.due_raw}）"
    else:
        day = milestone.due_raw or milestone.due_reason or ""
    text = milestone.text.rstrip("。；;")
    text = f"{text[:_LONGEST]}…" if short and len(text) > _LONGEST + 1 else text
    return Fact(task.number, task.text, f"{label}：{text}", day)
