"""Quote the sentences of a category that tell a detail."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.answer import Fact, Gap, Intent, Part
from handlers.rules.case import Case
from handlers.rules.corpus import Level
from handlers.rules.doubts import PERMISSION, regulated
from handlers.rules.facts import SECTION_NAMES, sections, sentences
from handlers.rules.guide import Category
from handlers.rules.parts import gap
from handlers.rules.quoted_clauses import quoted, speaks_of
from handlers.rules.scope import How
from handlers.rules.spelling import folded

_YES_NO: Final = re.compile("吗|么$|是不是|要不要|需不需要|有没有")
# What is counted in the sections: 多少场, 几期.
_MEASURED: Final = re.compile(
    "(?:多少|几)(人次|[例场次期座部台种条亩头篇届批人家名](?!额|民|才)|(?=[\u4e00-\u9fff]{2}))(?!项目|名额|万|元|钱|经费|资金|补|资助|类|专题|年|月|天|个|项)"
)
_DIGIT: Final = re.compile(r"\d|[一二三四五六七八九十百]+[个家场期次项条人名]")
# A number of something other than money, projects or years.
_COUNTED: Final = re.compile(
    "(?:多少|几)(?:个|名|位|家|条|场)?(?=[\u4e00-\u9fff]{2})(?!.{0,2}(?:项目|名额|万|元|钱|经费|资金|补|资助|类|专题|年|月|天))"
)
_HEADS: Final = re.compile("(?:多少|几)(?:个|名)?(?:人|员工|平方米?|平米|亩)(?:$|[?,。!])")
# What stands behind is asked for, what stands before says of what: 五个一活动要不要审计报告.
_WHETHER: Final = re.compile("要不要|需不需要|用不用|是不是要|是否要?|有没有")
# What has to be done stands in these sections.
_DUTY: Final = re.compile("提供|提交|原件|复印件|扫描件|一定|必须|要不要|是否|能不能|能否|可不可以|须|得要")
_DUTIES: Final = frozenset({"conditions", "materials"})
_APPLY: Final = re.compile("报(?![告表销酬])|申请(?!书)")
# Intents that a detail may be asked with.
_PLAIN: Final = frozenset({Intent.LIST, Intent.CATEGORY})
_QUOTED: Final = 3  # sentences that answer a detail


def of_detail(case: Case) -> Part | None:
    """Quote the sentences of the one category that tell a detail."""
    measured = _MEASURED.search(case.text)
    if (
        len(case.about) != 1
        or _asks_otherwise(case)
        or (
            case.unknown
            and not measured
            and not (PERMISSION.search(case.text) and case.meant.sure and regulated(case))
        )
    ):
        return None
    told = case.meant.how is How.STATEMENT or (
        case.meant.how is How.TEXT and (measured or _YES_NO.search(case.text))
    )
    if not case.meant.sure and not told:
        return None
    found = _quotes(case.about[0], _details(case), measured)
    if measured and not _APPLY.search(case.text) and not _states(found, measured):
        return _unmeasured(case)
    if found and case.meant.sure and not (measured or speaks_of(case)):
        return None
    if _DUTY.search(case.text):
        found = tuple(sorted(found, key=lambda fact: fact.section not in _DUTIES))
    return quoted(case, found) if found else None


def tells_number(case: Case) -> bool:
    """Tell whether a sentence of the one category that is named holds the number that is asked for."""
    measured = _MEASURED.search(case.text)
    if measured is None or not case.meant.sure or len(case.about) != 1 or not measured[1]:
        return False
    noun = re.match("[\u4e00-\u9fff]{2}", case.text[measured.end() :])
    form = re.compile(rf"(?:\d|[一二三四五六七八九十百])\s*余?多?{measured[1]}{noun[0] if noun else ''}")
    return any(form.search(folded(text)) for text in sections(case.about[0]).values())


def _asks_otherwise(case: Case) -> bool:
    """Tell whether a clause asks for a field, or whether somebody may apply: whole sections answer that."""
    reading = case.reading
    field = any(wish.strong and wish.intent not in _PLAIN for wish in reading.wishes)
    asked = reading.kind is not None or Intent.CONDITIONS in reading.intents
    applies = asked and _APPLY.search(reading.text) is not None
    return bool(field or applies or reading.ways or reading.rank or reading.demands)


def _states(found: tuple[Fact, ...], measured: re.Match[str]) -> bool:
    """Tell whether one of the sentences holds the number that is asked for."""
    number = r"(?:\d|[一二三四五六七八九十百])\s*余?(?:多)?"
    form = re.compile(number + measured[1]) if measured[1] else _DIGIT
    return any(form.search(folded(fact.value)) for fact in found)


def _unmeasured(case: Case) -> Part | None:
    """Say that no number is stated where one is asked of something: 需要多少研发人员."""
    counted = _COUNTED.search(case.text) or _HEADS.search(case.text)
    return gap(case.index, Gap.FIELD, Intent.OTHER, case.about) if counted else None


def _details(case: Case) -> list[str]:
    """Return the words that the category's sections hold and its name does not."""
    entry = case.index.positions[case.about[0].id]
    words = [
        term.word
        for term in case.reading.content.terms
        if not term.holders[Level.TITLE] >> entry & 1 and term.holders[Level.TEXT] >> entry & 1
    ]
    asking = _WHETHER.search(case.text)
    behind = [word for word in words if asking and case.text.find(word) >= asking.end()]
    return behind or words


def _quotes(category: Category, details: list[str], measured: re.Match[str] | None) -> tuple[Fact, ...]:
    forms = [re.escape(word) for word in details]
    forms += [rf"\d\s*余?(?:多)?{measured[1]}"] if measured and measured[1] else []
    held = [
        (sum(re.search(form, folded(sentence)) is not None for form in forms), key, sentence)
        for key, text in sections(category).items()
        for sentence in (sentences(text) if forms else ())
    ]
    most = max((count for count, _, _ in held), default=0)
    told = [(key, sentence) for count, key, sentence in held if count == most and count][:_QUOTED]
    return tuple(
        Fact(category.id, category.name, SECTION_NAMES.get(key, key), text, key) for key, text in told
    )
