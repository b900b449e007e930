"""What a question demands of categories: a way of funding, an amount, a rank, a kind of applicant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from handlers.rules.answer import Intent
from handlers.rules.applicants import APPLYING, KINDS, ApplicantKind
from handlers.rules.facts import facts
from handlers.rules.guide import Category
from handlers.rules.printed_numbers import chinese_value


@dataclass(frozen=True, slots=True)
class Filter:
    """A demand in words, and its test."""

    name: str
    test: Callable[[Category], bool]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rank:
    """A demand for the most or the least of something: amount, count or years."""

    what: str
    most: bool
    start: int
    end: int
    name: str
    top: int = 1  # how many places of the ranking are asked for
    first: int = 1  # the first of these places


def _mode(word: str) -> Callable[[Category], bool]:
    return lambda category: bool(category.funding.mode and category.funding.mode.startswith(word))


def _selection(word: str) -> Callable[[Category], bool]:
    return lambda category: bool(category.funding.selection and category.funding.selection.startswith(word))


# How people name a way of funding: (pattern, name, test).
_WAYS: Final[tuple[tuple[str, str, Callable[[Category], bool]], ...]] = (
    (
        "(?:事前|(?<![号日月底之以年天度])前)(?:资助|补助|支持|拨款|资金|立项)?(?=的|项目|类|有|是|都|吗|$)|事前(?:资助|补助|支持)?",
        "事前资助",
        _mode("事前"),
    ),
    ("事后(?:补助|资助|支持|奖补|奖励)?|后(?:补助|资助|奖补)", "事后补助", _mode("事后")),
    ("定向(?:支持|资助|委托|择优)?", "定向支持", _selection("定向")),
    (
        "(?:竞争性?)?择优(?:支持|资助|立项|遴选)?|竞争性(?:支持|资助|项目)?|公开竞争|(?:要|需要?|得|参加|靠)竞争|竞争(?=的)",
        "择优支持",
        _selection("择优"),
    ),
)
# Which comes first, the work or the money: 先做后补, 干完再给; 给了再干.
_PAYING: Final = "(?:给|拨|补|发|拿|领|资助|付)(?:了|完)?(?:钱|款|资金)?"
_DOING: Final = "(?:干|做|建|办|搞|实施|完成|验收|投|垫)(?:了|完)?"
_WORK_FIRST: Final = re.compile(f"先?{_DOING}(?:再|后|之后|以后|然后|才){_PAYING}(?:的)?")
_MONEY_FIRST: Final = re.compile(f"先?{_PAYING}(?:再|后|之后|以后|然后|才){_DOING}(?:的)?")
_NUMBER: Final = r"(?P<{0}>\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)"
_LOW, _HIGH = _NUMBER.format("low"), _NUMBER.format("high")
_UNIT: Final = r"\s*(?P<unit>万元?|w(?![a-z])|亿元?|元|(?<![一二])块|块(?=钱))(?:钱|块)?"
_OVER: Final = "(?<!不)(?:超过|大于|高于|多于|不低于|不少于|至少|起码|>=?|≥)"
_UNDER: Final = "(?:低于|小于|少于|不超过|不高于|不到|不足|至多|最多|<=?|≤)"
# How people bound an amount; `open` bounds leave the amount itself out.
_BOUNDS: Final = (
    (
        rf"{_LOW}\s*(?:万元?)?\s*(?:到|至|-|~|—|和(?=[^,。?!]{{1,10}}之?间))+\s*{_HIGH}{_UNIT}(?:之?间)?",
        "between",
        False,
    ),
    (rf"(?P<word>{_OVER})\s*{_LOW}{_UNIT}", "over", True),
    (rf"(?P<word>{_UNDER})\s*{_LOW}{_UNIT}", "under", True),
    (rf"比\s*{_LOW}{_UNIT}(?:还|要|更)?(?P<word>[多高大])", "over", True),
    (rf"比\s*{_LOW}{_UNIT}(?:还|要|更)?(?P<word>[少低小])", "under", True),
    (rf"{_LOW}\s*(?:多|几|来|余)\s*{_UNIT}", "about", False),
    (rf"{_LOW}{_UNIT}\s*(?:左右|上下)", "around", False),
    (rf"{_LOW}{_UNIT}\s*(?:及|或)?(?:以上|起|往上)", "over", False),
    (rf"{_LOW}{_UNIT}\s*(?:及|或)?(?:以下|以内|之内|往下)", "under", False),
    (rf"{_LOW}{_UNIT}(?:\s*[一每/]\s*个?项(?!目))?", "exact", False),
)
_OPEN_WORDS: Final = frozenset(
    {"超过", "大于", "高于", "多于", ">", "低于", "小于", "少于", "不到", "不足", "<", *"多高大少低小"}
)
# 不是定向的: what a demand must not be.
DENIED: Final = re.compile(
    "(?<![有是要需用归属找])(?:没有|不是|不要|不需要?|不用|不归|不属于?|不找|并非|非|除了?)$"
)
# How people ask for a number of projects: 支持12项的, 超过3项的, 3项以上; 10万一项 is a price.
_AROUND: Final = 0.2  # of an amount: what 左右 may be off
_COUNT: Final = re.compile(
    rf"(?:(?:(?P<over>不止|{_OVER})|(?P<under>{_UNDER}))\s*)?(?<![万元钱哪这那每各某第\d])(?P<low>\d+|[一二两三四五六七八九十]+)(?:项(?!目)|个(?=名额|的|$|以|或|[?])|人(?=的|$))"
    "(?P<above>(?:及|或)?以上)?(?P<below>(?:及|或)?(?:以下|以内))?"
)
_YEARS: Final = re.compile(
    r"(?<![每哪第近上下前后这那同\d万元钱/])(?P<low>\d{1,2}|[一二两三四五六七八九十]+)年(?:期|内|以内)?(?!度|\d|下来|以?[前后]|之[前后]|里|没|[来要办有举搞能可给得最补拿支资发封至起大总一共应须必]|多少|几)"
)
# How people name shares: 1:1, 3比7, 一比一, 三七开, 按六四分.
_RATIO: Final = re.compile(
    r"(?<![\d:])(?P<low>\d|[一二三四五六七八九])\s*[:比]\s*(?P<high>\d|[一二三四五六七八九])(?![\d:])"
    r"|(?P<first>[二三四五六七八])(?P<second>[二三四五六七八])(?:开|分(?:成|担|摊|账)?|比例|承担|负担)"
)
# 多少企业, 300家企业: counted, not asking.
_COUNTED: Final = re.compile("(?:多少|几|[0-9二两三四五六七八九十百千]+余?)(?:家|个|所)?$")
_MOST: Final = "最多|最高|最大|最贵|顶格|最长|最久"
_LEAST: Final = "最少(?!(?:要|得|需|有|办|做)?几[个家场名次])|最低|最小|最便宜|最短"
# 第二高, 排第三: one place of the ranking.
_NTH: Final = re.compile(
    "第(?P<low>[二三四五六七八九2-9])(?P<most>[高多大贵长])|第(?P<low2>[二三四五六七八九2-9])(?P<least>[少低小短])"
)
_TOP: Final = re.compile(r"的?前(?P<low>\d{1,2}|[一二两三四五六七八九十])(?:名|个|位|大|项)?")
_FEW: Final = re.compile("(?:的|那)(?P<low>[2-9两三四五六七八九十])(?:个|项|类)")  # 最贵的三个
# 从高到低排: all places of the ranking.
_ORDER: Final = re.compile(
    "[从由按]([高低多少大小长短])到?[高低多少大小长短](?:的顺序)?(?:排(?:序|列|一?下|个序)?)?"
)
_EVERY: Final = 1000
# What a rank is about: (words, key); the first that stands in the question wins.
_RANKED: Final = (
    (re.compile("项数|数量|名额|几项|多少项|支持项|立项|项目数|最多项|项最多"), "count"),
    (re.compile("期限|时间|周期|年限|最长|最短|最久|年数"), "years"),
    (re.compile("."), "amount"),
)


def way_filters(text: str) -> tuple[Filter, ...]:
    """Find the ways of funding that a question names: 事前, 事后, 定向, 择优, 先做后补."""
    order = [
        Filter(name, _mode(name[:2]), *match.span())
        for name, form in (("事后补助", _WORK_FIRST), ("事前资助", _MONEY_FIRST))
        for match in form.finditer(text)
    ]
    return (*order, *_ways(text)) if len(order) == 1 else _ways(text)


def _ways(text: str) -> tuple[Filter, ...]:
    return tuple(
        _wanted(text, Filter(name, test, *match.span()))
        for pattern, name, test in _WAYS
        for match in re.finditer(pattern, text)
        if match[0]
    )


def _wanted(text: str, demand: Filter) -> Filter:
    """Turn a demand round where the words before it deny it."""
    denied = DENIED.search(text[: demand.start])
    if denied is None:
        return demand
    return Filter(f"非{demand.name}", lambda each: not demand.test(each), denied.start(), demand.end)


def amount_filters(text: str) -> tuple[Filter, ...]:
    """Find the amounts that a question bounds, such as 50万以上."""
    found: list[Filter] = []
    for pattern, kind, wordy in _BOUNDS:
        for match in re.finditer(pattern, text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            is_open = wordy and match["word"] in _OPEN_WORDS
            test = _amount_test(match, kind, is_open=is_open)
            found.append(_wanted(text, Filter(match[0], test, *match.span())))
    return tuple(found)


def count_filters(text: str) -> tuple[Filter, ...]:
    """Find the numbers of projects that a question names, such as 支持12项的."""
    return tuple(
        _wanted(text, Filter(match[0], _counting(match), *match.span()))
        for match in _COUNT.finditer(text)
        if re.search("支持|资助|立项|名额|能立|项" if "项" in match[0] else "名额|立项|支持.{0,3}人", text)
    )


def year_filters(text: str) -> tuple[Filter, ...]:
    """Find the lengths of projects that a question names, such as 3年的."""
    return tuple(
        _wanted(text, Filter(match[0], _lasting(_whole(match["low"])), *match.span()))
        for match in _YEARS.finditer(text)
    )


def ratio_filters(text: str) -> tuple[Filter, ...]:
    """Find the shares that a question names: 1:1, 一比一, 三七开."""
    return tuple(
        _wanted(text, Filter(match[0], _sharing(match), *match.span())) for match in _RATIO.finditer(text)
    )


def kind_said(text: str) -> tuple[ApplicantKind, int, int] | None:
    """Find the kind of applicant that a question is asked for, with its place."""
    if not APPLYING.search(text):
        return None
    for kind in KINDS:
        match = next(
            (each for each in kind.said.finditer(text) if not _COUNTED.search(text[: each.start()])), None
        )
        if match:
            return kind, match.start(), _kind_end(text, match.end())
    return None


def _kind_end(text: str, end: int) -> int:
    """Reach to the end of further words for applicants that follow at once: 民办非企业社团."""
    while more := next((found for kind in KINDS if (found := kind.said.match(text, end))), None):
        end = more.end()
    return end


def kind_filter(text: str, kind: ApplicantKind, start: int, end: int) -> Filter:
    """Make a demand that the conditions name a kind of applicant."""
    said = Filter(
        kind.name, lambda each: bool(kind.written.search(each.sections.conditions or "")), start, end
    )
    return _wanted(text, said)


def rank_said(text: str) -> Rank | None:
    """Find a demand for the most or the least."""
    order = _ORDER.search(text)
    if order:
        return Rank(_ranked_by(text), order[1] in "高多大长", order.start(), order.end(), order[0], _EVERY)
    nth = _NTH.search(text)
    if nth:
        place = _whole(nth["low"] or nth["low2"])
        return Rank(_ranked_by(text), nth["most"] is not None, nth.start(), nth.end(), nth[0], place, place)
    match = re.search(f"(?P<most>{_MOST})|(?P<least>{_LEAST})", text)
    if not match:
        return None
    top = _TOP.search(text) or _FEW.match(text, match.end())
    places = _whole(top["low"]) if top else 1
    end = top.end() if top and top.start() == match.end() else match.end()
    return Rank(_ranked_by(text), match["most"] is not None, match.start(), end, match[0], places)


def _ranked_by(text: str) -> str:
    return next(key for words, key in _RANKED if words.search(text))


def ranked(categories: Iterable[Category], rank: Rank) -> tuple[Category, ...]:
    """Return the categories with the most or the least, several where they are equal."""
    values = {each.id: _ranked_value(each, rank) for each in categories}
    known = [value for value in values.values() if value is not None]
    if not known:
        return ()
    ranking = sorted(set(known) if rank.first > 1 else known, reverse=rank.most)
    places = ranking[rank.first - 1 : rank.top]
    fits = [each for each in categories if values[each.id] in places]
    return tuple(sorted(fits, key=lambda each: values[each.id] or 0.0, reverse=rank.most))


def _ranked_value(category: Category, rank: Rank) -> float | None:
    if rank.what == "years":
        return category.period.years if category.period else None
    if rank.what == "count":
        counts = _counts(category)
        return sum(counts) if counts else None
    amounts = _amounts(category)
    if not amounts:
        return None
    return max(amounts) if rank.most else min(amounts)


def _amounts(category: Category) -> list[float]:
    return [item.amount_wan for item in category.funding.items if item.amount_wan is not None]


def _counts(category: Category) -> list[int]:
    return [item.count for item in category.funding.items if item.count is not None]


def _amount_test(match: re.Match[str], kind: str, *, is_open: bool) -> Callable[[Category], bool]:
    factor = {"亿": 10000.0, "元": 0.0001, "块": 0.0001}.get(match["unit"][0], 1.0)
    low = _number(match["low"]) * factor
    high = _number(match["high"]) * factor if kind == "between" else low
    tests: dict[str, Callable[[float], bool]] = {
        "between": lambda amount: low <= amount <= high,
        "over": lambda amount: amount > low or (amount == low and not is_open),
        "under": lambda amount: amount < low or (amount == low and not is_open),
        "exact": lambda amount: amount == low,
        "about": lambda amount: low <= amount < low + _step(low / factor) * factor,
        "around": lambda amount: abs(amount - low) <= low * _AROUND,
    }
    return lambda category: any(map(tests[kind], _amounts(category)))


def _step(number: float) -> float:
    """Return how far 多 behind a number reaches: 四十多 to 50, 一百多 to 200."""
    step = 1.0
    while number >= step * 10 and number % (step * 10) == 0:
        step *= 10
    return step


def _counting(match: re.Match[str]) -> Callable[[Category], bool]:
    bound = _whole(match["low"])
    is_open = (match["over"] or match["under"]) in {*_OPEN_WORDS, "不止"}
    if match["over"] or match["above"]:
        least = bound + 1 if is_open else bound
        return lambda category: any(count >= least for count in _counts(category))
    if match["under"] or match["below"]:
        most = bound - 1 if is_open else bound
        return lambda category: any(count <= most for count in _counts(category))
    return lambda category: bound in _counts(category)


def _sharing(match: re.Match[str]) -> Callable[[Category], bool]:
    low, high = match["low"] or match["first"], match["high"] or match["second"]
    pairs = [(_whole(low), _whole(high))]
    pairs += [pairs[0][::-1]] if match["first"] else []  # 三七 may be 7:3
    form = re.compile("|".join(rf"(?<!\d){one}\s*[:：比]\s*{two}(?!\d)" for one, two in pairs))
    return lambda category: any(form.search(fact.value) for fact in facts(category, Intent.COST))


def _lasting(years: int) -> Callable[[Category], bool]:
    return lambda category: category.period is not None and category.period.years == years


def _number(said: str) -> float:
    return float(said) if said[0].isdecimal() else float(chinese_value(said) or 0)


def _whole(said: str) -> int:
    return int(_number(said))
