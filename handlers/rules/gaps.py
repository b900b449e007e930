"""Tell what a guide cannot state: orders, other places and years, unknown numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from handlers.rules.answer import Gap, Intent, Part
from handlers.rules.case import Case
from handlers.rules.corpus import Level
from handlers.rules.details import tells_number
from handlers.rules.dictionary import cut_words
from handlers.rules.guide import Category
from handlers.rules.index import Index
from handlers.rules.outside import other_year_said, told_of_applicant, years_said
from handlers.rules.parts import LISTED, gap
from handlers.rules.places import places_named, province
from handlers.rules.quoted_clauses import each_held, held, nearest

_OFFICE = re.compile(
    r"([\u4e00-\u9fff]{1,3}?(?:市|区|县|省))(?:的)?(?:科技|科学技术|工信|财政|教育|农业农村)(?:局|厅|委)"
)
# What such an office's name ends with where it names no place.
_NO_PLACE = ("本", "我", "全", "贵", "高新区", "园区", "开发区", "示范区", "各区", "各市", "各县")
# Gaps beside which the intent of the question stays clear.
_CLEAR = (Gap.YEAR, Gap.PLACE, Gap.NUMBER)
# Applicants from elsewhere: the conditions of a category that is named answer them, a list would not.
_STRANGER = re.compile("(?:外地|异地|市外|省外|外市|外省)(?:的|来)?(?:企业|公司|单位|机构|团队|高校|大学)?")
# What conditions may ask of a person.
_APPLICANT = re.compile("学历|年纪|年龄|岁数|性别|是(?:不是)?(?:个)?[正副]?(?:博士|教授)[吗么不吧]?")
_WHAT_THEN = re.compile("怎么办|如何处理|怎么处理|怎么安排")
# Money for a person or a time.
_PER: Final = re.compile(
    "(?:一|每)个?(人|月|天|小时|周)(?:的)?(?:大概|大约|补助|补贴|资助|津贴|工资|奖励|经费|能|要|给|拿|补|收|有|是|发|领)*(?:多少|几)(?=$|[钱元块补资津工万?!,。呢呀啊])"
)
_HALF: Final = 0.5  # of a clause that a sentence holds which may say what then
# A table that has no answer, or was never imported.
_OF_TABLE = re.compile("(?:重点|工作)?任务(?:分解)?(?:表|清单)")
# What only asks whether.
_ASKED_WHETHER = re.compile("可以|能否|可否|是否|能不能|可不可以|是不是|允许|有没有|需要|要不要")
# Years told from the guide's own, and what was done in them: 去年入库的.
_YEARS_AWAY: Final = MappingProxyType({"去年": -1, "上年": -1, "上一年": -1, "前年": -2, "明年": 1})
_DEED: Final = re.compile(
    "(?:就|已|已经|刚|才|新|被)*(入库|立项|认定|获批|备案|入选|通过|注册|成立|获奖|验收|建成)"
)
# What no sentence tells that merely speaks of a thing: how, when and where it is done.
_HOW_AND_WHEN = re.compile(
    "怎|如何|时候|何时|(?<![了好过])几|多[久长少]|哪|谁|什么|网|号|条件|要求|资格|标准"
)
# Question words alone name nothing that could be missing.
_ASKING = re.compile("(?:怎么|如何|怎样|咋)(?:办理?|去|走)?|在?哪里?|为什么|为何|为啥|几楼")


def unstated(case: Case) -> Part | None:
    """Refuse orders, and what no guide states; None where the guide may know."""
    why = _why(case)
    if why is None:
        return None
    intent = next(iter(case.intents), Intent.OTHER) if why[0] in _CLEAR else Intent.OTHER
    subject = None if _ASKING.fullmatch(why[1]) else why[1]
    return gap(case.index, why[0], intent, case.about if case.meant.sure else (), subject=subject)


def _why(case: Case) -> tuple[Gap, str] | None:
    own = _own_words(case.about, case.index)
    return _of_words(case, own) or _unknown(case) or elsewhere(case)


def _of_words(case: Case, own: str) -> tuple[Gap, str] | None:
    """Find the words of what no guide states, unless the category itself speaks of it."""
    said = case.reading.outside
    if said is None or said[0] is not Gap.OUTSIDE:
        return said
    told = tells_number(case) or _of_own_clause(case, said[1]) or _spoken_of(said[1], own, case)
    return None if told or said[1] in own else said


def _unknown(case: Case) -> tuple[Gap, str] | None:
    """Find a number, a contact or a table that the guide does not have, or money for a person."""
    table = _OF_TABLE.search(case.text)  # it was asked first, and has nothing
    if table:
        return Gap.OUTSIDE, table[0]
    if case.reading.numbers.unknown:
        return Gap.NUMBER, case.reading.numbers.unknown[0]
    other = next(iter(case.reading.named.unknown), None) or _share_of_money(case)
    return (Gap.OUTSIDE, other) if other else None


def elsewhere(case: Case) -> tuple[Gap, str] | None:
    """Find another office, another year or another place."""
    own = _own_words(case.about, case.index)
    office = _other_office(case.text, case.index)
    if office:
        return Gap.PLACE, office
    year = _other_year(case.text, own, case.index)
    return (Gap.YEAR, year) if year else _from_elsewhere(case)


def _share_of_money(case: Case) -> str | None:
    """Find a person or a time for which money is asked where only projects get it: 一个月多少补贴."""
    match = _PER.search(case.text)
    if match is None or not case.about:
        return None
    written = re.compile(rf"[/每]\s*个?{match[1]}|{match[1]}均")
    told = any(written.search(each.sections.support or "") for each in case.about)
    return None if told else match[0]


def _of_own_clause(case: Case, word: str) -> bool:
    """Tell whether a sentence of the category answers, or a longer word of its own holds that word."""
    if not case.meant.sure or len(case.about) != 1:
        return False
    if Intent.CONDITIONS in case.intents and _APPLICANT.fullmatch(word):
        return True
    if _WHAT_THEN.fullmatch(word):
        return bool(each_held(case)) or nearest(case, "")[0] >= _HALF
    if not word.endswith("是"):
        return False  # 认定标准 is asked for, 预评审 is only named
    entry = case.index.positions[case.about[0].id]
    place = case.text.find(word)
    longer = (term.word for term in case.reading.content.terms if term.exact and term.anywhere >> entry & 1)
    starts = ((case.text.find(term), len(term)) for term in longer if len(term) > 2)  # noqa: PLR2004
    return any(start < place < start + length - 1 for start, length in starts)


def _spoken_of(said: str, own: str, case: Case) -> bool:
    """Tell whether the one category that is named speaks of what is asked: 可以延期, if it may be."""
    if not case.meant.sure or len(case.about) != 1 or _HOW_AND_WHEN.search(said):
        return False
    words = [word for word in cut_words(said) if len(word) > 1 and not _ASKED_WHETHER.fullmatch(word)]
    return bool(words) and all(word in own for word in words) and bool(held(case))


def _from_elsewhere(case: Case) -> tuple[Gap, str] | None:
    """Find an applicant from elsewhere where no category is named, or another place."""
    stranger = None if case.meant.sure else _STRANGER.search(case.text)
    if stranger:
        return Gap.OUTSIDE, stranger[0]
    foreign = (
        place
        for place in places_named(case.text)
        if not (_own_place(place, case.index) or _around_own(place, case))
    )
    return next(((Gap.PLACE, place) for place in foreign), None)


def _around_own(place: str, case: Case) -> bool:
    """Tell whether a province is the own one and only says where: 我们是广东的企业, 广东省工程中心."""
    if place not in (province(own) for own in case.index.places):
        return False
    start = case.text.find(place)
    if told_of_applicant(case.text, start, start + len(place)):
        return True
    return f"{place}省" in case.text and any("省级" in each.name for each in case.about)


def _other_office(text: str, index: Index) -> str | None:
    """Find the office of another place: 某某市科技局."""
    match = _OFFICE.search(text)
    if match is None or any(match[1].endswith(place) for place in (*index.places, *_NO_PLACE)):
        return None
    bare = match[0][len(match[1]) - 1 :]  # 必须有省科技厅: its level alone, as the guide says it
    return None if match[1].endswith("省") and index.words.knows(bare) else match[0]


def _own_words(about: Sequence[Category], index: Index) -> str:
    texts = index.words.fields[Level.TEXT]
    return "".join(texts[index.positions[each.id]] for each in about[:LISTED])


def _other_year(text: str, own: str, index: Index) -> str | None:
    for year, words in years_said(text):
        start = text.find(words)
        story = told_of_applicant(text, start, start + len(words))
        if year != index.guide.year and str(year) not in own and not story:
            return words
    said = other_year_said(text)
    return said if said and said not in own and not _told_with(said, text, own, index) else None


def _told_with(said: str, text: str, own: str, index: Index) -> bool:
    """Tell whether the category itself speaks of that year's deed: 去年入库的, where 2022年已入库 stands."""
    years = _YEARS_AWAY.get(said)
    deed = _DEED.match(text, text.find(said) + len(said))
    if years is None or deed is None or index.guide.year is None:
        return False
    dated = rf"{index.guide.year + years}年度?[^。;；]{{0,6}}{deed[1]}"
    return re.search(dated, own) is not None


def _own_place(place: str, index: Index) -> bool:
    return any(place in own for own in index.places) or index.words.knows(place) or place in index.guide.title
