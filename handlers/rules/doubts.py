"""Tell whether the guide treats what a clause speaks of, or only holds some of its words."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.answer import Gap, Intent, Part
from handlers.rules.case import Case
from handlers.rules.corpus import Level
from handlers.rules.facts import sections
from handlers.rules.fillers import COMMON
from handlers.rules.listings import foreign
from handlers.rules.parts import gap
from handlers.rules.question_content import content_text
from handlers.rules.reading import Reading
from handlers.rules.scope import How, vague
from handlers.rules.spelling import folded

# A bare word of a section does not make a how-to question one about a category.
HOW_TO: Final = re.compile("怎么|如何|怎样|为什么|咋|为何")
PERMISSION: Final = re.compile(
    "(?:可以|行|成|允许)(?:吗|么|嘛|不|不行|不可以)?$|可不可以|行不行|能不能|能否|可否|允不允许"
)
# Who may apply: 种植户行不行, 施工单位来报行吗.
_APPLICANT: Final = re.compile(
    "(?:[户司社厂店所院校会站商者师]|单位|企业|大学|机构|团队|部门|基地|中心)(?:来|去)?(?:报|做|接|牵头)?(?:行|可以|成)(?:吗|么|嘛|不|不行)?$"
)
_APPLY: Final = re.compile(
    "报(?![告表销酬])|申请(?!书)|牵头|承接|承担|承办|[能可以够](?:拿|领|享受|获得|得到)"
)
# What is asked of the word before it.
_CONTACTS: Final = frozenset({Intent.PHONE, Intent.MAILBOX})
_SOME_OFFICE: Final = re.compile("(?:院|局|所|厅|委|机构|公司|学校|大学|银行|协会|学会|政府)的?$")
_MEASURES: Final = frozenset({Intent.AMOUNT, Intent.COUNT, Intent.PERIOD})
# Having got a status, right before the money: 众创空间备案给不给钱.
_STATUS: Final = re.compile(
    r"(认定|备案|评定|挂牌|入库|授牌|复审|复核)(?:下来|成功|通过|完成|完|成|好)?(?:之?后|以后|了|过)?(?:的|能|可以|会|有|要|是|一般|大概|政府|市里|科技局|\s)*$"
)
# 首次认定高企奖励多少: a reward for having got it.
_FIRST: Final = re.compile("(?:首次|第一次|重新)(?:被)?(认定|评定|备案|授牌)")
_PRIZE: Final = re.compile(
    "(认定|备案|评定|挂牌|入库|授牌)(?:之?后|以后|成功)?的?(?:奖励|奖金|奖补|补贴|补助|资助)"
)
_WEIGHT: Final = 4.0  # of the content of a clause that can be judged by it
_MOSTLY: Final = 0.7  # of a clause that the guide has to explain where only a short word leads to it
_PARTLY: Final = 0.4  # and where a longer one does
_DESCRIBED: Final = 0.5  # of a clause that describes a category in its sentences' words
_BEFORE: Final = 0.25  # more than it describes any other
_BESIDE: Final = 0.5  # of a clause that asks for nothing
_LITTLE: Final = 0.3  # of a clause that asks for something without naming it
_CHINESE_PAIR: Final = re.compile("[\u4e00-\u9fff]{2}")


def strange(case: Case) -> Part | None:
    """Say that the guide does not treat what only a short word of its sections seems to lead to."""
    reading = case.reading
    other = reading.named.any or reading.kind or reading.demands or reading.ways or reading.rank
    if case.meant.how is not How.TEXT or other:
        return None
    terms = reading.content.terms
    telling = any(len(term.word) > 2 or term.anywhere.bit_count() == 1 for term in terms)  # noqa: PLR2004
    if _of_office(reading):
        return gap(case.index, Gap.OUTSIDE, Intent.OTHER)
    if sum(term.anywhere.bit_count() == 1 for term in terms) > 1 and not case.unknown:
        return None  # two words that stand in this category alone
    share = _explained(case)
    if share is None or not 0 < share < (_PARTLY if telling else _MOSTLY):
        return None
    return gap(case.index, Gap.OUTSIDE, Intent.OTHER)


def unheard(case: Case) -> bool:
    """Tell whether hardly anything that a clause says stands in the guide."""
    share = _explained(case)
    return share is not None and share < _LITTLE and not case.reading.kind


def beside(case: Case) -> bool:
    """Tell whether a clause that asks for nothing says more of other things than of its categories."""
    said = case.index.weighed(content_text(case.text, case.index))
    if case.meant.how is not How.NAME or case.reading.sure or said.total < _WEIGHT:
        return False
    if any(not term.exact for term in case.reading.content.terms):
        return False  # a misspelt name
    fields = case.index.words.fields
    places = [case.index.positions[each.id] for each in case.about]
    return max(said.share(*(field[place] for field in fields)) for place in places) < _BESIDE


def described(case: Case) -> bool:
    """Tell whether a clause that asks which category it is describes one far better than any other."""
    if Intent.CATEGORY not in case.intents or not case.reading.sure or len(case.about) != 1:
        return False
    found = case.index.categories_for(case.index.weighed(content_text(case.text, case.index)))
    first = bool(found) and case.index.categories[found[0].entry].id == case.about[0].id
    second = found[1].share if len(found) > 1 else 0.0
    return first and found[0].share >= _DESCRIBED and found[0].share - second >= _BEFORE


def _explained(case: Case) -> float | None:
    """Return how much of a clause one sentence explains; None where it says too little to judge."""
    said = case.index.weighed(content_text(case.text, case.index))
    if said.total < _WEIGHT:
        return None
    return next((each.share for each in case.index.categories_for(said)), 0.0)


def doubtful(case: Case) -> bool:
    """Tell whether unknown words beside weak ones make it a question about something else."""
    unknown = bool(case.unknown)
    if strange_before(case):
        return True
    if case.meant.sure and Intent.CONDITIONS in case.intents and _APPLY.search(case.text):
        return False  # 幼儿园能报吗: who asks may be anybody
    if case.meant.sure and PERMISSION.search(case.text) and (regulated(case) or _APPLICANT.search(case.text)):
        return False
    if unknown and _of_something_else(case.reading):
        return True
    if case.meant.how is How.TEXT:
        return unknown or (not case.reading.sure and HOW_TO.search(case.text) is not None)
    return unknown and not (case.reading.sure or case.reading.ways)


def regulated(case: Case) -> bool:
    """Tell whether the conditions of the one category speak of what is to be allowed: 组联合体可以不."""
    written = folded(case.about[0].sections.conditions or "") if len(case.about) == 1 else ""
    return any(
        len(term.word) > 2 and term.level is Level.TEXT and term.word in written  # noqa: PLR2004
        for term in case.reading.content.terms
    )


def strange_before(case: Case) -> bool:
    """Tell whether what the guide does not know stands right before a weak word for money: 租地补贴."""
    rest, words = case.reading.rest, case.index.words
    return any(
        _CHINESE_PAIR.fullmatch(pair := rest[max(0, wish.start - 2) : wish.start]) is not None
        and not words.knows(pair)
        and pair not in COMMON
        and words.knows(rest[max(0, wish.start - 4) : max(0, wish.start - 2)])
        for wish in case.reading.wishes
        if wish.intent is Intent.AMOUNT and not wish.strong
    )


def granted(case: Case) -> bool:
    """Tell whether money for a status is asked for that no category named here pays: 高企认定奖励多少."""
    befores = [case.text[: wish.start] for wish in case.reading.wishes if wish.intent is Intent.AMOUNT]
    prize = None if case.reading.sure else _PRIZE.search(case.text)
    found = [match for text in befores if (match := _STATUS.search(text))] + ([prize] if prize else [])
    named = [term.word for term in case.reading.content.terms if term.level is Level.TITLE]
    found = [status for status in found if not any(status[1] in word for word in named)]
    if befores and (first := _FIRST.search(case.text)) and not _pays_first(case, first[1]):
        return True
    return any(
        not any(_pays_for(case, term.word, status) for term in case.reading.content.terms) for status in found
    )


def _pays_first(case: Case, status: str) -> bool:
    """Tell whether a category pays those who have just got a status: 首次认定的奖励20万元."""
    paid = re.compile(rf"{status}[^。;]{{0,40}}(?:奖励|奖补|补助|资助|给予|\d+万)")
    return any(paid.search(folded(text)) for each in case.about for text in sections(each).values())


def _pays_for(case: Case, word: str, status: re.Match[str]) -> bool:
    """Tell whether a category pays those who have a status: by its name, or as it demands it."""
    if word not in case.text[: status.start()]:
        return False
    named = re.compile(rf"{re.escape(word)}(?:建设|运营|认定)?(?:补助|补贴|资助|奖励|奖补|扶持)")
    demanded = re.compile(rf"(?:已|被|获得|通过)[^。;,]{{0,20}}{status[1]}")
    return any(
        named.search(folded(each.name))
        or (case.meant.sure and any(demanded.search(folded(text)) for text in sections(each).values()))
        for each in case.about
    )


def _of_office(reading: Reading) -> bool:
    """Tell whether the contact of some office is asked for that a section merely mentions."""
    return any(
        _SOME_OFFICE.search(reading.text[: wish.start]) is not None
        for wish in reading.wishes
        if wish.intent in _CONTACTS
    )


def _of_something_else(reading: Reading) -> bool:
    """Tell whether an unknown thing stands right before what is measured: 门票多少钱."""
    return any(
        reading.text[: wish.start].endswith(word)
        for wish in reading.wishes
        if wish.intent in _MEASURES
        for word in reading.content.unknown
    )


def elsewhere(case: Case) -> bool:
    """Tell whether the words that were found belong to something that the guide does not treat."""
    words = [term.word for term in case.reading.content.terms]
    commonplace = vague(case.reading) and all(word in COMMON for word in words)
    strange = not case.fields and foreign(case)
    return strange or bool(case.unknown) or (bool(words) and not commonplace)
