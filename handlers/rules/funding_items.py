"""The amounts and numbers of projects of one clause, put together to items."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from handlers.rules.amounts import amounts, numeral
from handlers.rules.funding_doubts import doubts_of, item_doubts
from handlers.rules.funding_money import HARD, Money, phrase, placed
from handlers.rules.funding_words import (
    CAPS,
    CAPS_BEHIND,
    FIELDS,
    LABEL_END,
    LABEL_START,
    MODES,
    NO_MONEY,
    OPEN,
    OPEN_SUBJECT,
    SELECTIONS,
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
_BEHIND = re.compile(r"(?:/[项个家名人])?[（(]([^（）()\d]{2,12})[）)]")
_AGAIN = re.compile(r"的?再$")  # 优秀的再给予
_EACH = re.compile(r"各(?:支持|资助|立项|遴选)?\s?$")  # 每档各支持2项
_ALTOGETHER = re.compile(r"(?:共|合计|总计)(?:支持|资助|立项|遴选|安排)?\s?$")  # 共支持5项
_FRACTION = re.compile(r"[二三四五六七八九十]分之[一二三四五六七八九十]")
_LONGEST_LABEL = 60  # characters of a tier's name
_PERCENT = re.compile(
    r"(?P<low>\d{1,3}(?:\.\d+)?)\s?%?(?:(?:-|~|至|到)\s?(?P<high>\d{1,3}(?:\.\d+)?)\s?)?(?P<unit>[%‰])|百分之(?P<written>[一二三四五六七八九十百]{1,4})"
)
_GRANTED = re.compile(r"补助|资助|奖励|给予|补贴|支持|奖补|贴息|匹配")
_SHARE_OF = re.compile(r"(?:的|按|按照|比例为?)\s?$")  # 服务费的50%
_NOT_GRANTED = re.compile(
    r"自筹|配套|分担|首期|拨付|预拨|增长|占|留存|利润|先行|出资|投入比例|不低于|不少于|分成"
)
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
    outer = _PARENTHESES.sub(lambda match: "\0" * len(match[0]), half)
    if any(amounts(outer)):
        return _read(text, outer, half)
    return _read(text, half, half)


def _read(text: str, half: str, whole: str) -> ItemReading:
    money = [placed(half, amount) for amount in amounts(half)]
    grants = [each for each in money if each.role in {Role.GRANT, Role.CAP}]
    totals = [each for each in money if each.role is Role.TOTAL]
    parts = [each for each in money if each.role is Role.PART]
    if not grants and len(parts) == 1 and not totals:
        grants = parts
    counts = list(project_counts(half))
    percent = _percent(half)
    doubts = list(doubts_of(half, money, counts))
    if fraction := _FRACTION.search(half):
        doubts.append(("warning", f"比例“{fraction[0]}”没有读作百分数，请您核对。"))
    if percent:
        return _percentage(half, percent, grants or totals, counts, doubts)
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
    shares = _shares(half, grants, counts)
    single = len(grants) == 1
    named = [_named_behind(text, money) for money in grants]
    items: list[FundingItem] = []
    before = 0
    for money, share in zip(grants, shares, strict=True):
        label = None if single else _label(text, half, before, money)
        if not single and all(named):
            label = _named_behind(text, money)
        items.append(_item(half, money, share, label))
        before = money.amount.end
    doubts.extend(item_doubts(items, totals, len(counts) - sum(each is not None for each in shares)))
    label = None if not single else _label(text, half, 0, grants[0])
    return ItemReading(tuple(items), tuple(doubts), label)


def _named_behind(text: str, money: Money) -> str | None:
    """Find a tier's name in parentheses behind the amount: 20万元（国家级）."""
    found = _BEHIND.match(text, money.amount.end)
    return found[1] if found else None


def _distinct(half: str, grants: list[Money]) -> list[Money]:
    """Leave out an amount that repeats the one before without a name of its own."""
    kept: list[Money] = []
    for each in grants:
        same = kept and kept[-1].amount.wan == each.amount.wan and kept[-1].amount.low == each.amount.low
        if not (same and _label(half, half, kept[-1].amount.end, each) is None):
            kept.append(each)
    return kept


def _without_sources(half: str, grants: list[Money]) -> list[Money]:
    """Leave out what only says who pays which part: 50万元，其中省级25万元、市级25万元."""
    first, *rest = grants
    named = bool(rest) and "其中" in half[first.amount.end : rest[0].amount.start]
    return [first] if named and sum(each.amount.wan for each in rest) == first.amount.wan else grants


def _shares(half: str, grants: list[Money], counts: list[ProjectCount]) -> list[ProjectCount | None]:
    """Give each amount the number of projects nearest to it: same phrase, then behind, then before it."""
    if len(grants) == 1:
        return [counts[0] if counts else None]
    if counts and counts[0].start > grants[-1].amount.end:  # …20万元/项，分别支持2项、10项
        between = half[grants[-1].amount.end : counts[0].end]
        in_order = "分别" in between and len(counts) == len(grants)
        if in_order or len(counts) > 1:
            return [*counts] if in_order else [None] * len(grants)
    if len(counts) == 1 and _ALTOGETHER.search(half, grants[-1].amount.end, _first_digit(half, counts[0])):
        return [None] * len(grants)  # which of them are how many is not said
    if len(counts) == 1 and _EACH.search(half, 0, _first_digit(half, counts[0])):
        return [counts[0]] * len(grants)
    shares: list[ProjectCount | None] = []
    for place, each in enumerate(grants):
        start = grants[place - 1].amount.end if place else 0
        end = grants[place + 1].amount.start if place + 1 < len(grants) else len(half)
        bounds = phrase(half, each.amount.start, each.amount.end, HARD)
        near = [
            one for one in counts if max(start, bounds[0]) <= one.start and one.end <= min(end, bounds[1])
        ]
        within = [one for one in near if each.phrase[0] <= one.start < each.phrase[1]]
        behind = [one for one in near if one.start >= each.amount.end]
        shares.append(next(iter([*within, *behind, *near]), None))
    return [one if one not in shares[:place] else None for place, one in enumerate(shares)]


def _first_digit(half: str, count: ProjectCount) -> int:
    found = re.compile(r"[\d一二两三四五六七八九十]").search(half, count.start)
    return found.start() if found else count.start


def _item(half: str, money: Money, count: ProjectCount | None, label: str | None) -> FundingItem:
    amount = money.amount
    capped = CAPS.search(half[money.phrase[0] : amount.start]) or CAPS_BEHIND.match(half, amount.end)
    kind = "range" if amount.low is not None else "up_to" if capped else "fixed"
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


def _label(text: str, half: str, after: int, money: Money) -> str | None:
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
            continue
        opening = LABEL_START.match(half[begin:end])
        first = begin + (opening.end() if opening else 0)
        closing = LABEL_END.search(half, first, end)
        last = closing.start() if closing else end
        name = _AGAIN.sub("", text[first:last].strip("，,、：:（( \0\n"))
        if name and not _is_plain(half_width(name)):
            return name
    return None


def _is_plain(name: str) -> bool:
    """Tell words of the section's own (支持方式, 事前资助) from the name of a tier."""
    if (
        FIELDS.fullmatch(name)
        or len(name) > _LONGEST_LABEL
        or re.fullmatch(r"[\d/项个家名人元年\s.-]+", name)
    ):
        return True
    return any(project_counts(name))


def _percent(half: str) -> re.Match[str] | None:
    for match in _PERCENT.finditer(half):
        start, end = phrase(half, match.start(), match.end(), HARD)
        words = half[start:end]
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
) -> ItemReading:
    share = numeral(percent["high"] or percent["low"] or percent["written"])
    if share and percent["unit"] == "‰":
        share = round(share / 10, 6)
    cap = grants[0].amount.wan if grants else None
    if percent["high"]:
        doubts.append(("warning", f"比例“{percent[0]}”是一个区间，取了上限，请您核对。"))
    if len(grants) > 1 or len(list(_PERCENT.finditer(half))) > 1:
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
