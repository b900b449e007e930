"""What a reply to a reminder letter asks for, by its first words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from handlers.rules.workdays import Calendar

LONGEST_NOTE: Final = 2000  # characters that are kept of a note


class Act(StrEnum):
    """What somebody does about a milestone."""

    DONE = "done"  # 完成
    PROGRESS = "progress"  # 进展
    SNOOZE = "snooze"  # 稍后
    HELP = "help"  # 需协调
    HANDOVER = "handover"  # 转办
    REOPEN = "reopen"  # 重新打开
    EXTEND = "extend"  # 延期
    SETTLE = "settle"  # 已协调
    AGREE = "agree"  # 接受, 同意
    DENY = "deny"  # 不接受, 不同意


@dataclass(frozen=True, slots=True)
class Wish:
    """Until when somebody wants to be left in peace: so many working days, calendar days, or a day."""

    workdays: int = 1
    days: int | None = None
    day: tuple[int | None, int, int] | None = None  # year where it was written, month, day

    def date(self, today: date, calendar: Calendar) -> date | None:
        """Return the day that is meant; None for a day that does not exist."""
        if self.day is not None:
            return _coming(self.day, today)
        if self.days is not None:
            return today + timedelta(days=self.days)
        return calendar.add_workdays(today, self.workdays)


def _coming(day: tuple[int | None, int, int], today: date) -> date | None:
    """Return a written day; without its year the next one from today."""
    year, month, number = day
    try:
        found = date(year or today.year, month, number)
        return found if year or found >= today else date(today.year + 1, month, number)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Answer:
    """One act that a reply asks for.

    `number` or `place` says which milestone is meant, as written; neither where only one can be meant.
    """

    act: Act
    note: str = ""
    number: int | None = None
    place: str | None = None
    percent: int | None = None
    wish: Wish = Wish()


# Full-width signs and their half-width twins, one for one (Unicode, Halfwidth and Fullwidth Forms).
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# A greeting on a line of its own before the first words.
_GREETING: Final = re.compile(
    r"^(?:您好|你好|大家好|各位(?:领导|同事|老师)?(?:好)?|尊敬的.{0,20}|收到|好的|.{0,12}(?:老师|同志|科长|主任|领导))"
    r"[,，。.!！:：、~～ ]*(?:您好|你好|好)?[,，。.!！:：~～ ]*$"
)
# Which milestone: 203（1）, or 17, 编号17, 【编号 17】, #17, 17.
_PLACE: Final = re.compile(r"^(?:任务)?\s*(?P<place>[0-9A-Za-z.-]{1,12}\s*\(\s*\d{1,3}\s*\))\s*[.、:,)]?\s*")
_NUMBER: Final = re.compile(
    r"^[\[【(#]?\s*(?:编号|序号|节点|第)?\s*[:#]?\s*(?P<number>\d{1,9})\s*[\]】)号]?\s*[.、:,)]?\s*"
)
_KINDNESS: Final = re.compile(
    r"^(?:(?:您好|你好|好的|收到|谢谢|领导好)[,，。.!！~、\s]+)+"
)  # on the same line
_SEAM: Final = r"(?=$|[\s,，。.:：;；、!！()（）\-—])"  # what ends a first word
_PERCENT: Final = r"(?P<percent>\d{1,3}(?:\.\d+)?)\s*(?:%|％|个百分点)"
_NUMERALS: Final = {word: value for value, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COUNT: Final = rf"(?P<count>\d{{1,3}}|[{''.join(_NUMERALS)}])"

# Words that deny or postpone what 完成 seems to say; then nothing is closed.
_NOT_DONE: Final = re.compile(
    r"尚未|还没|没有完|没完|未能|未完|还差|不了|无法|不能|预计|争取|力争|(?:计划|准备|拟|将)[于在]|[?？吗]"
    r"|^(?:部分|基本|大部|一半|多半)"
)
_DOUBT_WITHIN: Final = 20  # characters behind 完成 in which such a word counts


def _progress(found: re.Match[str], rest: str) -> Answer | None:
    percent = found["percent"]
    if percent is None and not rest:
        return None
    return Answer(Act.PROGRESS, rest, percent=None if percent is None else int(float(percent)))


def _done(_found: re.Match[str], rest: str) -> Answer | None:
    return Answer(Act.DONE, rest)


def _snooze(found: re.Match[str], rest: str) -> Answer | None:
    groups = found.groupdict()
    if groups["month"]:
        year = int(groups["year"]) if groups["year"] else None
        return Answer(Act.SNOOZE, rest, wish=Wish(day=(year, int(groups["month"]), int(groups["date"]))))
    count = _NUMERALS.get(groups["count"] or "") or int(groups["count"] or 1)
    wish = Wish(days=count) if groups["days"] else Wish(workdays=count)
    return Answer(Act.SNOOZE, rest, wish=wish) if not rest or groups["count"] or groups["morning"] else None


def _with_note(act: Act) -> Callable[[re.Match[str], str], Answer | None]:
    return lambda _found, rest: Answer(act, rest) if rest else None


def _any(act: Act) -> Callable[[re.Match[str], str], Answer | None]:
    return lambda _found, rest: Answer(act, rest)


def _handover(_found: re.Match[str], rest: str) -> Answer | None:
    name = re.split(r"[,，。;；、\s]", rest.removeprefix("给").removeprefix("由").strip(), maxsplit=1)[0]
    return Answer(Act.HANDOVER, name) if name else None


def _reopen(_found: re.Match[str], rest: str) -> Answer | None:
    return Answer(Act.REOPEN, rest)


_LATER: Final = (
    r"(?:稍后|推迟|晚点|晚些|延后)(?:再?提醒)?(?:到|至)?\s*[:：,，]?\s*"
    r"(?:(?P<morning>明早|明天|明日|下一?个?工作日)"
    r"|(?:(?P<year>20\d\d)[年./-])?(?P<month>\d{1,2})[月./-](?P<date>\d{1,2})[日号]?"
    rf"|{_COUNT}\s*(?:(?:个)?工作日|(?P<days>天|日)|个)?)?{_SEAM}"
)
# First words, the narrower before the wider, with what is made of them.
_WORDS: Final = (
    # 完成 40%, 已完成约60%: that is progress.
    (rf"(?:目前|现|已经?|大约|约)*完成了?\s*(?:大约|约|率|度|进度)?\s*[:：]?\s*{_PERCENT}", _progress),
    (rf"(?:工作|目前|最新)?(?:进展|进度)(?:情况)?\s*[:：,，]?\s*(?:{_PERCENT})?", _progress),
    # 完成, 已办结, 已销号
    (rf"(?:现|均|都|全部|已经?)*(?:完成|办结|销号|办完|完结)了?{_SEAM}", _done),
    # 稍后, 稍后 3, 稍后三个工作日, 推迟到7月5日
    (_LATER, _snooze),
    # 延期 is a wish to move the due date: those who may decide are asked.
    (r"(?:申请|请求|需要?|拟)?(?:延期|展期)", _with_note(Act.EXTEND)),
    # 已协调, before 协调
    (rf"(?:已经?)?协调(?:完毕|好了?|解决了?){_SEAM}|已协调{_SEAM}", _any(Act.SETTLE)),
    # 不同意, before 同意
    (rf"(?:不|未|没有|暂不)(?:能)?(?:接受|同意|确认){_SEAM}|(?:拒绝|退回){_SEAM}", _any(Act.DENY)),
    (rf"(?:接受|同意|确认(?:完成)?)(?:转办|延期|了)?{_SEAM}", _any(Act.AGREE)),
    (r"(?:需要?|请求?|申请|请予)?协调", _with_note(Act.HELP)),
    (r"(?:转办|转交|移交|改由|转给)", _handover),
    (rf"(?:重新打开|重新开启|重开|继续催办|恢复提醒){_SEAM}", _reopen),
)
_OPENINGS: Final = tuple((re.compile(pattern), make) for pattern, make in _WORDS)


def read_answers(text: str) -> tuple[Answer, ...]:
    """Read a reply without its quotation; empty where its first words are none that is known.

    A further act stands on a line of its own that begins with its milestone's number; every other
    line belongs to the note before it. Where 完成 is taken back in the same breath, nothing is read.
    """
    answers: list[Answer] = []
    for line in _lines(text):
        answer = _answer(line, numbered=bool(answers))
        if answer is not None:
            answers.append(answer)
        elif not answers:
            return ()
        else:
            last = answers[-1]
            note = f"{last.note}\n{line}" if last.note else line
            answers[-1] = replace(last, note=note[:LONGEST_NOTE])
    doubtful = any(each.act is Act.DONE and _NOT_DONE.search(each.note[:_DOUBT_WITHIN]) for each in answers)
    return () if doubtful else tuple(answers)


def _lines(text: str) -> Iterator[str]:
    """Give the lines from the first that is no greeting."""
    lines = [line for raw in text.splitlines() if (line := raw.strip())]
    while lines and _GREETING.match(lines[0]) and _answer(lines[0], numbered=False) is None:
        lines.pop(0)
    return iter(lines)


def _answer(line: str, *, numbered: bool) -> Answer | None:
    """Read one line; with `numbered` only one that says which milestone it means."""
    line = line[_end(_KINDNESS.match(line)) :]
    half = line.translate(_HALF_WIDTH)
    for prefix in (_PLACE, _NUMBER):
        found = prefix.match(half)
        if found and (answer := _opened(line[found.end() :])):
            groups = found.groupdict()
            number = int(groups["number"]) if groups.get("number") else None
            place = re.sub(r"\s", "", groups["place"]) if groups.get("place") else None
            return replace(answer, number=number, place=place)
    return None if numbered else _opened(line)


def _end(found: re.Match[str] | None) -> int:
    return found.end() if found else 0


def _opened(text: str) -> Answer | None:
    half = text.translate(_HALF_WIDTH)
    for pattern, make in _OPENINGS:
        found = pattern.match(half)
        if found:
            # The note is cut from the text as written; folding has kept every place.
            rest = text[found.end() :].lstrip(" \t\u3000,，。.:：;；、!！-—").rstrip()
            return make(found, rest[:LONGEST_NOTE])
    return None


def enough_said(note: str, least: int = 10) -> bool:
    """Tell whether a note says enough to stand as evidence: signs and blanks do not count."""
    return sum(letter.isalnum() for letter in note) >= least
