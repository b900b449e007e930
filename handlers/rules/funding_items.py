"""The amounts and numbers of projects of one clause, put together to items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from handlers.rules.amounts import amounts, numeral
from handlers.rules.funding_doubts import LARGE, aside_doubts, doubts_of, item_doubts
from handlers.rules.funding_labels import label_of, labels_of
from handlers.rules.funding_money import HARD, Money, phrase, placed
from handlers.rules.funding_shares import shares, spare
from handlers.rules.funding_words import (
    CAPS,
    CAPS_BEHIND,
    NO_MONEY,
    OPEN,
    OPEN_SUBJECT,
    YEARLY,
    YEARLY_BEHIND,
    Role,
)
from handlers.rules.guide import FundingItem
from handlers.rules.half_width import half_width
from handlers.rules.project_counts import ProjectCount, project_counts

_PARENTHESES = re.compile(r"\([^()]{0,300}\)|\[[^\[\]]{0,300}\]")
# 20万元/项（2项）: the number of projects in parentheses
_COUNT_BEHIND = re.compile(
    r"\(((?:共|限|约|拟|不超过|支持|资助|拟支持|最多|各)?\s?\d{1,3}\s?[项个家名人](?:左右|以内)?)\)"
)
_FLOOR = re.compile(r"最低|不低于|不少于")
_UP_TO = re.compile(r"[,、]?\s?(?:且)?(?:最高|不超过|最高不超过|不高于|上限为?)")
_FROM_TO = re.compile(r"(?:\0{0,5}|\(含\))(?:及?以上[,、至到]?|(?<=[\0)])[至到~-])\s?")
# What stands between the step of a ladder and the amount that it earns
_STEP = re.compile(
    r"(?:\0{0,8}|\(不?含[^()]{0,4}\))(?:及?以[上下内](?:\0{0,8}|\(不?含[^()]{0,4}\))的?|的)"
    r"(?:企业|单位|项目|合同|部分|平台|机构|,){0,2}(?:每[家项个]|一次性|分别|最高|可|,){0,2}"
    r"(?:给予|予以|奖励|补助|资助|支持|补贴|奖补|享受)[^,。;:\d]{0,10}"
)
# 10万元以下的部分按50%兑付
_SHARED_STEP = re.compile(
    r"(?:\0{0,8}|\(不?含[^()]{0,4}\))及?以[上下内](?:的?部分)?的?,?按(?:照)?[^,。;]{0,12}\d\s?%"
)
_PER = re.compile(r"每|单[个项家]|/[项个家名人]|各")
# 经费（万元）：30, 支持数量（项）：2, 30（万元/项）
_UNITS_APART = (
    re.compile(
        r"\((?P<unit>(?:万|亿)?元|[项个家])(?P<per>/[项个家])?\)\s?:\s?(?P<number>\d{1,6}(?:\.\d{1,4})?(?:[-~]\d{1,6})?)(?![\d.万亿元%])"
    ),
    re.compile(r"(?P<number>(?<![\d.])\d{1,6}(?:\.\d{1,4})?)\((?P<unit>(?:万|亿)?元)(?P<per>/[项个家])?\)"),
)
_FRACTION = re.compile(r"(?<![\d/])[12]/[2345](?![\d/])|[二三四五六七八九十]分之[一二三四五六七八九十]")
_PERCENT = re.compile(
    r"(?P<low>\d{1,3}(?:\.\d+)?)\s?%?(?:(?:-|~|至|到)\s?(?P<high>\d{1,3}(?:\.\d+)?)\s?)?(?P<unit>[%‰])|百分之(?P<written>[一二三四五六七八九十百]{1,4})"
)
_GRANTED = re.compile(r"补助|资助|奖励|给予|补贴|支持|奖补|贴息|匹配")
_SHARE_OF = re.compile(r"(?:的|按|按照|比例为?)\s?$")  # 服务费的50%
_NOT_GRANTED = re.compile(
    r"自筹|配套|分担|首期|拨付|预拨|增长|占|留存|利润|先行|出资|投入比例|不低于|不少于|分成"
    r"|(?:每年|首年|[一二两三\d]年|立项后|[先再各]|其余|剩余|余款)度?(?:各|内|再)?(?:兑付|兑现|发放|支付|到位)|第[一二三四]年度?\s?\d"
)
# 用于讲解劳务的部分不超过20%: how the money may be spent, unless that share is what is granted
_SPENT = re.compile(
    r"(?:用于[^,。;]{1,24}|(?:部分|支出|开支|间接费用?|管理费|劳务费|人员费|绩效)(?:的?(?:比例|占比|总额))?)"
    r"(?:不得?超过|不得?高于|不得?大于|控制在|限于)[^,。;]{0,12}$"
)
_GIVEN = re.compile(r"\s?的?(?:比例|标准|额度)?(?:给予|予以|进行)")
# 按上级拨款的50%配套, unless the applicant is to bring it
_MATCHED = re.compile(r"\s?的?(?:比例|标准|额度)?(?:给予|予以|进行|提供)?(?:资金|经费)?配套")
_BRINGS = re.compile(r"单位|企业|承担|自|须|应|需")
_TIERED = re.compile(r"分(?:为)?(?:若干|[一二三四五\d])?(?:个)?(?:档|级|等|类|层次)|分档|分级|分类")


@dataclass(frozen=True, slots=True)
class ItemReading:
    """The items of a clause; doubts are pairs of a level and a sentence."""

    items: tuple[FundingItem, ...]
    doubts: tuple[tuple[str, str], ...] = ()
    label: str | None = None


@lru_cache(maxsize=256)  # many categories are paid in the same words
def read_items(text: str) -> ItemReading:
    """Read one clause; text in parentheses counts where nothing stands outside."""
    half = half_width(text)
    half = _COUNT_BEHIND.sub(",\\1,", half)
    for pattern in _UNITS_APART:
        half = pattern.sub(_with_unit, half)
    outer = _PARENTHESES.sub(lambda match: "\0" * len(match[0]), half)
    if any(amounts(outer)):
        reading = _read(text, outer, half)
        aside = aside_doubts(half, outer) if reading.items else ()
        return replace(reading, doubts=(*reading.doubts, *aside))
    return _read(text, half, half)


def _with_unit(match: re.Match[str]) -> str:
    """Put a unit in parentheses behind its number; what is left over becomes blanks."""
    colon = ":" if ":" in match[0] else ""
    return f"{colon}{match['number']}{match['unit']}{match['per'] or ''}".ljust(len(match[0]))


def _read(text: str, half: str, whole: str) -> ItemReading:
    money = [placed(half, amount) for amount in amounts(half)]
    joined = list(_without_steps(half, _joined(half, money)))
    grants = [each for each in joined if each.role in {Role.GRANT, Role.CAP}]
    totals = [each for each in money if each.role is Role.TOTAL]
    parts = [each for each in money if each.role is Role.PART]
    if not grants and len(parts) == 1 and not totals:
        grants = parts
    counts = list(project_counts(half))
    if _is_programme(half, grants, counts):
        grants, totals = [], [*grants, *totals]
    percent = _percent(half)
    shares_told = len(list(_PERCENT.finditer(whole)))
    again = {each.amount: each for each in joined}  # as placed behind the step that earns it
    doubts = list(doubts_of(half, [again.get(each.amount, each) for each in money], counts))
    if fraction := _FRACTION.search(half):
        doubts.append(("warning", f"比例“{fraction[0]}”没有读作百分数，请您核对。"))
    if percent:
        return _percentage(half, percent, grants or totals, counts, doubts, several=shares_told > 1)
    if grants:
        return _several(text, half, grants, totals, counts, doubts)
    if totals:
        return _total(half, totals, counts, doubts)
    return _without_amount(whole, counts, doubts)


def _several(
    text: str,
    half: str,
    grants: list[Money],
    totals: list[Money],
    counts: list[ProjectCount],
    doubts: list[tuple[str, str]],
) -> ItemReading:
    grants = _without_sources(half, _distinct(half, grants))
    labels = labels_of(text, half, grants)
    given = shares(half, grants, counts, labels)
    items = [
        _item(half, money, share, label) for money, share, label in zip(grants, given, labels, strict=True)
    ]
    doubts.extend(item_doubts(items, totals, spare(half, counts, given)))
    label = None if len(grants) > 1 else label_of(text, half, 0, grants[0])
    return ItemReading(tuple(items), tuple(doubts), label)


def _joined(half: str, money: list[Money]) -> list[Money]:
    """Join the two ends of a range in words: 最低20万元，最高50万元, 50万元以上100万元以下."""
    joined: list[Money] = []
    for each in money:
        before = joined[-1] if joined else None
        between = half[before.amount.end : each.amount.start] if before else ""
        if before and before.amount.wan < each.amount.wan and _is_range(half, before, between):
            amount = replace(each.amount, start=before.amount.start, low=before.amount.wan)
            role = Role.OWN if before.role is Role.OWN else Role.GRANT
            joined[-1] = Money(amount, role, (before.phrase[0], each.phrase[1]))
        else:
            joined.append(each)
    return joined


def _without_steps(half: str, money: list[Money]) -> Iterator[Money]:
    """Leave out what only says for whom the next amount is: 500万元（含）以上的奖励10万元."""
    earned = 0
    for each, after in zip_longest(money, money[1:]):
        if _SHARED_STEP.match(half, each.amount.end) or (
            after and _STEP.fullmatch(half, each.amount.end, after.amount.start)
        ):
            earned = each.amount.end
        else:
            yield placed(half, each.amount, earned) if earned else each
            earned = 0


def _is_range(half: str, low: Money, between: str) -> bool:
    floor = low.role is Role.FLOOR and _FLOOR.search(half, low.phrase[0], low.amount.start) is not None
    return (floor and _UP_TO.fullmatch(between) is not None) or _FROM_TO.fullmatch(between) is not None


def _is_programme(half: str, grants: list[Money], counts: list[ProjectCount]) -> bool:
    """Tell a sum for all projects by its size, where no word says that each of several gets it."""
    if len(grants) != 1 or grants[0].amount.wan < LARGE or not counts or counts[0].count == 1:
        return False
    return _PER.search(half) is None


def _distinct(half: str, grants: list[Money]) -> list[Money]:
    """Leave out an amount that repeats the one before without a name of its own."""
    kept: list[Money] = []
    for each in grants:
        same = kept and kept[-1].amount.wan == each.amount.wan and kept[-1].amount.low == each.amount.low
        if not (same and label_of(half, half, kept[-1].amount.end, each) is None):
            kept.append(each)
    return kept


def _without_sources(half: str, grants: list[Money]) -> list[Money]:
    """Leave out what only says who pays which part: 50万元，其中省级25万元、市级25万元."""
    first, *rest = grants
    named = bool(rest) and "其中" in half[first.amount.end : rest[0].amount.start]
    return [first] if named and sum(each.amount.wan for each in rest) == first.amount.wan else grants


def _item(half: str, money: Money, count: ProjectCount | None, label: str | None) -> FundingItem:
    amount = money.amount
    kind = "range" if amount.low is not None else "up_to" if _is_capped(half, money) else "fixed"
    if amount.low is not None and _TIERED.search(half[: amount.start]):
        kind = "tiers"
    numbers = _numbers(count)
    return FundingItem(
        label=label,
        amount_wan=amount.wan,
        amount_type=kind,
        min_wan=amount.low,
        max_wan=amount.wan if amount.low is not None else None,
        per="year" if _is_yearly(half, money) else None,
        count=numbers[0],
        count_type=numbers[1],
        min_count=numbers[2],
    )


def _is_capped(half: str, money: Money) -> bool:
    """Tell the most that is paid from what is paid."""
    before = half[money.phrase[0] : money.amount.start]
    return CAPS.search(before) is not None or CAPS_BEHIND.match(half, money.amount.end) is not None


def _is_yearly(half: str, money: Money) -> bool:
    """Tell the price of one year from that of the whole project."""
    before = half[money.phrase[0] : money.amount.start]
    return YEARLY_BEHIND.match(half, money.amount.end) is not None or YEARLY.search(before) is not None


def _numbers(count: ProjectCount | None) -> tuple[int | None, str | None, int | None]:
    if count is None:
        return None, None, None
    if count.type == "floor":
        return None, None, count.count
    return count.count, count.type, count.low


def _percent(half: str) -> re.Match[str] | None:
    for match in _PERCENT.finditer(half):
        start, end = phrase(half, match.start(), match.end(), HARD)
        words = half[start:end]
        if _SPENT.search(half, start, match.start()) and not _GIVEN.match(half, match.end()):
            continue
        of = _SHARE_OF.search(half, start, match.start())
        if _MATCHED.match(half, match.end()) and not _BRINGS.search(words):
            return match
        if (of or _GRANTED.search(words)) and not _NOT_GRANTED.search(
            half[phrase(half, match.start(), match.end())[0] : match.end() + 8]
        ):
            return match
    return None


def _percentage(
    half: str,
    percent: re.Match[str],
    grants: list[Money],
    counts: list[ProjectCount],
    doubts: list[tuple[str, str]],
    *,
    several: bool,
) -> ItemReading:
    share = numeral(percent["high"] or percent["low"] or percent["written"])
    if share and percent["unit"] == "‰":
        share = round(share / 10, 6)
    capped = [each for each in grants if _is_capped(half, each)] or grants
    cap = capped[0].amount.wan if capped else None
    if percent["high"]:
        doubts.append(("warning", f"比例“{percent[0]}”是一个区间，取了上限，请您核对。"))
    if len(grants) > 1 or several:
        doubts.append(("warning", "按比例资助的一节写有几个比例或金额，只取了第一个，请您核对。"))
    numbers = _numbers(counts[0] if counts else None)
    per = "year" if grants and _is_yearly(half, grants[0]) else None
    item = FundingItem(None, cap, "percent", None, None, share, per, *numbers)
    return ItemReading((item,), tuple(doubts))


def _total(
    half: str, totals: list[Money], counts: list[ProjectCount], doubts: list[tuple[str, str]]
) -> ItemReading:
    amount = totals[0].amount
    numbers = _numbers(counts[0] if counts else None)
    if len(totals) > 1:
        doubts.append(("warning", "写有几个总额，只取了第一个，请您核对。"))
    doubts.append(("note", f"“{half[amount.start : amount.end]}”是总额，不是单个项目的金额。"))
    return ItemReading(
        (FundingItem(None, amount.wan, "total", amount.low, None, None, None, *numbers),), tuple(doubts)
    )


def _without_amount(whole: str, counts: list[ProjectCount], doubts: list[tuple[str, str]]) -> ItemReading:
    numbers = _numbers(counts[0] if counts else None)
    told = OPEN.search(whole)
    bare = (
        told is not None
        and not whole[: told.start()].strip(" ,、:")
        and not whole[told.end() :].strip(" 。;")
    )
    if told and (
        bare or OPEN_SUBJECT.search(whole[phrase(whole, told.start(), told.end(), HARD)[0] : told.end()])
    ):
        return ItemReading((FundingItem(None, None, "tbd", None, None, None, None, *numbers),), tuple(doubts))
    if NO_MONEY.search(whole):
        return ItemReading(
            (FundingItem(None, None, "none", None, None, None, None, *numbers),), tuple(doubts)
        )
    if counts:
        doubts.append(("warning", "写有支持项数，但没有读出金额。"))
        return ItemReading(
            (FundingItem(None, None, "none", None, None, None, None, *numbers),), tuple(doubts)
        )
    return ItemReading((), tuple(doubts))
