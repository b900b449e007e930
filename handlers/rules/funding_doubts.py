"""What is told about the amounts of 支持方式与强度: rough ones, unread ones, tiers without a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from handlers.rules.amounts import amounts
from handlers.rules.funding_money import Money, placed
from handlers.rules.funding_words import ABOUT, ANNUAL_CAP, PRICE_BEFORE, PRICE_BEHIND, Role
from handlers.rules.guide import FundingItem
from handlers.rules.project_counts import ProjectCount

_MONEY = re.compile(
    r"[\d一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]\s?[千百]?[万亿元]\s?元?(?![人名家户亩吨台套件平个次册])"
)
# What opens parentheses that only explain the amount outside: 10万元（含市级5万元）
_NO_TIER = re.compile(r"不?含|大写|人民币|其中|省级?|市级?|区级?|县级?|中央|财政|备注|注")
LARGE = 5000  # 万元 for one project, which hardly any city grants
_SLIGHT = 0.01  # 万元


def doubts_of(half: str, money: Iterable[Money], counts: Iterable[ProjectCount]) -> Iterator[tuple[str, str]]:
    """Tell of amounts and counts that are rough or not understood."""
    taken = {place for each in money for place in range(each.amount.start, each.amount.end)}
    for each in money:
        yield from _role_doubts(half, each)
    if annual := ANNUAL_CAP.search(half):
        yield "warning", f"“{annual[0]}”是一年之内的上限，没有读作每年的金额，请您核对。"
    for match in _MONEY.finditer(half):
        if match.start() not in taken:
            yield "warning", f"“{half[max(0, match.start() - 6) : match.end()]}”像是金额，没有读懂。"
    for count in counts:
        if count.type == "floor":
            yield "warning", f"“{half[count.start : count.end]}”只写了下限，项数留空。"


def aside_doubts(half: str, outer: str) -> Iterator[tuple[str, str]]:
    """Tell of an amount in parentheses that none outside repeats: 20万元（青年项目10万元）."""
    taken = {wan for each in amounts(outer) for wan in (each.wan, each.low)}
    for each in amounts(half):
        opening = max(half.rfind(sign, 0, each.start) for sign in "([") + 1
        aside = outer[each.start] == "\0" and each.wan not in taken
        if aside and not _NO_TIER.match(half, opening) and placed(half, each, opening).role is Role.GRANT:
            printed = half[each.start : each.end]
            yield "warning", f"括号里的“{printed}”没有列入，请您核对。"


def _role_doubts(half: str, each: Money) -> Iterator[tuple[str, str]]:
    """Tell of an amount that is no grant, or a rough one."""
    printed = half[each.amount.start : each.amount.end]
    if each.role is Role.OWN:
        yield "note", f"“{printed}”是申报单位自己的资金或指标，不算资助金额。"
    elif each.role is Role.PART:
        yield "note", f"“{printed}”是分期拨付的一笔，不算单个项目的金额。"
    elif each.role is Role.FLOOR:
        yield "warning", f"“{printed}”只写了下限，金额留空。"
    elif PRICE_BEHIND.match(half, each.amount.end) or PRICE_BEFORE.search(half, 0, each.amount.start):
        yield "warning", f"“{printed}”是按月或按量计的单价，不是一个项目的总额，请您核对。"
    elif ABOUT.search(half[each.phrase[0] : each.amount.start]) or ABOUT.match(half, each.amount.end):
        yield "warning", f"“{printed}”是约数，照数读入，请您核对。"


def item_doubts(items: list[FundingItem], totals: list[Money], spare: int) -> Iterator[tuple[str, str]]:
    """Tell of items that do not fit together."""
    if len(items) > 1 and any(item.label is None for item in items):
        yield "warning", "写有几档金额，有的没有名称，请您核对。"
    if any(re.search(r"第[一二三四五]年", item.label or "") for item in items):
        yield "warning", "金额按年度分列，各年列为一档，请您核对。"
    if spare > 0:
        yield "warning", "支持项数写有几处，有的没有归到金额上，请您核对。"
    if _spans(items):
        yield "warning", "写有一个区间，又写有其中的几档金额，请您核对。"
    if any((item.amount_wan or 0) >= LARGE and item.count != 1 for item in items):
        yield "warning", "单个项目的金额很大，也可能是全部项目的总额，请您核对。"
    if totals:
        yield from _sum_doubts(items, totals[0].amount.wan)


def _spans(items: list[FundingItem]) -> bool:
    """Tell a range that only sums up the tiers behind it: 500-1000万元，A类1000万元、B类500万元."""
    first, *rest = items
    amounts = [item.amount_wan or 0 for item in rest]
    return bool(rest) and first.min_wan == min(amounts) and first.amount_wan == max(amounts)


def _sum_doubts(items: list[FundingItem], total: float) -> Iterator[tuple[str, str]]:
    """Compare what the items come to with the sum that is printed; a tenth of 1000元 is no difference."""
    sure = [item for item in items if (item.amount_type, item.count_type) == ("fixed", "exact")]
    sums = [item.amount_wan * item.count for item in sure if item.amount_wan and item.count]
    if len(sums) == len(items) and abs(sum(sums) - total) > _SLIGHT:
        yield "warning", "总额与单项金额乘以项数不一致，请您核对。"
    elif any((item.amount_wan or 0) > total + _SLIGHT for item in items):
        yield "warning", "单项金额大于总额，请您核对。"
