"""Due dates as people write them in task tables."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from handlers.rules.printed_numbers import CHINESE_DIGITS, chinese_value


@dataclass(frozen=True, slots=True)
class Due:
    """What a cell says about time: a day, or the reason why there is none."""

    day: date | None = None
    reason: str | None = None
    recurrence: str | None = None  # weekly, monthly, quarterly, yearly
    note: str | None = None  # how an odd form was understood

    @property
    def is_endless(self) -> bool:
        """Tell that the work surely has no last day, as against one that could not be read."""
        return self.reason in (_RECURRING, _ONGOING)

    @property
    def needs_year(self) -> bool:
        """Tell that only the year is missing."""
        return self.reason == _NO_YEAR


_YEAR = r"(?:(?P<y>\d{4}|\d{2})年(?:度)?)"
_MONTH = r"(?P<m>\d{1,2})月(?:份)?"
_END = r"(?:底|末)?内?"
# The forms of one day, or of a stretch that ends on a known day; the groups say what is known of it.
_DAYS = (
    rf"{_YEAR}?{_MONTH}(?P<d>\d{{1,2}})[日号]?",  # 2024年3月31日, 12月15日
    r"(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)",  # 20220630
    r"(?P<m>\d{1,2})/(?P<d>\d{1,2})",  # 12/15
    r"(?P<m>\d{1,2})-(?P<d>1[3-9]|[23]\d)",  # 12-15; 3-5 may be March to May
    r"(?P<m>\d{1,2})\.(?P<d>\d{2}|[4-9])[日号]?",  # 6.30; 6.3 may have lost its last digit
    rf"{_YEAR}?{_MONTH}(?P<part>上旬|中旬|中?下旬)?{_END}",  # 6月底, 8月中旬, 6月
    rf"{_YEAR}?第?(?P<q>[1-4])季度?{_END}",  # 第三季度
    rf"{_YEAR}?前(?P<q>[1-4])个?季度{_END}",  # 前三季度: the first three
    r"(?:(?P<y>20\d\d)年?)?[Qq](?P<q>[1-4])",  # Q3, 2024Q3
    rf"{_YEAR}?(?P<half>[上下])半年{_END}",  # 上半年
    rf"(?:{_YEAR}年?|年)(?P<whole>底|末|内)",  # 2022年底, 2022年年底, 年内
)
_DAY_FORMS = tuple(re.compile(form) for form in _DAYS)
_RANGE = re.compile(r"(?P<start>[^至到~—–―-]+)(?:至|到|~|-|—|–|―)+(?P<end>[^至到~—–―-]+)")
_PARTS = {"上旬": 10, "中旬": 20}  # the last day of a part of a month; 下旬 ends with the month
_HALVES = {"上": 6, "下": 12}  # the month in which a half of the year ends

# Written with stops or strokes, a full date becomes the usual form first.
_STROKES = (
    (re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})日?(?!\d)"), r"\1年\3月\4日"),
    # 2022.1 may have been 2022.10 before a sheet took it for a number.
    (re.compile(r"(?<!\d)(\d{4})(?:[-/](\d{1,2})|\.(0[1-9]|1[0-2]|[2-9]))(?![\d月])"), r"\1年\2\3月"),
)
# Words around a day that do not change it.
_LEAD_IN = re.compile(
    r"^(?:于|在|截止到|截至|截止|至|力争|争取|原则上|预计|计划|确保|务必|须|应|最迟|不晚于|不迟于|[:,])+"
)
_TAIL = re.compile(
    r"(?:之前|以前|前|截止|为止|止)?(?:[(（]含[)）])?(?:全面|全部)?(?:完成|办结|落实|结束)?[。;；,，、.]*$"
)
_CLOCK = re.compile(
    r"[ T]\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?|(?<=[日号])\s*(?:上午|中午|下午|晚上)?\d{1,2}(?:[时点]整?|:\d{2})"
)
_WEEKDAY = re.compile(r"\((?:周|星期)([一二三四五六日天])\)")
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}

# What comes back again and again has no last day; beside each word its name in the contract.
_RECURRENCES = (
    (re.compile(r"每半年|半年[1一]次|每[两二双三隔]|每[日天旬]|每个?工作日"), None),
    (re.compile(r"每个?(?:周|星期)|按周|逐周"), "weekly"),
    (re.compile(r"每个?月|按月|逐月"), "monthly"),
    (re.compile(r"每个?季|按季|逐季"), "quarterly"),
    (re.compile(r"每个?年|按年|逐年"), "yearly"),
)
_ONGOING = "是持续进行的工作，没有截止日"
_RECURRING = "反复进行，没有一个截止日"
# Before a month, a quarter or a year: by its first day or by its last?
_BEFORE = re.compile(r"(?:月(?:份)?|季度?|半年|[Qq]\d|\d年(?:度)?)(?:之前|以前|前)")
_BEFORE_REASON = "“某月前”“某年前”说不准算到月初还是月底"
# What cannot be told for sure, each with the reason; the first that fits wins.
_VAGUE = (
    (re.compile(r"^[-—/\\无]*$"), "没有写完成时限"),
    (
        re.compile(
            r"(?:印发|下达|通知|批复|签约|签订|会议|公布|发布|收到|通过|批准|立项|开工|之日|结束)\S*?(?:后|起)"
        ),
        "从另一件事算起，不是固定日期",
    ),
    (
        re.compile(rf"(?:\d+|[{CHINESE_DIGITS}]+)个?(?:工作日|日|天|周|星期|月|年)(?:之|以)?内"),
        "从另一件事算起，不是固定日期",
    ),
    (
        re.compile(r"明年|次年|来年|后年|去年|上年|[本当下次上]个?月|[本下上]周|[本下上]季度"),
        "是相对时间，没有写明哪一年哪一天",
    ),
    (re.compile(r"全年|长期|持续|常态|贯穿|日常|随时|经常|常年|永久"), _ONGOING),
    (
        re.compile(r"按|根据|视|依据|以.*为准|另行|待|适时|尽快|立即|即日|及时|暂定|择机|尚未|未定"),
        "没有写明日期",
    ),
    (re.compile(r"已经?(?:完成|办结|落实)"), "写的是进度，不是日期"),
    (re.compile(r"左右|前后|大约|约|上下|不早于"), "写的是大约时间"),
    (re.compile(r"月(?:份)?(?:初|中(?!旬)|上半月)|年初|年中|季度?初|季度?中"), "“初”“中”没有写明是哪一天"),
    (re.compile(r"^\d{1,2}[.-]\d{1,2}$"), "说不准是几月几日，也可能是一段时间或丢了末尾的 0"),
    (re.compile(r"^\d{2,4}年(?:度)?$"), "只写了年份"),
)
_MIXED = "既写了日期，又说持续进行，说不准截止日"
_SEVERAL = "写了不止一个日期"
_BACKWARDS = "起止时间前后颠倒"
_NOT_ON_CALENDAR = "日历上没有这一天"
_WRONG_WEEKDAY = "日期和星期对不上"
_NO_YEAR = "没有写年份，标题里也没有"
_NOT_UNDERSTOOD = "没有读懂这个写法"

# A day somewhere in a sentence, and the words that make it something else than the last day of the whole.
_MENTION = re.compile(
    r"(?:\d{2,4}年(?:度)?)?(?:\d{1,2}月(?:份)?(?:\d{1,2}[日号]?|[上中下]旬|中下旬)?[底末]?|第?[1-4]季度?[底末]?|[上下]半年[底末]?)"
    r"|(?:\d{2,4})?年[底末内]"
)
_TURNS = re.compile(r"后|起|开始|启动|以来|若|如|另|分|持续|长期|每|并|其中|批|首|\d|至|到")
_LONGEST_TAIL = 20  # characters behind a day; more is a sentence that only a person reads right

_SERIALS = range(36526, 73051)  # Excel's day numbers of 2000 to 2099 (ECMA-376 part 1, 18.17.4.1)
_SERIAL_ZERO = date(1899, 12, 30)
_YEARS = range(1990, 2100)
_NEAR = 5  # years; a year in two digits is believed only this near to the table's own
_CHINESE_NUMERAL = re.compile(
    rf"[{CHINESE_DIGITS}]+(?=[年月日号季]|[至到~—-]第?[{CHINESE_DIGITS}\d]+[月日号季])"
)


class _Unsure(Exception):  # noqa: N818 - it carries a reason, not an error
    """Say why a form that looks like a date is none."""


@lru_cache(maxsize=1024)  # tables say the same thing in many rows
def read_due(raw: str, year: int | None) -> Due:
    """Read one cell of the column 完成时限; a date without a year takes `year`."""
    text = _plain(raw, year)
    weekday = _WEEKDAY.search(text)
    try:
        due = _read(_WEEKDAY.sub("", text), year)
    except _Unsure as reason:
        return Due(reason=str(reason))
    if due.day and weekday and due.day.weekday() != _WEEKDAYS[weekday[1]]:
        return Due(reason=_WRONG_WEEKDAY)
    return due


def _plain(raw: str, year: int | None) -> str:
    text = _CLOCK.sub("", unicodedata.normalize("NFKC", raw).strip())
    text = re.sub(r"\s", "", text)
    text = _CHINESE_NUMERAL.sub(lambda found: str(chinese_value(found[0]) or found[0]), text)
    for pattern, usual in _STROKES:
        text = pattern.sub(usual, text)
    return re.sub(r"[今本当]年(?:度)?", f"{year}年" if year else "年", text)


def _read(text: str, year: int | None) -> Due:
    if serial := _serial(text):
        return Due(serial, note=f"“{text}”是 Excel 的日期序号，读作 {serial.isoformat()}")
    recurring = [code for pattern, code in _RECURRENCES if pattern.search(text)]
    if recurring:
        return Due(reason=_RECURRING, recurrence=recurring[0] if len(recurring) == 1 else None)
    if _BEFORE.search(text):
        raise _Unsure(_BEFORE_REASON)
    day = _whole(_TAIL.sub("", _LEAD_IN.sub("", text)), year)
    if day is not None:
        return Due(day)
    for pattern, reason in _VAGUE:
        if pattern.search(text):
            raise _Unsure(_MIXED if reason == _ONGOING and _MENTION.search(text) else reason)
    return _inside(_LEAD_IN.sub("", text), year)


def _serial(text: str) -> date | None:
    digits = re.sub(r"\.0+$", "", text)
    if len(digits) == len("44742") and digits.isdecimal() and int(digits) in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=int(digits))
    return None


def _whole(text: str, year: int | None) -> date | None:
    """Read a text that is nothing but a date or a range, or give None."""
    single = _single(text, year)
    if single is not None:
        return single
    span = _RANGE.fullmatch(text)
    return _range_end(span["start"], span["end"], year) if span else None


def _single(text: str, year: int | None) -> date | None:
    for form in _DAY_FORMS:
        found = form.fullmatch(text)
        if found:
            return _last_day(found, year)
    return None


def _range_end(start: str, end: str, year: int | None) -> date | None:
    """Give the last day of a range whose ends share what only one of them says: 6月1日至15日, 3—5月."""
    own_year = re.match(r"\d{4}|\d{2}(?=年)", start)
    if own_year and "年" in start and "年" not in end:
        end = f"{own_year[0]}年{end}"
    month = re.search(r"\d{1,2}月", start)
    if month and re.fullmatch(r"(?:\d+年)?\d{1,2}[日号]?", end):
        end = re.sub(r"(\d{1,2}[日号]?)$", rf"{month[0]}\1", end)
    last = _single(end, year)
    unit = re.sub(r"^(?:\d+年)?第?\d+", "", end)
    first = _single(start, year) or _single(start + unit, year)
    if last is None or first is None:
        return None
    if first > last:
        raise _Unsure(_BACKWARDS)
    return last


def _last_day(found: re.Match[str], year: int | None) -> date:
    """Give the last day of what a form names."""
    known = {name: value for name, value in found.groupdict().items() if value}
    own_year = _own_year(known.get("y"), year)
    month = _month(known)
    if own_year not in _YEARS or not 1 <= month <= 12:  # noqa: PLR2004 - months
        raise _Unsure(_NOT_ON_CALENDAR)
    length = monthrange(own_year, month)[1]
    day = int(known["d"]) if "d" in known else _PARTS.get(known.get("part", ""), length)
    if not 1 <= day <= length:
        raise _Unsure(_NOT_ON_CALENDAR)
    return date(own_year, month, day)


def _own_year(written: str | None, year: int | None) -> int:
    if written is None:
        if year is None:
            raise _Unsure(_NO_YEAR)
        return year
    if len(written) == len("2022"):
        return int(written)
    full = 2000 + int(written)
    if year is None or abs(full - year) > _NEAR:
        raise _Unsure(_NOT_UNDERSTOOD)
    return full


def _month(known: Mapping[str, str]) -> int:
    if "m" in known:
        return int(known["m"])
    if "q" in known:
        return int(known["q"]) * 3
    return _HALVES.get(known.get("half", ""), 12)


def _inside(text: str, year: int | None) -> Due:
    """Read a sentence that names exactly one day, at its beginning, and turns nothing around it."""
    mentions = list(_MENTION.finditer(text))
    if len({found[0] for found in mentions}) > 1:
        raise _Unsure(_SEVERAL)
    if not mentions or mentions[0].start() > 0:
        raise _Unsure(_NOT_UNDERSTOOD)
    tail = text[mentions[0].end() :]
    day = _single(mentions[0][0], year)
    if day is None or len(tail) > _LONGEST_TAIL or _TURNS.search(tail):
        raise _Unsure(_NOT_UNDERSTOOD)
    return Due(day, note=f"“{text}”读作 {day.isoformat()}")
