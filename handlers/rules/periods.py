"""How long projects run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.rules.amounts import numeral
from handlers.rules.guide import Period
from handlers.rules.half_width import half_width

_NUMBER = r"(?:(?<![\d.])\d{1,2}(?:\.\d)?(?![\d.])|[一二两三四五六七八九十半]{1,3})"
_LINKS = (
    r"(?:的|为|:|是|,|\s|一般|原则上|均|应当|应|须|需|可|控制|在|约|自.{0,12}?起|(?:项目)?(?:立项|签订|下达|批准)[^,。;]{0,6}起"
    r"|最长|总|不得|限){0,5}"
)
_SPAN = (
    rf"(?P<cap>不超过|不得超过|不多于|不长于|最长(?:不超过)?|至多|不高于|超过)?\s?"
    rf"(?P<floor>不少于|不低于|至少|不短于)?\s?(?P<low>{_NUMBER})\s?(?:个?(?P<low_unit>年半?|月)?(?:-|~|至|到)\s?(?P<high>{_NUMBER})\s?)?"
    rf"(?P<unit>周?年|个月|个年度)(?:(?P<half>半)|零?(?P<more>{_NUMBER})个月)?"
    r"(?!度|级|初|末|底|前|后|第)(?P<within>以内|之内|以下|内)?"
)

# What a project does while it runs.
_RUNS = r"实施|执行|建设|研究|研发|运营|攻关|改造|建造|施工|试点|示范|创建|培育|推广|研制|开发|揭榜"

# Where a period is told, the surest first.
_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 项目实施期限3年, 执行期不超过2年, 建设周期为1-3年
    (
        "run",
        re.compile(
            rf"(?:{_RUNS}|服务|合作|完成|合同|任务|项目|履行|起止)(?:期限|周期|年限|时间|时限|期){_LINKS}{_SPAN}"
        ),
    ),
    # 工作期1年, 培养周期2年, 聘期3年
    ("run", re.compile(rf"(?:工作|培养|培训|派驻|培育|管理|资助管理)(?:期限|周期|期){_LINKS}{_SPAN}")),
    ("run", re.compile(rf"(?:聘期|选派期|服务期){_LINKS}{_SPAN}")),
    # 立项后一年内完成, 自签订合同之日起12个月内完成验收
    (
        "done",
        re.compile(
            rf"(?:立项|签订|下达|批复|公示)[^,。;\d一二两三四五六]{{0,8}}?(?:后|起){_SPAN}(?:须|应|需)?(?:完成|结题|建成|验收)"
        ),
    ),
    # 每年30万元，连续3年
    (
        "run",
        re.compile(
            rf"每年(?:给予|支持|资助|补助)?(?:最高|不超过)?[\d.]{{1,6}}万元?[^。;\d]{{0,8}}?(?:连续|为期|共|最多|最长)(?:支持|资助|补助)?{_SPAN}"
        ),
    ),
    # 期限为2年, 周期3年
    ("run", re.compile(rf"(?<![申报受理有效质保])(?:期限|周期|时限|工期){_LINKS}{_SPAN}")),
    # 支持不超过2年, 连续支持3年, 滚动资助期限2年
    (
        "support",
        re.compile(
            rf"(?:支持|资助|扶持|(?:连续|持续|滚动)(?:补助|补贴|奖励|奖补))(?:期限|周期|年限|时间|期)?{_LINKS}{_SPAN}"
        ),
    ),
    # 最长不超过3年
    ("run", re.compile(rf"(?:资助|发放|补贴|支持|享受)?(?P<longest>最长|最多)(?:期限)?{_SPAN}")),
)
# What runs in a sentence that is not the project itself: 贷款期限, 租赁合同期限, 享受补贴最长…
_NOT_THE_PROJECT = re.compile(
    r"贷款|借款|担保|保证|质押|抵押|融资|授信|保单|保险|贴息|租金|房租|租赁|流转|劳动合同|补[贴助](?:资金)?的?(?:期限|年限|时间|期)|享受[^。;]{0,20}(?=最[长多])|贴费|剩余|逾期|还款|付款|有效|每人每[年月](?:补[贴助]|发放)"
)
_PROJECT = re.compile(rf"项目|课题|任务书|(?:{_RUNS})(?:期限|周期|年限|时间|时限|期)")
_STOPS = "。;!"  # in half width, lines joined
# What names a period that was not understood.
_TELLING = re.compile(rf"(?:{_RUNS})(?:期限|周期|年限|期)(?![间内的满])")
# 实施期限：2024年7月至2026年6月
_DATES = re.compile(
    r"(?:(?:实施|执行|建设|研究|研发|完成|起止|项目)(?:期限|周期|年限|时间|期)|时限|工期).{0,6}?"
    r"(?P<year>20\d\d)(?:[年./](?:(?P<month>\d{1,2})(?:月(?:\d{1,2}日)?|[./]\d{1,2}(?!\d))?)?)?起?(?:-|~|至|到|—)+"
    r"(?P<last_year>20\d\d)(?:[年./](?P<last_month>\d{1,2})(?!\d)|年)"
)
# 项目应于2027年12月底前完成, 须在2027年6月30日前完成建设
_LAST_DAY = re.compile(
    r"20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日|[年月]?底|末)?(?:之?前|以前)[,、]?(?:须|应|需|必须|全部|全面|按期|如期){0,3}"
    r"(?:完成(?!.{0,12}的(?:企业|单位|项目|平台|机构))|结题|验收|建成|竣工|达产)"
)
_WORK = re.compile(r"项目|课题|建设|验收|结题|任务|研究|建成|竣工")
_OR = re.compile(r"或(?:者)?[\d一二两三四五]|、[\d一二两三四五]年")  # 1年或2年
_ABOUT = re.compile(r"约")
_ABOUT_BEHIND = re.compile(r"左右|上下")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class PeriodReading:
    """A period as read; `doubt` says in a sentence what was not sure."""

    period: Period | None
    doubt: str | None = None


def read_period(texts: Iterator[str]) -> PeriodReading:
    """Read how long a project runs from the texts of its sections."""
    halves = ["".join(half_width(text).split()) for text in texts]
    timed = [half for half in halves if "年" in half or "月" in half]  # all forms of a period end so
    for place, pattern in _PLACES:
        found = {
            reading
            for half in timed
            for match in pattern.finditer(half)
            if not _of_something_else(match) and (reading := _reading(place, match))
        }
        if found:
            return _beside_longest(_agreed(found), timed)
    dated = {_dated(match) for half in halves if "20" in half for match in _DATES.finditer(half)}
    if dated:
        return _agreed(dated)
    told = next((match for half in halves if (match := _TELLING.search(half))), None)
    if told:
        return PeriodReading(None, f"提到“{told[0]}”，但没有读出年数，请您核对。")
    return _last_day(timed)


def _last_day(halves: Sequence[str]) -> PeriodReading:
    """Tell of a day until which a project is to be done: how long it runs is not said."""
    for half in halves:
        for match in _LAST_DAY.finditer(half):
            if _WORK.search(half, _sentence(half, match.start()), match.end() + 8):
                return PeriodReading(None, f"只写有“{match[0]}”，没有写实施年数，留空，请您核对。")
    return PeriodReading(None)


def _beside_longest(reading: PeriodReading, halves: Sequence[str]) -> PeriodReading:
    """Doubt a period where another one is named as the longest: 一般不超过2年，最长不超过3年."""
    _, longest = _PLACES[-1]
    others = {
        found.period for half in halves for match in longest.finditer(half) if (found := _reading("", match))
    }
    years = {other.years for other in others if other}
    if reading.period and any(other > reading.period.years for other in years):
        return PeriodReading(None, "写有一般的和最长的实施期限，未取其一，请您核对。")
    return reading


def _agreed(found: set[PeriodReading]) -> PeriodReading:
    if len(found) == 1:
        return found.pop()
    return PeriodReading(None, "同一类别写有几个不同的实施期限，未取其一，请您核对。")


def _of_something_else(match: re.Match[str]) -> bool:
    """Tell how long a loan, a lease or a subsidy runs from how long the project does."""
    said = match.string[_sentence(match.string, match.start()) : match.end()]
    other = _NOT_THE_PROJECT.search(said)
    return other is not None and _PROJECT.search(said, other.end()) is None


def _sentence(half: str, place: int) -> int:
    return max(half.rfind(sign, 0, place) for sign in _STOPS) + 1


def _reading(place: str, match: re.Match[str]) -> PeriodReading | None:
    tail = match.string[match.end() : match.end() + 4]
    if place == "support" and (match["within"] or re.match(r"以?[内来]|新|认定|的", tail)):
        return None  # 支持3年内新认定的…
    years, rest = _years(match["high"] or match["low"], match["unit"]), _rest(match)
    if match["floor"]:
        return PeriodReading(None, f"“{match[0]}”只写了下限，实施期限留空。")
    if _OR.match(tail):
        return PeriodReading(None, f"“{match[0]}{tail}”写有几种期限，实施期限留空。")
    if years is None or rest is None:
        return PeriodReading(None, f"没有读懂“{match[0]}”。")
    rough = _ABOUT.search(match[0]) or _ABOUT_BEHIND.match(tail)
    doubt = f"“{match[0]}”是约数，照数读入，请您核对。" if rough else None
    return PeriodReading(Period(round(years + rest, 2), _type(match)), doubt)


def _type(match: re.Match[str]) -> str:
    """Tell a range, a longest period, and one that is as long as it says."""
    if match["high"]:
        return "range"
    before = match.string[max(0, match.start() - 4) : match.start()]
    capped = match["cap"] or match["within"] or re.search(r"最长|不得超过|最多|至多", before + match[0])
    return "max" if capped else "exact"


def _dated(match: re.Match[str]) -> PeriodReading:
    """Count the months of a period that is printed as two dates, both included."""
    first = int(match["year"]) * _MONTHS + int(match["month"] or 1)
    months = int(match["last_year"]) * _MONTHS + int(match["last_month"] or _MONTHS) - first + 1
    if months < 1:
        return PeriodReading(None, f"“{match[0]}”的起止日期颠倒，实施期限留空。")
    return PeriodReading(Period(round(months / _MONTHS, 2), "exact"))


def _rest(match: re.Match[str]) -> float | None:
    """Give what stands behind the years: the half of 一年半, the months of 1年6个月; None for 6个月半."""
    if not (match["half"] or match["more"]):
        return 0.0
    if match["unit"] == "个月":
        return None
    return 0.5 if match["half"] else _years(match["more"], "个月")


def _years(printed: str, unit: str) -> float | None:
    value = numeral(printed)
    if value is None or "年" in unit:
        return value
    return round(value / _MONTHS, 2)
