"""The names of tiers in 支持方式与强度, each of which has its own amount."""

from __future__ import annotations

import re

from handlers.rules.funding_money import HARD, Money, phrase
from handlers.rules.funding_words import FIELDS, LABEL_END, LABEL_START, MODES, SELECTIONS
from handlers.rules.half_width import half_width
from handlers.rules.project_counts import project_counts

_BEHIND = re.compile(r"(?:/[项个家名人])?[（(]([^（）()\d]{2,12})[）)]")
# 计划支持重点项目5项，每项50万元; 特等奖1名，50万元
_COUNTED = re.compile(
    r"(?:^|(?<=[,、;:。\n]))(?:其中|本(?:专题|批次?|年度|类别?|方向)|计划|拟|预计|原则上|\s){0,3}(?:共?(?:支持|资助|安排|遴选|立项|评选|奖励|设立?))?"
    r"(?P<name>[^,、。;:\d\0]{2,20}?)(?:不超过|最多|约|各|共|限|支持|资助|立项){0,2}\s?\d{1,3}\s?[项个家名人](?:以内|左右)?[,、;:(]"
)
_COUNTED_BEFORE = re.compile(
    r"\d{1,3}\s?[项个家](?P<name>[一-鿿]{2,12})\([^()]{0,8}$"
)  # 2项重大项目（每项200万元）
_RESPECTIVE = re.compile(
    r"(?:\(?[\d一二三四五六七八九十]{1,2}[)、.])?\s?(?:对于?|给予)?(?:[^,。;:]{0,12}(?:结果|等次|等级|评[为定估]|认定|获得?|评价|考核|评审|评估)为?)?"
    r"(?P<names>[^,。;:\d]{2,40}?)(?:的?(?:第一)?(?:完成|牵头|依托|承担|申报|运营|建设)?(?:项目|企业|单位|平台|机构|团队|个人)?的?)?,?\s?(?:可|将)?分别(?:一次性|给予|予以|按|资助|奖励|补助|支持|最高)*\s?$"
)
# 2项/年, 计划支持: no names
_EMPTY = re.compile(
    r"[\d/项个家名人元年\s.-]+|(?:计划|拟|共|每|支持|资助|安排|遴选|立项|评选|奖励|优先|择优)+"
)
_AGAIN = re.compile(r"的?再$")  # 优秀的再给予
# 重点项目采取前资助方式，每项40万元
_MODED = re.compile(
    r"\s*(?:对于?|其中,?)?(?P<name>(?![本该此各均每]|项目|单个)[一-鿿A-Z]{2,12}?),?(?:采取|采用|实行|适用)(?:事[前后]|前|后|定向|择优|竞争)"
)
_NAME_OF_ROW = re.compile(r"(?![^,]*(?:支持|资助|补助|奖励|给予|每))[一-鿿A-Za-z()“”]{2,20}")  # 省级中试基地
_LONGEST_LABEL = 60  # characters of a tier's name


def labels_of(text: str, half: str, grants: list[Money]) -> list[str | None]:
    """Give each of several amounts its tier's name."""
    if len(grants) == 1:
        return [None]
    named = [_named_behind(text, money) for money in grants]
    if rowed := _rowed(text, half, grants):
        return [*rowed]
    ends = [0, *(money.amount.end for money in grants)]
    return (
        named
        if all(named)
        else [label_of(text, half, end, money) for end, money in zip(ends, grants, strict=False)]
    )


def _rowed(text: str, half: str, grants: list[Money]) -> list[str]:
    """Give the names of 对A类、B类，分别给予50万元、20万元 in order; nothing where they are not as many."""
    first = grants[0].amount.start
    start = phrase(half, first, grants[0].amount.end, HARD)[0]
    commas = (match.end() for match in re.finditer(",", half[start:first]))
    starts = (start, *(start + end for end in commas))  # 事后补助，考核为优秀、良好的，分别…
    found = next((found for at in starts if (found := _RESPECTIVE.match(half, at, first))), None)
    if found is None or set(half[grants[0].amount.end : grants[-1].amount.start]) & set(HARD):
        return []
    names = [part.span() for part in re.finditer(r"[^、和或与及]+", found["names"])]
    shift = found.start("names")
    return [text[shift + a : shift + b] for a, b in names] if len(names) == len(grants) else []


def _named_behind(text: str, money: Money) -> str | None:
    """Find a tier's name in parentheses behind the amount: 20万元（国家级）."""
    found = _BEHIND.match(text, money.amount.end)
    return found[1] if found else None


def label_of(text: str, half: str, after: int, money: Money) -> str | None:
    """Find the name of a tier: the words of its phrase before the amount, else the phrase before."""
    start = max(money.phrase[0], after)
    colon = half.rfind(":", start, money.amount.start) + 1
    if half[colon : money.amount.start].strip(" 0123456789") and colon:
        start = colon  # 分三档：一档100万元
    sentence = max(phrase(half, money.amount.start, money.amount.end, HARD)[0], after)
    if "分别" in half[sentence : money.amount.start]:
        return None  # 国家级、省级分别给予100万元、50万元: which name goes with which amount is for a person
    for begin, end in ((start, money.amount.start), (sentence, start)):
        if any(words.search(half, begin, end) for _, words in (*MODES, *SELECTIONS)):
            if moded := _MODED.match(half, begin, end):
                return text[moded.start("name") : moded.end("name")]
            continue
        if behind := _COUNTED_BEFORE.search(half, begin, end):
            return text[behind.start("name") : behind.end("name")]
        for counted in reversed(list(_COUNTED.finditer(half, begin, end))):
            if not _is_plain(counted["name"]):
                return text[counted.start("name") : counted.end("name")].strip()
        opening = LABEL_START.match(half[begin:end])
        first = begin + (opening.end() if opening else 0)
        closing = LABEL_END.search(half, first, end)
        last = closing.start() if closing else end
        name = _AGAIN.sub("", text[first:last].strip("，,、：:（( \0\n"))
        if name and not _is_plain(half_width(name)):
            return _with_row(text, half, first, name)
    return None


def _with_row(text: str, half: str, start: int, name: str) -> str:
    """Give the name with those that stand before it in a row: 省级中试基地、省级工程中心30万元."""
    begin = max(half.rfind(sign, 0, start) for sign in ",。;:\n\0%") + 1
    row = half[begin:start]
    opening = LABEL_START.match(row)
    first = begin + (opening.end() if opening else 0)
    names = half[first:start].rstrip("、").split("、")
    if not half[first:start].endswith("、") or not all(
        _NAME_OF_ROW.fullmatch(each.strip()) for each in names
    ):
        return name
    if any(words.search(half, first, start) for _, words in (*MODES, *SELECTIONS)):
        return name
    return text[first:start].strip() + name


def _is_plain(name: str) -> bool:
    """Tell words of the section's own (支持方式, 事前资助) from the name of a tier."""
    if (
        FIELDS.fullmatch(name)
        or len(name) > _LONGEST_LABEL
        or re.fullmatch(
            r"[\d/项个家名人元年\s.-]+|(?:计划|拟|共|每|支持|资助|安排|遴选|立项|评选|奖励|优先|择优)+", name
        )
    ):
        return True
    return any(project_counts(name))
