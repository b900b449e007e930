"""How many projects a guide means to support."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.rules.amounts import NUMERALS, numeral

_NUMBER = rf"(?:\d{{1,4}}|[{NUMERALS.replace('半', '')}]{{1,4}})"
_COUNT = re.compile(
    rf"(?P<before>约|大约|大概|预计|不超过|不多于|不高于|至多|最多|最高|上限为?|限额?|不少于|不低于|至少)?\s?(?:支持|资助|立项|为)?\s?"
    rf"(?<![\d.第/])(?<!\d,)(?!(?<=[同每某任单另之])一)(?P<low>{_NUMBER})\s?(?:项|个)?(?:(?:-|~|至|到)\s?(?P<high>{_NUMBER})\s?)?"
    r"(?P<unit>项|个|家|名|人|支|件)(?!月|工作日|百分点|县|市|年|以上|月份|次|单位|档|等[级次]|层次|阶段|部分|方面|环节|条件|方向,每)"
    r"(?:项目)?\0{0,5}(?P<after>左右|上下|以内|以下|之内)?"
)
# 支持数量：3 without any unit
_BARE = re.compile(
    rf"(?:数量|项目数|个数|名额|项数)(?:为|:)?\s?(?P<before>约|不超过|最多)?(?P<low>{_NUMBER})(?P<high>)(?P<after>)"
    r"(?P<unit>)(?=[,。;\s]|$)"
)
# 支持6站, 拟支持约3座: any measure between such a verb and a stop
_MEASURED = re.compile(
    r"(?:支持|资助|立项|遴选|扶持|补助|奖励|奖补|建设|安排)\s?(?P<before>约|不超过|不多于|不高于|至多|最多)?\s?"
    rf"(?P<low>{_NUMBER})(?:(?:-|~|至|到)(?P<high>{_NUMBER}))?(?P<unit>[一-鿿])(?P<after>左右|上下|以内|以下|之内)?(?=\s*(?:[,。;)\n]|$))"
)
_NO_MEASURE = "年月日天周次期倍成折元万亿亩吨%度项个家名人支件级类档批轮"  # times, money, sizes; read above
# 个, 家, 名 are counts of projects only beside such words; 项 always is.
_VERBS = re.compile(r"支持|资助|立项|限|遴选|择优|扶持|奖励|奖补|补助|拟|共|各|分别|数量|名额|指标|项目数")
_ALONE = re.compile(r"\s*(?:[,。;、\n)\0]|$)")
_AWARD = re.compile(r"(?:奖|[类档级等]|项目|课题)\s?$")  # 一等奖3名，每名20万元
_ROW = re.compile(
    r"(?:各|分别)[^,。;]{0,8}\d{1,3}[项个家名人](?:、\d{1,3}[项个家名人])*、$"
)  # 各1名、2名、3名
_PRICED = re.compile(r"元?(?:/|每)\s?([个家名人支件])")  # what the amount is for
# What is counted here is no project of ours: 每个单位限报1项.
_OTHERS = re.compile(
    r"限报|申报|推荐|报送|牵头|承担|在研|新增|引进|培育|举办|开展|完成|获得|取得|具有|拥有|申请|授权|专利|制定|发表|合作单位"
    r"|每(?:家|个|所|名|位)?(?:企业|单位|高校|院校|机构|法人|申报|申请|团队|人|镇|街道)"  # 每家企业不超过10件
)

# What stands before or behind the number says how sure it is.
_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("floor", re.compile(r"不少于|不低于|至少")),
    ("up_to", re.compile(r"不超过|不多于|不高于|至多|最多|最高|上限|限|以内|以下|之内")),
    ("approx", re.compile(r"约|大概|预计|左右|上下")),
)


@dataclass(frozen=True, slots=True)
class ProjectCount:
    """A number of projects with its place in the text; `type` is exact, approx, up_to, range or floor."""

    start: int
    end: int
    count: int
    type: str
    low: int | None = None


def project_counts(half: str) -> Iterator[ProjectCount]:
    """Find the numbers of projects in a text of half width, in order."""
    found = [match for match in _COUNT.finditer(half) if _counts_projects(half, match)]
    found += [match for match in _MEASURED.finditer(half) if match["unit"] not in _NO_MEASURE]
    for match in sorted([*found, *_BARE.finditer(half)], key=lambda each: each.start()):
        if count := _count(match):
            yield count


def _counts_projects(half: str, match: re.Match[str]) -> bool:
    start = max(half.rfind(sign, 0, match.start()) for sign in ",。;\n(") + 1
    before = half[start : match.end("low")]
    if _OTHERS.search(before):
        return False
    if _AWARD.search(half, start, match.start()) or _ROW.search(half, start, match.start()):
        return True
    if before.strip() == match[0][: match.end("low") - match.start()].strip() and _ALONE.match(
        half, match.end()
    ):
        return True  # 一等奖30万元，1名；
    priced = _PRICED.search(half, 0, match.start())  # 15万元/家；4家
    unit = "人" if match["unit"] == "名" else match["unit"]
    prices = {"项", priced and ("人" if priced[1] == "名" else priced[1])}
    return unit in prices or _VERBS.search(before) is not None


def _count(match: re.Match[str]) -> ProjectCount | None:
    low, high = numeral(match["low"]), numeral(match["high"] or "")
    if low is None or not low.is_integer():
        return None
    if high is not None:
        return ProjectCount(match.start(), match.end(), int(high), "range", int(low))
    around = (match["before"] or "") + (match["after"] or "")
    found = next((name for name, words in _TYPES if words.search(around)), "exact")
    return ProjectCount(match.start(), match.end(), int(low), found)
