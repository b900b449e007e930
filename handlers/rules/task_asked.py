"""What a clause asks of the task table: numbers of tasks, units, days, and words of their texts."""

# ruff: noqa: E501 - a row of a table of words stays on one line
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from handlers.rules.answer import Intent
from handlers.rules.corpus import Corpus
from handlers.rules.due_dates import read_due
from handlers.rules.fillers import COMMON, blanked
from handlers.rules.guide_words import with_synonyms
from handlers.rules.index import Index
from handlers.rules.matches import Content, content
from handlers.rules.persons_asked import PERSON_WANTED, persons_named, persons_places
from handlers.rules.reading import Reading
from handlers.rules.task_numbers import STEP, numbers_said, steps_said
from handlers.rules.task_weights import asks_measure
from handlers.rules.tasks import TaskTable
from handlers.rules.units_asked import TableUnits, asks_as_own, in_short, units_named

# How people say that work is done.
_DONE: Final = "(?:完成|搞定|办结|干完|做完|办完|弄完|搞完|弄好|办好|做好|完工|收尾|了结|交差)"
# With whom, alone in a clause: 跟哪里的政府一起, 还有谁.
_WITH_WHOM: Final = re.compile(
    r"(?:^|(?<=[\s,。?!]))(?:[要是得都还又也再]|需要|应该|我们)*(?:(?:跟|和|与|同|联合|会同)(?:谁|哪[^,。?!一]{0,6})(?:一[起块道]儿?|共同|联合|一同)?|(?:谁|哪[^,。?!一]{0,6})(?:和|跟|与)?我?们?(?:一[起块道]儿?|共同|一同))(?:做|干|办|搞|弄|抓|推进|完成|负责|落实|配合)?的?[呢啊呀]?(?=$|[?,。!])"
)
_TASK_WORDS: Final = re.compile(
    rf"{_WITH_WHOM.pattern}|任务|节点|牵头|责任单位|配合单位|协办|时限|督办|销号|台账|重点工作|里程碑|几步(?=$|[?!,。])|到期|限期|分工|(?:什么时候|几号|何时|哪天).{{0,4}}{_DONE}|(?:前|底|月份?|季度|半年|(?<![几多\d])年内).{{0,6}}{_DONE}|[要该]{_DONE}|完成(?:哪些|什么)|(?:月份?|季度|半年)要[办做干搞交][完好]?的?(?:事|活|工作)|配合(?:什么|哪些|哪几|做什么)|哪一?条(?![线路款规件])|(?:谁|哪[几些个]?(?:家|单位|部门))(?:参与|配合)(?=$|[?!,。了的呢呀])"
)
# 别的局牵头: who leads others asks for what the own office does not lead.
BY_OTHERS: Final = re.compile(
    "(?:别人|人家|(?:别的|其他|其它|其余|另外的?|外面的?|兄弟)(?:[几各]?[家个])?(?:单位|部门|委办局|[局委办]))[^,。?!]{0,4}(?:牵头|主办)"
)
_BESIDE: Final = re.compile("除了?[^,。?!]{2,14}?(?:之?外|以外|还|有)")
# What asks for a day; 6月底前 only says which milestones are meant.
_DAY_WANTED: Final = re.compile(
    "什么时候|何时|几时|多会儿|(?<!第)几号|几月|哪[一几]?天|哪一?年|最[迟晚]|期限|限期|时限|死线|(?:完成|办结|截止|到期)?(?:时间|日期)"
)
_ASKED_DAY: Final = re.compile("什么时候|几时|何时|几号|几月|哪天")
# Questions that the table answers: (intent, pattern); the first that fits wins.
_ASKED: Final = (
    (
        Intent.UNIT,
        re.compile(
            rf"{_WITH_WHOM.pattern}|{PERSON_WANTED.pattern}|(?:跟|和|与|同|联合|会同)(?:谁|哪[^,。?!]{{0,6}}?(?:政府|[局委办院]))|(?:^|(?<=[\s,。?!]))(?:[都还又也]|有|是)*谁们?(?:一[起块道]儿?|共同|联合)?[呢啊呀]?(?=$|[?,。!])|有谁(?=$|[?,。!呢])|只有[^,。?!]{{0,6}}一(?:家|个单位)|(?:几|多少)[个家]?(?:单位|部门)|"
            "哪(?:些|[几两二三四]?个)?(?:单位|部门|局|委办局|科室?|处室?|股室?)|哪(?:[些几两二三四])?家|什么(?:单位|部门)|谁[^,。?!]{0,6}(?:牵头|负责|配合|参与|参加|主办|协办|落实|管)|谁(?:来|在)?(?:做|干|办|抓|推|弄|搞|组织|承担|承办|主持)|责任人|(?:牵头|负责|配合|参与)(?:的)?(?:是|有)?(?:谁|哪)|牵头(?:单位|部门)|(?:责任|配合|协办|参与)单位|(?:由|归)谁|负责(?:单位|部门)|(?:牵头|负责|主办)的?(?:人|单位)?是|(?:单位|部门)(?:是|有)?(?:谁|哪)|联合哪|(?:是|由|归|轮到)(?!谁)[^,。?!]{1,12}?(?:牵头|主办|负责|配合|参与)(?:的)?(?:吗|么|吧|不|呢|$|[?,。])|(?:局|委|办|府|会|院|学|处|妇联|我们|咱们)(?:要|也|都|有没有|是否|用)*(?:牵头|参加|参与|配合)(?:吗|么|吧|不|没)|(?:和|与|跟|及|、|\\+)(?:责任|牵头|配合)?(?:单位|部门)(?=$|[?!,。是呢分都])|(?<![我你咱本们])(?:单位|部门)(?:和|与|跟|及|、|\\+)(?:完成)?(?:时间|时限|期限|日期|截止|节点)"
        ),
    ),
    (
        Intent.DUE,
        re.compile(
            "(?:哪一?[个项条件]|谁)(?:要|会|得|该|更|比较|排)*(?:在[先前后]|[先早晚](?!期|进))|进度(?:要求|安排)|什么时候|何时|几时|多会儿|最[迟晚]|(?<!第)几号|几月|哪[一几]?天|哪一?年|多久|期限|限期|时限|死线|截止|到期|(?:完成|办结)(?:时间|日期)|时间|(?:之|以)?前|[月年]底|年内|本月|季度|上半年|下半年|月份?"
        ),
    ),
)
_DAY: Final = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]?|底|末|上旬|中旬|下旬|份)?|[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日号]|底|末|份)?"
    r"|第?[一二三四1-4]季度末?|[上下]半年|年底|(?<![几多])年内|(?<![\d./之])(?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\d|0?[1-9])(?![\d./%万亿千元倍个项]|以(?!前))"
)
# 最早到期的, 最晚完成的是哪个, 哪个先到期; not 最晚完成时间.
_EXTREME: Final = re.compile(
    "(?:最|哪一?[个项条件](?:节点|任务)?最?)(早|先|晚|迟|后)(?:需?要|该|得)?(?=的(?:节点|任务|那?一?[个项条])|(?:到期|截止|完成|办[完结]|做完|结束|交)(?:的|是|哪|什么(?!时候)|$|[?,。呢]))"
)
# 长期坚持的, 每月要做的: milestones that come again or never end.
_ONGOING: Final = re.compile(
    "(?:长期|常态|持续)(?=坚持|推进|化|性|要|的|做|有)|每个?(?:周|月|季度|年|天|日)(?=都|要|做|的|办|得|须|有)"
)
_YEAR: Final = re.compile(r"\d{4}年")
# 4月到6月: the days between.
_BETWEEN: Final = re.compile("^(?:到|至|[-~—])$")
_AND: Final = re.compile("^份?底?前?(?:到期|截止)?的?(?:、|,|和|跟|与|同|及|以及|加|或|还有)$")  # 6月跟12月
_BEFORE: Final = re.compile("^(?:之|以)?前|^底?(?:之|以)?前|^为止")
_ON_DAY: Final = re.compile("^(?:到期|截止)")  # 10月底到期: that month, nothing before it
_SHORT: Final = 3  # characters of a stretch that names one item
_STRETCH: Final = 4  # characters of a task's text that name it
_ITEM: Final = re.compile("[那这]一?(?:条|项(?!目)|件?事)|工作")
_CHUNK: Final = re.compile("[\u4e00-\u9fff]{3,}")
# How people say that something is there at last, or done with others: 什么时候建成, 联合谁.
_BESIDES: Final = re.compile(
    f"{_DONE}|责任人|负责人|分管|领导|联合|共同|会同|一[起同]|建成|建好|投入(?:使用|运行|运营)?|投用|投产|交付|上线|落地|启用|挂牌|到位|兑现|竣工|见效|出台|印发"
)
# 二季度末要交哪些: nothing but a day and what is due by it.
_DUE_THEN: Final = re.compile(
    r"(?:[到在]|我们|咱们|\s)*(?:\d{4}年|今年)?(?:第?[一二三四1-4]季度末?|[上下]半年|年底|\d{1,2}月(?:\d{1,2}[日号]|底|末|[上中下]旬|份)?|[一二三四五六七八九十]{1,2}月(?:底|末|份)?)(?:之?前|以前|到期)?(?:都|一共|总共|我们|咱们|需|得|该|应该|必须|要)*(?:交|报|上交|提交|办|搞|干)(?:哪些|什么|哪几[项个样件]|多少项|几[项件样])(?:事|活|工作|任务|东西)?[呢啊呀]?"
)
# Words of questions about tasks that say nothing of which one is meant.
FILLERS: Final = re.compile(
    "单位|节点|完成|限期|死线|配合|工作|负责|牵头|落实|责任|推进|推动|为止|时限|截止|部门|搞定|办结|参与|主办|协办|以[上下内]|目标|指标|数量|比重|占比|比例"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a clause asks of the table."""

    intent: Intent
    numbers: tuple[str, ...]
    unknown: tuple[str, ...]
    units: tuple[str, ...]
    until: tuple[tuple[date, date], ...]  # stretches of days, first and last
    found: Content
    persons: tuple[str, ...] = ()  # as the table names them
    steps: tuple[int, ...] = ()  # numbers of milestones
    beside: bool = False  # units beside those that are named: 除了科技局还有哪些单位
    ongoing: str | None = None  # how a table says that a milestone comes again: 每月
    extreme: str | None = None  # what is due first or last: 早, 晚
    dated: bool = False  # a day is asked for, alone or beside a unit: 时限和单位

    @property
    def points(self) -> bool:
        """Tell whether the clause names tasks, units, persons or days."""
        when = self.until or self.extreme or self.ongoing
        return bool(self.numbers or self.units or self.persons or when)


def speaks_of_tasks(text: str) -> bool:
    """Tell whether a folded text uses the words of task tables."""
    return _TASK_WORDS.search(text) is not None


def names_task(text: str, words: Corpus) -> bool:
    """Tell whether a folded text names a task: by the words of tables, or by a stretch of some task's text."""
    if speaks_of_tasks(text):
        return True
    least = _SHORT if _ITEM.search(text) or asks_measure(text) else _STRETCH
    return any(len(term.word) >= least for chunk in _CHUNK.findall(text) for term in words.terms(chunk))


def asks_due_then(text: str) -> bool:
    """Tell whether a folded text names nothing but a day and asks what is due by it: 二季度末要交哪些."""
    return _DUE_THEN.fullmatch(text) is not None


def asks_of_table(text: str) -> bool:
    """Tell whether a folded text asks for a unit or a day."""
    return any(form.search(text) for _, form in _ASKED)


def asks_on_item(text: str) -> bool:
    """Tell whether a folded text asks for a unit or a day of one item: 那条谁牵头."""
    return _ITEM.search(text) is not None and asks_of_table(text)


def only_asks(reading: Reading) -> bool:
    """Tell whether nothing but the question words of tables stand in a clause: 由谁牵头落实."""
    rest = reading.rest
    for pattern in (*(form for _, form in _ASKED), _TASK_WORDS, FILLERS):
        rest = pattern.sub(" ", rest)
    return (
        bool(reading.wishes or asks_of_table(reading.text)) and re.search("[\u4e00-\u9fff]{2}", rest) is None
    )


def asks_nothing(word: str) -> bool:
    """Tell whether a word of a clause says nothing of which task is meant."""
    return word in COMMON or any(form.fullmatch(word) for form in (FILLERS, _BESIDES))


def names_unit(reading: Reading, index: Index) -> bool:
    """Tell whether a clause names a unit of the table."""
    return index.table is not None and bool(units_named(reading.text, index.units))


def points_at_task(reading: Reading, table: TaskTable, index: Index) -> bool:
    """Tell whether a clause asks of tasks that it names by number, unit, day or a stretch of their text."""
    if _WITH_WHOM.fullmatch(reading.text):
        return True  # 跟哪里的政府一起: of the task before
    asked = read_asked(reading, table, index)
    if asked.units or asked.persons:
        return True
    if asks_measure(reading.text):  # 两癌筛查多少人
        return sum(len(term.word) for term in asked.found.terms if term.exact) >= _STRETCH
    if not (asks_of_table(reading.text) or speaks_of_tasks(reading.text)):
        return False
    return asked.points or any(len(term.word) >= _STRETCH for term in asked.found.terms)


def read_asked(reading: Reading, table: TaskTable, index: Index) -> Asked:
    """Read what a clause asks of a table."""
    text = reading.text
    known = {task.number for task in table.tasks}
    asks = any(form.search(text) for form in (_TASK_WORDS, _ASKED[0][1], _ASKED_DAY, STEP, _DAY))
    said = numbers_said(text, known, asks=asks)
    numbers = [number for number in said if number != str(table.year)]
    units = _units(text, index.units)
    persons = persons_named(text, table)
    rest = blanked(reading.rest, persons_places(text, persons))
    for pattern in (STEP, _EXTREME, _TASK_WORDS, FILLERS, _DAY, _YEAR):
        rest = pattern.sub(" ", rest)
    for unit in units:
        for form in index.units.forms[unit]:
            rest = rest.replace(form, " " * len(form))
    found = content(with_synonyms(rest, index.tasks, index.schools), index.tasks)
    unknown = tuple(word for word in found.unknown if not any(in_short(word, unit) for unit in units))
    of_work = tuple(term for term in found.terms if not _of_unit(term.word, units))
    return Asked(
        next((intent for intent, pattern in _ASKED if pattern.search(text)), Intent.TASK),
        tuple(number for number in numbers if number in known),
        tuple(number for number in numbers if number not in known and len(number) > 1),
        units,
        _days(text, table.year),
        Content(of_work, unknown),
        persons,
        steps_said(text),
        beside=_BESIDE.search(text) is not None,
        ongoing=ongoing[0].replace("个", "") if (ongoing := _ONGOING.search(text)) else None,
        extreme=extreme[1] if (extreme := _EXTREME.search(text)) else None,
        dated=_DAY_WANTED.search(text) is not None,
    )


def _units(text: str, known: TableUnits) -> tuple[str, ...]:
    """Find the units that a text means: those that it names, else the asker's own."""
    named, own = units_named(text, known), known.own
    ours = not named and own and (asks_as_own(text, own) or BY_OTHERS.search(text))
    return (own,) if own and ours else named


def _of_unit(word: str, units: tuple[str, ...]) -> bool:
    """Tell whether a word is a stretch of a unit's name: 市委人才, where 办 was read as a filler."""
    return len(word) >= _SHORT and any(word in unit for unit in units)


def _days(text: str, year: int | None) -> tuple[tuple[date, date], ...]:
    """Read the stretches of days that a text names: before a day, in a month, between two, in two months."""
    matches = list(_DAY.finditer(text))
    if not matches or year is None:
        return ()
    behind = text[matches[-1].end() :]  # 三月底和四月底到期的: what the last one is said of holds for all
    due = _ON_DAY.search(behind) is not None
    first = _stretch(matches[0], text, year, due=due)
    found = [first] if first else []
    for before, match in pairwise(matches):
        between, stretch = text[before.end() : match.start()], _stretch(match, text, year, due=due)
        if found and stretch and _BETWEEN.match(between):
            found[-1] = (found[-1][0], stretch[1])
        elif found and stretch and _AND.match(between):
            found.append(stretch)
        else:
            break
    return tuple(found)


def _stretch(match: re.Match[str], text: str, year: int, *, due: bool) -> tuple[date, date] | None:
    said = match[0].removesuffix("份")
    last, behind = read_due(said, year).day, text[match.end() :]
    if last is None:
        return None
    ends = due or _ON_DAY.search(behind)
    open_end = "年内" in said or ("底" in said and not ends)
    if _BEFORE.search(behind) or open_end:
        return date(year, 1, 1), last
    if re.search("[日号]|[./]", said) or re.search(r"月\d", said):
        return last, last
    months = 6 if "半年" in said else 3 if "季度" in said else 1
    return date(last.year, last.month - months + 1, 1), last
