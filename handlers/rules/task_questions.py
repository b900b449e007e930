"""Answer questions about the task table: due days, units, what falls before a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.rules.answer import Fact, Gap, Intent, Outcome, Part, Source
from handlers.rules.corpus import Level
from handlers.rules.due_dates import read_due
from handlers.rules.index import Index
from handlers.rules.matches import Content, content
from handlers.rules.outside import years_said
from handlers.rules.reading import Reading
from handlers.rules.scope import How, Scope
from handlers.rules.task_weights import Weights, asks_of_guide, weights
from handlers.rules.tasks import Milestone, Task, TaskTable
from handlers.rules.weighing import Explained

_TASK_WORDS: Final = re.compile(
    r"任务|节点|牵头|责任单位|配合单位|协办|时限|督办|销号|台账|重点工作|里程碑|到期|分工|(?:什么时候|几号|何时|哪天).{0,4}(?:完成|搞定|办结)|(?:前|底|月份?|季度|半年|年内).{0,6}(?:完成|搞定|办结)|要完成|该完成|完成(?:哪些|什么)"
)
# Words that the guide has no use for.
_TABLE_ONLY: Final = re.compile(
    r"任务|节点|责任单位|配合单位|完成时限|督办|销号|到期|谁.{0,2}牵头|哪.{0,3}牵头|牵头(?:单位|部门)?是(?:谁|哪)"
)
_STRICT: Final = re.compile("任务|节点|责任单位|配合单位|督办|销号")
_NUMBER: Final = re.compile(
    r"(?:任务|序号|第|编号|工作)\s*(\d{1,4})(?!\d|[万元%年月日个])|(?<![\d.])(\d{1,4})\s*(?:号(?!之?前)|(?:项|条)?(?:重点)?(?:任务|工作)|#)"
)
_BARE_NUMBER: Final = re.compile(r"(?<![\d.])(\d{2,4})(?![\d.万元%年月日个家项之前])")
# Days that only today's date tells.
_FROM_TODAY: Final = re.compile(
    "今天|明天|后天|[本这下上]个?(?:周|月|星期|礼拜|季度)|近期|最近|这几天|(?:未来|接下来)(?:几|[一二两三\\d])"
)
_ASKED_DAY: Final = re.compile("什么时候|几时|何时|几号|几月|哪天")
# Questions that the table answers: (intent, pattern); the first that fits wins.
_ASKED: Final = (
    (
        Intent.UNIT,
        re.compile(
            "哪些?个?(?:单位|部门)|哪(?:[些几])?家|哪几个(?:单位|部门)|什么(?:单位|部门)|谁[^,。?!]{0,6}(?:牵头|负责|配合|参与|参加|主办|协办|落实|管)|谁来?(?:做|干|办|抓|推)|(?:牵头|负责|配合|参与)(?:的)?(?:是|有)?(?:谁|哪)|牵头(?:单位|部门)|(?:责任|配合|协办|参与)单位|(?:由|归)谁|负责(?:单位|部门)|(?:单位|部门)(?:是|有)?(?:谁|哪)|联合哪"
        ),
    ),
    (
        Intent.DUE,
        re.compile(
            "什么时候|何时|几时|多会儿|最[迟晚]|(?<!第)几号|几月|哪天|多久|期限|时限|截止|到期|(?:完成|办结)(?:时间|日期)|时间|(?:之|以)?前|[月年]底|年内|本月|季度|上半年|下半年|月份?"
        ),
    ),
)
_CONTACT: Final = re.compile("联系|找|问|经办|对接|咨询|老师")  # the table names units, no contacts
_PROJECT: Final = re.compile("项目|专项|类别")  # the words of guides
_APPLY: Final = re.compile("报名|[能以想要](?:申?报|申请)|交(?:什么|哪些)?[材资]料|补助|补贴|扶持|资助")
_PERMISSION: Final = re.compile("(?:能|可以|如果|要是|行).{0,8}(?:吗|么|不$)|怎么办|如果|要是|没通过")  # of applicants
_HAPPENING: Final = re.compile("(?:什么|哪).{0,4}$|(?:举办|完成|举行|开展|开始|启动).{0,6}(?:什么|哪|有)")
_HANDED_IN: Final = re.compile("申报|申请")  # tasks speak of it as well
_TOGETHER: Final = re.compile("一起|共同|联合|同时|都(?:有|要|参与|负责)")
_LEADING: Final = re.compile("牵头|主办")
_DAY: Final = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]?|底|末|上旬|中旬|下旬|份)?|[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日号]|底|末|份)?"
    r"|第?[一二三四1-4]季度|[上下]半年|年底|年内|(?<![\d./之])(?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\d|0?[1-9])(?![\d./%万亿千元倍个项]|以(?!前))"
)
_YEAR: Final = re.compile(r"\d{4}年")
_UNIT_SAID: Final = re.compile("[\u4e00-\u9fff]{2,5}?(?:局|委|办|院|大学|政府|协会|中心)")
_SHORT: Final = 3  # characters of a unit's name in short
_BEFORE: Final = re.compile("^(?:之|以)?前|^底?(?:之|以)?前|^为止")
_ON_DAY: Final = re.compile("^(?:到期|截止)")  # 10月底到期: that month, nothing before it
_TABLE: Final = re.compile(
    "(?:多少|几)(?:个|项|条)?(?:重点)?(?:任务|节点|工作)|(?:哪些|所有|全部|什么)(?:重点)?(?:任务|工作)|任务(?:表|清单|有哪些|有多少)"
)
_FILLERS: Final = re.compile(
    "单位|完成|配合|工作|负责|时限|截止|部门|搞定|办结|参与|主办|协办|以[上下内]|目标|指标|数量|比重|占比|比例"
)
_CLOSE: Final = 0.88  # of what the best task explains: what comes so near may be meant as well
_ABOVE: Final = 0.4  # of what a task explains: where its milestones explain less, its own text does
_LISTED: Final = 40  # milestones that one answer lists
_TOLD: Final = 0.7  # of a question that the table explains in spite of a word that it does not know
_LITTLE: Final = 0.45  # of a question that a table must explain where a category is named
_KNOWN: Final = 0.6  # of a question that the guide explains beside the name of a category
_SURE: Final = 3  # characters that the table must explain beyond the guide


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a clause asks of the table."""

    intent: Intent
    numbers: tuple[str, ...]
    unknown: tuple[str, ...]
    units: tuple[str, ...]
    until: tuple[date, date] | None  # first and last day
    found: Content


def speaks_of_tasks(text: str) -> bool:
    """Tell whether a folded text uses the words of task tables."""
    return _TASK_WORDS.search(text) is not None


def task_part(reading: Reading, meant: Scope, index: Index) -> Part | None:
    """Answer a clause from the task table; None where it is a question about the guide."""
    table = index.table
    if table is None or (not speaks_of_tasks(reading.text) and _about_guide(reading)):
        return None
    if _PERMISSION.search(reading.text) and not speaks_of_tasks(reading.text):
        return None
    weighed = weights(reading, index)
    asked, said = _read(reading, table, index), reading.outside
    surely = weighed.dated and weighed.for_tasks
    foreign = said is not None and not surely and not _of_table(said[1], asked, index)
    if foreign or not (
        (_weighs_more(reading, meant, weighed) and (weighed.table >= _TOLD or not asked.found.unknown))
        or (_in_words_of_tables(reading, weighed) and _about_tasks(reading, meant, asked, weighed, index))
    ):
        return None
    if asks_of_guide(reading) and asked.intent is Intent.TASK:
        return Part(Outcome.NONE, asked.intent, gap=Gap.FIELD)
    if any(year != table.year for year, _ in years_said(reading.text)):
        return Part(Outcome.NONE, asked.intent, gap=Gap.YEAR, subject=years_said(reading.text)[0][1])
    if _FROM_TODAY.search(reading.text) and not (asked.until or asked.numbers or asked.found.terms):
        return Part(Outcome.CLARIFY, asked.intent, gap=Gap.WHICH_DAY)
    if asked.unknown and not asked.numbers:
        return Part(Outcome.NONE, asked.intent, gap=Gap.NUMBER, subject=asked.unknown[0])
    return _answered(reading, asked, weighed, table)


def _weighs_more(reading: Reading, meant: Scope, weighed: Weights) -> bool:
    """Tell whether the table explains a clause better than the guide, whatever the clause asks for."""
    asker = reading.kind.name if reading.kind and weighed.far_ahead else None
    demands = reading.ways or reading.rank or any(each.name != asker for each in reading.demands)
    project = _PROJECT.search(reading.text) is not None and not weighed.far_ahead
    applying = _HANDED_IN.search(reading.text) is not None and not (weighed.far_ahead or weighed.dated)
    wants_project = _wants_contact(reading) or project or applying or _APPLY.search(reading.text)
    # 某平台谁负责: a category that the guide explains as well has a contact.
    known = meant.how is How.NAME and weighed.guide >= _KNOWN and Intent.PERSON in reading.intents
    return weighed.for_tasks and not (demands or wants_project or known or asks_of_guide(reading))


def _in_words_of_tables(reading: Reading, weighed: Weights) -> bool:
    """Tell whether no word of guides speaks against the table, or the table explains far more."""
    if speaks_of_tasks(reading.text):
        return True
    project = _PROJECT.search(reading.text) is not None and not weighed.far_ahead
    return not (project or _APPLY.search(reading.text) or _HANDED_IN.search(reading.text))


def _of_table(word: str, asked: _Asked, index: Index) -> bool:
    """Tell whether a word that no guide states is one of the table's units or texts."""
    unit = any(_in_short(word, unit) for unit in asked.units)
    return unit or (asked.intent is not Intent.TASK and index.tasks.knows(word))


def _about_guide(reading: Reading) -> bool:
    """Tell without a look at the table that a clause is about the guide."""
    return bool(asks_of_guide(reading) or reading.named.any or reading.numbers.topics or reading.numbers.ids)


def _read(reading: Reading, table: TaskTable, index: Index) -> _Asked:
    text = reading.text
    known = {task.number for task in table.tasks}
    numbers = [match[1] or match[2] for match in _NUMBER.finditer(text)]
    asks = speaks_of_tasks(text) or _ASKED[0][1].search(text) or _ASKED_DAY.search(text)
    if not numbers and asks:
        numbers = [number for number in _BARE_NUMBER.findall(text) if number in known]
    elif speaks_of_tasks(text):  # 202、203任务
        numbers += [number for number in re.findall(r"(?<![\d.])\d{3}(?=[、,和与跟])", text) if number in known]
    days = _days(text, table.year)
    intent = next((intent for intent, pattern in _ASKED if pattern.search(text)), Intent.TASK)
    rest = reading.rest
    for pattern in (_TASK_WORDS, _FILLERS):
        rest = pattern.sub(" ", rest)
    units = _units(text, table)
    for unit in units:
        for form in (unit, unit.removeprefix("市")):
            rest = rest.replace(form, " " * len(form))
    return _Asked(
        intent,
        tuple(number for number in numbers if number in known),
        tuple(number for number in numbers if number not in known and len(number) > 1),
        units,
        days,
        content(_YEAR.sub(" ", _DAY.sub(" ", rest)), index.tasks, lambda: index.spoken),
    )


def _about_tasks(reading: Reading, meant: Scope, asked: _Asked, weighed: Weights, index: Index) -> bool:
    plain = Content(tuple(term for term in asked.found.terms if term.exact), ())
    table_words = speaks_of_tasks(reading.text)
    told = bool(asked.numbers or asked.units or asked.until) or weighed.table >= _LITTLE
    if not told and asks_of_guide(reading):
        return False
    if not told and meant.ids and meant.how is not How.TOPIC and asked.found.unknown:
        return False
    if _STRICT.search(reading.text) and not (asks_of_guide(reading) or _wants_contact(reading)):
        return True
    if meant.how is How.NUMBER and not asked.numbers:
        return False
    bare = all(len(number) > 2 for number in asked.numbers) and asked.intent is not Intent.TASK  # noqa: PLR2004
    if asked.numbers and (table_words or bare or not meant.ids or meant.how is How.TEXT):
        return True
    if asked.until and not meant.ids and _HAPPENING.search(reading.text) and not _HANDED_IN.search(reading.text):
        return True
    if reading.named.any or reading.numbers.topics or (not table_words and _wants_project(reading, asked)):
        return False
    guide = _held(reading, meant, index)
    beyond = max(_covered(plain) - _covered(guide), _longest(plain) - _longest(guide))
    if table_words or asked.units:
        plain_words = _TABLE_ONLY.search(reading.text) is not None
        return beyond >= _SURE or meant.how is not How.NAME or (plain_words and not reading.sure)
    if meant.how is How.NAME and reading.sure and not (beyond > _SURE and _covered(guide) < _SURE):
        return False
    telling = any(term.holders[Level.TITLE] or term.holders[Level.HEAD] for term in plain.terms)
    least = _SURE if meant.how is How.NAME else 2
    return telling and beyond >= least and _covered(plain) >= _SURE


def _wants_project(reading: Reading, asked: _Asked) -> bool:
    """Tell whether a clause without the table's words asks for projects or for a contact."""
    return bool(
        reading.kind or _wants_contact(reading) or (asked.intent is Intent.TASK and "项目" in reading.text)
    )


def _wants_contact(reading: Reading) -> bool:
    return any(wish.intent is Intent.PERSON and _CONTACT.search(wish.word) for wish in reading.wishes)


def _held(reading: Reading, meant: Scope, index: Index) -> Content:
    """Keep of the content what the categories that are meant hold."""
    places = sum(1 << index.positions[number] for number in meant.ids)
    terms = (term for term in reading.content.terms if not places or term.anywhere & places)
    return Content(tuple(term for term in terms if not _FILLERS.fullmatch(term.word)), ())


def _covered(found: Content) -> int:
    return sum(term.end - term.start for term in found.terms if term.exact)


def _longest(found: Content) -> int:
    return max((term.end - term.start for term in found.terms if term.exact), default=0)


def _answered(reading: Reading, asked: _Asked, weighed: Weights, table: TaskTable) -> Part:
    chosen = _by_number(asked, table)
    if asked.units:
        leading = _LEADING.search(reading.text) is not None
        together = _TOGETHER.search(reading.text) is not None
        chosen = [
            each for each in chosen if _takes_part(*each, asked.units, leading=leading, together=together)
        ]
    if asked.until:
        first, last = asked.until
        chosen = [each for each in chosen if each[1].due and first <= each[1].due <= last]
    if asked.found.terms:
        chosen = _by_content(chosen, weighed, table)
    elif not (asked.numbers or asked.units or asked.until) and asked.found.unknown:
        return Part(Outcome.NONE, asked.intent, gap=Gap.OUTSIDE, subject=asked.found.unknown[0])
    if not chosen:
        return Part(Outcome.NONE, asked.intent, gap=Gap.NO_MATCH)
    every = len(chosen) == sum(len(task.milestones) for task in table.tasks)
    if every and not asked.until and not _TABLE.search(reading.text):
        return Part(Outcome.CLARIFY, asked.intent, gap=Gap.WHICH_CATEGORY, subject="任务")
    return _stated(chosen, asked, table)


_Pair = tuple[Task, Milestone]


def _by_number(asked: _Asked, table: TaskTable) -> list[_Pair]:
    return [
        (task, milestone)
        for task in table.tasks
        for milestone in task.milestones
        if not asked.numbers or task.number in asked.numbers
    ]


def _by_content(chosen: list[_Pair], weighed: Weights, table: TaskTable) -> list[_Pair]:
    """Keep the milestones whose text explains most, or all of a task whose own text explains more."""
    numbers = {task.number for task, _ in chosen}
    found = [each for each in weighed.tasks if table.tasks[each.entry].number in numbers]
    least = max((each.share for each in found), default=0.0) * _CLOSE
    kept = {table.tasks[each.entry].number: each for each in found if each.share >= least}
    return [
        (task, milestone)
        for task, milestone in chosen
        if task.number in kept and _told(kept[task.number], task.milestones.index(milestone))
    ] or chosen


def _told(found: Explained, place: int) -> bool:
    """Tell whether a milestone explains as much as any, or the task's own text explains by far more."""
    return place in found.statements or found.alone <= found.share * _ABOVE


def _takes_part(task: Task, milestone: Milestone, units: tuple[str, ...], *, leading: bool, together: bool) -> bool:
    if leading:
        return task.lead_unit in units
    if together:
        return all(unit in (*task.units, *milestone.units, task.lead_unit) for unit in units)
    return any(unit in (*task.units, *milestone.units, task.lead_unit) for unit in units)


def _stated(chosen: list[_Pair], asked: _Asked, table: TaskTable) -> Part:
    tasks = tuple(dict.fromkeys(task.number for task, _ in chosen))
    pairs = [(task, [m for t, m in chosen if t is task]) for task in table.tasks if task.number in tasks]
    if asked.intent is Intent.UNIT and not asked.units:
        facts = tuple(fact for task, _ in pairs for fact in _unit_facts(task))
    else:
        facts = tuple(_fact(task, milestone) for task, ms in pairs for milestone in ms)
    outcome = Outcome.LIST if len(tasks) > 1 else Outcome.ANSWER
    return Part(
        outcome,
        asked.intent,
        tasks=tasks,
        facts=facts[:_LISTED],
        sources=tuple(Source(table.year, None, number, None) for number in tasks),
    )


def _unit_facts(task: Task) -> tuple[Fact, ...]:
    named = {unit for milestone in task.milestones for unit in milestone.units} | set(task.units)
    others = [unit for unit in (*task.units, *sorted(named - set(task.units))) if unit != task.lead_unit]
    lead = (Fact(task.number, task.text, "牵头单位", task.lead_unit),) if task.lead_unit else ()
    return (*lead, *((Fact(task.number, task.text, "责任单位", "、".join(others)),) if others else ()))


def _fact(task: Task, milestone: Milestone) -> Fact:
    label = f"节点{milestone.number}" if milestone.number is not None else "节点"
    if milestone.due:
        day = f"{milestone.due.year}年{milestone.due.month}月{milestone.due.day}日"
    else:
        day = milestone.due_raw or milestone.due_reason or ""
    return Fact(task.number, task.text, f"{label}：{milestone.text.rstrip('。；;')}", day)


def _units(text: str, table: TaskTable) -> tuple[str, ...]:
    """Find the units of the table that a text names: whole, without 市, or in short as 工信局."""
    known = {unit for task in table.tasks for unit in (task.lead_unit, *task.units) if unit}
    known |= {unit for task in table.tasks for milestone in task.milestones for unit in milestone.units}
    said = {unit for unit in known if unit in text or (len(unit) > 3 and unit.removeprefix("市") in text)}  # noqa: PLR2004
    for match in _UNIT_SAID.finditer(text) if not said else ():
        for start in range(len(match[0]) - _SHORT + 1):
            meant = [unit for unit in known if _in_short(match[0][start:], unit)]
            if len(meant) == 1:
                said.add(meant[0])
                break
    return tuple(sorted(said))


def _in_short(word: str, unit: str) -> bool:
    """Tell whether a word names a unit whole or by some of its characters, the first and the last among them."""
    names = {unit, unit.removeprefix("市")}
    form = re.compile(".*".join(map(re.escape, word)))
    return word in unit or (len(word) >= _SHORT and any(map(form.fullmatch, names)))


def _days(text: str, year: int | None) -> tuple[date, date] | None:
    """Read the stretch of days that a text names: before a day, on a day, in a month."""
    match = _DAY.search(text)
    if not match or year is None:
        return None
    said = match[0].removesuffix("份")
    last = read_due(said, year).day
    if last is None:
        return None
    if (
        _BEFORE.search(text[match.end() :])
        or "年" in said
        or ("底" in said and not _ON_DAY.search(text[match.end() :]))
    ):
        return date(year, 1, 1), last
    if re.search("[日号]|[./]", said) or re.search(r"月\d", said):
        return last, last
    months = 6 if "半年" in said else 3 if "季度" in said else 1
    return date(last.year, last.month - months + 1, 1), last
