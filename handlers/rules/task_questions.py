"""Tell questions about the task table from those about the guide, and answer them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from handlers.rules.answer import Gap, Intent, Outcome, Part
from handlers.rules.corpus import Level
from handlers.rules.dictionary import cut_words
from handlers.rules.index import Index
from handlers.rules.intents import Wish
from handlers.rules.matches import Content
from handlers.rules.outside import other_year_said, years_said
from handlers.rules.question_content import content_text
from handlers.rules.reading import Reading
from handlers.rules.scope import How, Scope
from handlers.rules.task_answers import answered
from handlers.rules.task_asked import Asked, asks_due_then, asks_on_item, read_asked, speaks_of_tasks
from handlers.rules.task_coverage import covered, held_by_guide, longest
from handlers.rules.task_sides import sides, unknown_thing, with_sides
from handlers.rules.task_weights import Weights, asks_measure, asks_of_guide, wants_of_guide, weights
from handlers.rules.units_asked import in_short

# Words that the guide has no use for.
_TABLE_ONLY: Final = re.compile(
    r"任务|节点|责任单位|配合单位|完成时限|督办|销号|到期|谁.{0,2}牵头|哪.{0,3}牵头|牵头(?:单位|部门)?是(?:谁|哪)"
)
# Words of nothing but task tables.
_STRICT: Final = re.compile("任务|节点|责任单位|配合单位|督办|销号")
# Days that only today's date tells.
_FROM_TODAY: Final = re.compile(
    "今天|明天|后天|[本这下上]个?(?:周|月|星期|礼拜|季度)|近期|最近|这几天|(?:未来|接下来)(?:几|[一二两三\\d])"
)
_CONTACT: Final = re.compile("联系|找|问|经办|对接|咨询|老师")  # the table names units, no contacts
_PROJECT: Final = re.compile("项目|专项|类别")  # the words of guides
# What applicants ask: to apply, to hand in, to get money.
_APPLY: Final = re.compile("报名|[能以想要](?:申?报|申请)|交(?:什么|哪些)?[材资]料|补助|补贴|扶持|资助")
_HANDED_IN: Final = re.compile("申报|申请")  # tasks speak of it as well
# Until when it may be handed in: what every applicant asks, and no table of tasks says.
_CLOSING: Final = re.compile(
    "(?:申报|报名|申请|递交|提交|交材料).{0,4}(?:截止|最晚|最迟)|(?:截止|最晚|最迟).{0,4}(?:申报|报名|递交)"
)
# Whether something is allowed, or what to do if: questions of applicants.
_PERMISSION: Final = re.compile("(?:能|可以|如果|要是|行).{0,8}(?:吗|(?<!什)么$|不$)|怎么办|如果|要是|没通过")
_HOW: Final = re.compile("怎么|如何|怎样|咋|为什么|为何")
# What is asked of something that the table merely tells of.
_PLAIN: Final = frozenset({Intent.RESEARCH, Intent.CATEGORY, Intent.LIST, Intent.DEADLINE})
_CLOSES: Final = re.compile("截止|截至|关门")
_AHEAD: Final = 0.2  # of a question that the table explains beyond the guide
# What happens by a day: 11月底举办的是什么.
_HAPPENING: Final = re.compile(
    "(?:什么|哪).{0,4}$|(?:举办|完成|举行|开展|开始|启动).{0,6}(?:什么|哪|有)|要[办做干搞交][完好]?的?(?:事|活|工作)"
)
_TOLD: Final = 0.7  # of a question that the table explains in spite of a word that it does not know
_LITTLE: Final = 0.45  # of a question that a table must explain where a category is named
_TELLING: Final = 2.0  # weight of what stands beside a word that no guide states
_STRANGE: Final = 4.0  # weight of what a clause speaks of, of which the table has nothing
_KNOWN: Final = 0.6  # of a question that the guide explains beside the name of a category
_STRETCH_SAID: Final = 4  # characters of a word that no guide states, rarely in a table by chance
_STRETCH: Final = 6  # characters that hardly stand in a table by chance
_SURE: Final = 3  # characters that the table must explain beyond the guide
_LONG_NUMBER: Final = 3  # digits of a task's number that hardly mean anything else


def task_part(reading: Reading, meant: Scope, index: Index) -> Part | None:
    """Answer a clause from the task table; None where it is a question about the guide."""
    table = index.table
    if table is None:
        return None
    of_tasks = speaks_of_tasks(reading.text) or asks_due_then(reading.text)
    about_guide = not of_tasks and _about_guide(reading)
    if about_guide and (meant.sure or _contacts(reading)):
        return None
    things = sides(reading, index)
    weighed = with_sides(weights(reading, index), things, index)
    held = _is_held(reading, meant, weighed, index) or _counts_in_table(reading, meant, weighed)
    if about_guide and not held:
        return None
    asked = read_asked(reading, table, index)
    if not _of_tasks(reading, meant, asked, weighed, index):
        return None
    if _is_strange(asked, weighed):
        return Part(Outcome.NONE, asked.intent, gap=Gap.OUTSIDE)
    refused = _unanswerable(reading, asked, weighed, index)
    part = refused or answered(reading.text, asked, weighed, table, things)
    missing = unknown_thing(reading, things, index) if part.facts and asked.found.terms else None
    return replace(part, outcome=Outcome.NONE, gap=Gap.OUTSIDE, subject=missing) if missing else part


def _counts_in_table(reading: Reading, meant: Scope, weighed: Weights) -> bool:
    """Tell whether a number is asked for that only the table states: 示范社要评几家."""
    counted = reading.intents == (Intent.COUNT,) and weighed.stated and weighed.far_ahead
    return counted and not (meant.ids or _contacts(reading) or _wants_contact(reading))


def _is_strange(asked: Asked, weighed: Weights) -> bool:
    """Tell whether a clause speaks of nothing that the table has: 拆迁任务谁牵头."""
    found = asked.points or asked.unknown or asked.found.terms
    return not found and weighed.said >= _STRANGE and weighed.table < _AHEAD


def _of_tasks(reading: Reading, meant: Scope, asked: Asked, weighed: Weights, index: Index) -> bool:
    """Tell whether a clause is about the table."""
    if _only_closes(reading, meant, weighed):
        return False
    if asked.persons and not _contacts(reading):
        return True
    if _is_held(reading, meant, weighed, index):
        return True
    if not meant.sure and asks_due_then(reading.text):
        return True
    strange = asked.unknown and not meant.sure and _STRICT.search(reading.text)
    if strange or _names_work(reading, meant, weighed, index):
        return True
    return _explains_more(reading, meant, asked, weighed, index)


def _explains_more(reading: Reading, meant: Scope, asked: Asked, weighed: Weights, index: Index) -> bool:
    """Tell whether the table explains more of what is asked, or a clause speaks its words."""
    if not (_asks_of_tasks(asked) or weighed.stated or speaks_of_tasks(reading.text)):
        return False
    if asks_on_item(reading.text) and weighed.for_tasks:
        applying = _HANDED_IN.search(reading.text) and not _STRICT.search(reading.text)
        return not (asks_of_guide(reading) or applying)
    said = reading.outside
    surely = weighed.dated and weighed.for_tasks
    if said is not None and not surely and not _of_table(said[1], reading, asked, weighed, index):
        return False
    if _weighs_more(reading, meant, weighed) and (weighed.table >= _TOLD or not asked.found.unknown):
        return True
    plain = asked.numbers or _in_words_of_tables(reading, weighed)
    return bool(plain) and _about_tasks(reading, meant, asked, weighed, index)


def _is_held(reading: Reading, meant: Scope, weighed: Weights, index: Index) -> bool:
    """Tell whether the table alone holds what is asked about, so that no word of guides matters."""
    if meant.sure or not weighed.held or _contacts(reading) or _wants_contact(reading):
        return False
    if not weighed.stated and {Intent.AMOUNT, Intent.COUNT} & set(reading.intents):
        return False  # 地区生产总值多少: the table speaks of it, yet gives no figure
    applies = _APPLY.search(reading.text) or _PERMISSION.search(reading.text) or _HOW.search(reading.text)
    of_guide = any(
        wants_of_guide(wish, reading.text) and not _of_table_text(wish, reading, index)
        for wish in reading.wishes
    )
    known = _held_outside(reading, index) or weighed.stated or _names_stretch(reading, index)
    return known and not (applies or of_guide)


def _names_stretch(reading: Reading, index: Index) -> bool:
    """Tell whether the words that no guide states are a long stretch of the table, no question words."""
    why, word = reading.outside or (None, "")
    return why is Gap.OUTSIDE and len(word) >= _STRETCH_SAID and index.tasks.knows(word)


def _only_closes(reading: Reading, meant: Scope, weighed: Weights) -> bool:
    """Tell whether the closing day of a category is asked for, of which the table says no more."""
    tasks = speaks_of_tasks(reading.text) or asks_on_item(reading.text)
    closes = _CLOSES.search(reading.text) is not None and not tasks
    return closes and meant.sure and weighed.ahead < _AHEAD


def _names_work(reading: Reading, meant: Scope, weighed: Weights, index: Index) -> bool:
    """Tell whether a clause holds hardly more than words of one milestone that the guide does not have."""
    held = weighed.nearly_all or (not meant.sure and weighed.most)
    if not held or _HOW.search(reading.text):
        return False
    if weighed.alone and not meant.sure and _asks_plainly(reading, index):
        return True  # 发动报名要到几号: the words of guides stand in its text as well
    if _PROJECT.search(reading.text):
        return False
    demands = reading.ways or reading.rank or reading.demands or reading.named.any or reading.numbers.ids
    plain = {Intent.DEADLINE} if meant.sure and weighed.guide >= _LITTLE else _PLAIN
    wanted = any(
        wish.intent not in plain and not _of_table_text(wish, reading, index) for wish in reading.wishes
    )
    return not (demands or wanted or _APPLY.search(reading.text)) and _held_outside(reading, index)


def _asks_plainly(reading: Reading, index: Index) -> bool:
    """Tell whether a clause asks for a day or a number, as anything may be asked for."""
    asked = {Intent.DEADLINE, Intent.AMOUNT, Intent.COUNT}
    plain = bool(reading.intents) and set(reading.intents) <= asked
    named = reading.named.any or reading.rank or reading.outside or reading.kind
    long = len("".join(content_text(reading.text, index).split())) >= _STRETCH
    return plain and long and not (asks_of_guide(reading) or named)


def _of_table_text(wish: Wish, reading: Reading, index: Index) -> bool:
    """Tell whether a question word is part of a longer stretch of the table: 研发经费报表."""
    longer = reading.text[max(0, wish.start - 2) : wish.end + 2]
    return len(longer) > len(wish.word) + 1 and index.tasks.knows(longer)


def _held_outside(reading: Reading, index: Index) -> bool:
    """Tell whether the table has the words that no guide states: 重点实验室, not 在哪."""
    if reading.outside is None:
        return True
    words = cut_words(reading.outside[1])
    # 验收要做什么: a bare word that any project has is no word of the table.
    beside = index.weighed(content_text(reading.text.replace(reading.outside[1], " "), index)).total
    known = all(index.tasks.knows(each) for each in words)
    return reading.outside[0] is Gap.OUTSIDE and known and beside >= _TELLING


def _asks_of_tasks(asked: Asked) -> bool:
    """Tell whether a day, a unit or something of a numbered task is asked for."""
    return asked.intent is not Intent.TASK or asked.points


def _tells_of(year: str, weighed: Weights, index: Index) -> bool:
    """Tell whether the best task itself speaks of a year: 2021年大赛总结."""
    return any(year in text for best in weighed.tasks[:1] for text in index.task_texts(best.entry))


def _unanswerable(reading: Reading, asked: Asked, weighed: Weights, index: Index) -> Part | None:
    """Say what no table states, or ask back for a day."""
    year_of_table = index.table.year if index.table else None
    money = Intent.AMOUNT in reading.intents and asked.numbers and not asked.found.terms
    money = money and not asks_measure(reading.text)  # 任务205的预算是多少
    of_guide = asks_of_guide(reading) and not weighed.stated  # 选几家 may stand in the table
    if (of_guide or money) and asked.intent is Intent.TASK:
        return Part(Outcome.NONE, asked.intent, gap=Gap.FIELD)
    for year, words in years_said(reading.text):
        if year != year_of_table and not _tells_of(words, weighed, index):
            return Part(Outcome.NONE, asked.intent, gap=Gap.YEAR, subject=words)
    other = other_year_said(reading.text)
    if other and not asked.numbers:
        return Part(Outcome.NONE, asked.intent, gap=Gap.YEAR, subject=other)
    if _FROM_TODAY.search(reading.text) and not (asked.until or asked.numbers or asked.found.terms):
        return Part(Outcome.CLARIFY, asked.intent, gap=Gap.WHICH_DAY)
    if asked.unknown and not asked.numbers:
        return Part(Outcome.NONE, asked.intent, gap=Gap.NUMBER, subject=asked.unknown[0])
    return None


def _weighs_more(reading: Reading, meant: Scope, weighed: Weights) -> bool:
    """Tell whether the table explains a clause better than the guide, whatever the clause asks for."""
    asker = reading.kind.name if reading.kind and weighed.far_ahead else None
    demands = reading.ways or reading.rank or any(each.name != asker for each in reading.demands)
    project = _PROJECT.search(reading.text) is not None and not (weighed.far_ahead or weighed.counted)
    applying = _HANDED_IN.search(reading.text) is not None and not (weighed.far_ahead or weighed.dated)
    wants_project = _wants_contact(reading) or project or applying or _APPLY.search(reading.text)
    # 某平台谁负责: a category that the guide explains as well has a contact.
    known = meant.how is How.NAME and weighed.guide >= _KNOWN and Intent.PERSON in reading.intents
    of_guide = asks_of_guide(reading) and not _counts_in_table(reading, meant, weighed)
    return weighed.for_tasks and not (demands or wants_project or known or of_guide)


def _in_words_of_tables(reading: Reading, weighed: Weights) -> bool:
    """Tell whether no word of guides speaks against the table, or the table explains far more."""
    if speaks_of_tasks(reading.text):
        return True
    project = _PROJECT.search(reading.text) is not None and not weighed.far_ahead
    return not (project or _APPLY.search(reading.text) or _HANDED_IN.search(reading.text))


def _of_table(word: str, reading: Reading, asked: Asked, weighed: Weights, index: Index) -> bool:
    """Tell whether a word that no guide states is one of the table's units or texts.

    The best task has to speak of the category that is named as well: 科技杯验收要多久.
    """
    word = word.strip("是的在有")
    if any(in_short(word, unit) for unit in asked.units):
        return True
    texts = "|".join(text for best in weighed.tasks[:1] for text in index.task_texts(best.entry))
    named = [term.word for term in reading.content.terms if term.level is Level.TITLE]
    held = not named or any(word in texts for word in named)
    of_task = asked.intent is not Intent.TASK or _STRICT.search(reading.text) is not None
    return of_task and index.tasks.knows(word) and held


def _about_guide(reading: Reading) -> bool:
    """Tell without a look at the table that a clause is about the guide."""
    words = _PERMISSION.search(reading.text) or _CLOSING.search(reading.text)
    return bool(asks_of_guide(reading) or _contacts(reading) or words)


def _contacts(reading: Reading) -> bool:
    """Tell whether a clause names contacts, topics or categories of the guide."""
    return bool(reading.named.any or reading.numbers.topics or reading.numbers.ids)


def _about_tasks(reading: Reading, meant: Scope, asked: Asked, weighed: Weights, index: Index) -> bool:
    """Judge by words alone: the first rule that has something to say wins."""
    wanted = asks_of_guide(reading)
    if not (asked.points or weighed.table >= _LITTLE):
        named = meant.ids and meant.how is not How.TOPIC and asked.found.unknown
        if wanted or named:
            return False
    if meant.how is How.NUMBER and not asked.numbers:
        return False
    if _STRICT.search(reading.text) and not (wanted or _wants_contact(reading)):
        return True
    if _points_at_table(reading, meant, asked):
        return True
    plain = not speaks_of_tasks(reading.text) and _wants_project(reading, asked)
    if reading.named.any or reading.numbers.topics or plain:
        return False
    return _beyond_guide(reading, meant, asked, weighed, index)


def _points_at_table(reading: Reading, meant: Scope, asked: Asked) -> bool:
    """Tell whether the number of a task is meant, or what happens by a day."""
    long = all(len(number) >= _LONG_NUMBER for number in asked.numbers) and asked.intent is not Intent.TASK
    weak = not meant.ids or meant.how is How.TEXT
    if asked.numbers and (speaks_of_tasks(reading.text) or long or weak):
        return True
    happens = _HAPPENING.search(reading.text) and not _HANDED_IN.search(reading.text)
    if asked.ongoing and weak and happens:
        return True
    return bool(asked.until and not meant.ids and happens)


def _beyond_guide(reading: Reading, meant: Scope, asked: Asked, weighed: Weights, index: Index) -> bool:
    """Tell whether the table holds more of the clause's words than the categories that are meant."""
    plain = Content(tuple(term for term in asked.found.terms if term.exact), ())
    guide, named = held_by_guide(reading, meant, index), meant.how is How.NAME
    beyond = max(covered(plain) - covered(guide), longest(plain) - longest(guide))
    if speaks_of_tasks(reading.text) or asked.units:
        plain_words = _TABLE_ONLY.search(reading.text) is not None
        return beyond >= _SURE or not named or (plain_words and not reading.sure)
    if named and weighed.ahead <= 0:
        return False
    if named and reading.sure and not (beyond > _SURE and covered(guide) < _SURE):
        return False
    telling = any(term.holders[Level.TITLE] or term.holders[Level.HEAD] for term in plain.terms)
    return telling and beyond >= (_SURE if named else 2) and covered(plain) >= _SURE


def _wants_project(reading: Reading, asked: Asked) -> bool:
    """Tell whether a clause without the table's words asks for projects or for a contact."""
    return bool(
        reading.kind or _wants_contact(reading) or (asked.intent is Intent.TASK and "项目" in reading.text)
    )


def _wants_contact(reading: Reading) -> bool:
    who = {Intent.PERSON, Intent.DEPARTMENT}
    return any(wish.intent in who and _CONTACT.search(wish.word) for wish in reading.wishes)
