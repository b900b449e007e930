"""The title and the year of a guide, and where its body begins behind a covering notice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from handlers.rules.half_width import half_width
from handlers.rules.marks import opening_mark
from handlers.rules.passages import Passage
from handlers.rules.printed_numbers import CHINESE_DIGITS
from handlers.rules.section_titles import SectionKind, section_title

_GUIDE = re.compile(
    r"指南(?:一览表|汇总表?|目录|\))?(?:\s?\([^()]{1,20}\)|\s?[一二三四五六七八九十\d]{1,2})?$"
)
_EDITION = re.compile(r"\((?![^()]*[局委办厅])[^()]{1,20}\)")  # （2025年度） on a line of its own
_BARE = re.compile(
    r"(?:项目|课题|专项)?(?:申报|申请)?指南(?:正文)?"
)  # over the body, behind the guide's own title
_OFFICE = re.compile(r"[一-鿿]{3,25}(?:局|委员会|委|厅|办公室|管委会|协会|人民政府)")  # a letterhead
_ATTACHMENT = re.compile(r"(?:附\s?件|附\s?录|附)\s?[\d一二三四五六七八九十]{0,2}\s?[:、.]?\s*")
_NO_TITLE = re.compile(
    r"[。；;:!?]|@|\d{7}|特此|各县|各有关|联系人|^\d{4}年\d{1,2}月\d{1,2}日$|^\(.*号\)$|〔\d{4}〕|^目\s*录$"
)
_ANNOUNCED = re.compile(r"(?:印发|发布|公布|下发).{0,4}《([^《》]{4,60}指南)》")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?:\s?[-~至]\s?(20\d{2}))?\s?年?(?!\d)")
_WRITTEN_YEAR = re.compile(rf"[二2][{CHINESE_DIGITS}]{{3}}年")
_PART_FORMS = {"part", "chapter", "paragraph", "cn", "paren-cn"}  # 第二部分 项目指南 is no title
_LONGEST = 70
_REST = 6  # characters that a full line leaves for the next
_LINES = 5  # a title has no more lines


@dataclass(frozen=True, slots=True)
class Title:
    """A guide's title and year; `doubt` says in a sentence what was not sure."""

    text: str
    year: int | None
    doubt: str | None = None


def body_start(lines: Sequence[Passage]) -> int:
    """Find where the guide begins behind a covering notice: at the last 附件 that announces it.

    Where several of them hold categories it is the first of these.
    """
    found = [
        place
        for place, each in enumerate(lines)
        if place
        and (opening := _ATTACHMENT.match(each.half))
        and _announces(lines, place, each.half[opening.end() :])
    ]
    spans = pairwise([*found, len(lines)])
    held = (start for start, end in spans if _holds_categories(lines[start:end]))
    return next(held, found[-1] if found else 0)


def is_enclosed_guide(each: Passage) -> bool:
    """Tell the heading of another guide in the same document: 附件2 软科学项目申报指南."""
    opening = _ATTACHMENT.match(each.half)
    return opening is not None and opening.end() < len(each.half) and _ends(each)


def _holds_categories(lines: Sequence[Passage]) -> bool:
    kinds: set[SectionKind] = set()
    for each in lines:
        mark = opening_mark(each.half)
        title = section_title(each.half, mark.end if mark else 0)
        kinds.update(title.kinds if title else ())
    return kinds >= {SectionKind.RESEARCH, SectionKind.SUPPORT}


def read_title(cover: Sequence[Passage]) -> Title:
    """Join the lines of the title, which ends with 指南."""
    lines = list(_mended([each for each in cover if each.half]))
    end = _last(lines)
    if end is None:
        return _without_guide(lines)
    start = end
    while start and end - start < _LINES and _continues(lines[start - 1], lines[start]):
        start -= 1
    if end + 1 < len(lines) and _EDITION.fullmatch(lines[end + 1].half):
        end += 1
    text = "".join(_bare(each) for each in lines[start : end + 1])
    year, doubt = _year(text)
    return Title(text, year, doubt)


def _mended(lines: Sequence[Passage]) -> Iterator[Passage]:
    """Join a line to the few characters behind it that complete its 指南."""
    joined = False
    for each, after in zip_longest(lines, lines[1:]):
        if joined:
            joined = False
        elif after is not None and _completes(each, after):
            joined = True
            yield replace(each, text=each.text.rstrip() + after.text.strip(), half=each.half + after.half)
        else:
            yield each


def _completes(each: Passage, after: Passage) -> bool:
    short = len(after.half) <= _REST and not _GUIDE.search(after.half)
    return short and not _GUIDE.search(each.half) and _GUIDE.search(each.half + after.half) is not None


def title_line(cover: Sequence[Passage]) -> int | None:
    """Give the number of the line that ends the title; None where no line does."""
    return next((each.number for each in reversed(cover) if _ends(each)), None)


def _last(lines: Sequence[Passage]) -> int | None:
    found = [place for place in range(len(lines) - 1, -1, -1) if _ends(lines[place])]
    whole = (place for place in found if not _BARE.fullmatch(_half(lines[place])))
    return next(whole, next(iter(found), None))


def _announces(lines: Sequence[Passage], place: int, rest: str) -> bool:
    """Tell whether a title follows an 附件 line rather than a list of attachments."""
    if rest:
        return (_GUIDE.search(rest) is not None and not re.match(r"\d", rest)) or bool(
            re.match(r"20\d\d", rest) and _GUIDE.search(rest)
        )
    following = [each for each in lines[place + 1 : place + 2 * _LINES] if each.half][:_LINES]
    return any(_ends(each) for each in following)


def _ends(each: Passage) -> bool:
    mark = opening_mark(each.half)
    return (
        len(each.half) <= _LONGEST
        and not (mark and mark.form in _PART_FORMS)
        and _GUIDE.search(each.half) is not None
        and not _NO_TITLE.search(_half(each))
    )


def _continues(above: Passage, below: Passage) -> bool:
    """Tell whether the line above belongs to the title too."""
    if _ATTACHMENT.match(below.half) or below.number - above.number > 1 or _ATTACHMENT.fullmatch(above.half):
        return False
    if _OFFICE.fullmatch(above.half) and above.half[:2] in below.half:
        return False
    return len(above.half) <= _LONGEST and not _NO_TITLE.search(_half(above))


def _half(each: Passage) -> str:
    opening = _ATTACHMENT.match(each.half)
    return each.half[opening.end() :] if opening else each.half


def _bare(each: Passage) -> str:
    text = each.text.strip()
    opening = _ATTACHMENT.match(each.half)
    return (text[opening.end() :] if opening else text).strip("《》")


def _without_guide(lines: Sequence[Passage]) -> Title:
    """Take the first line where none names a guide, and say so."""
    first = next(
        (each for each in lines if len(each.half) <= _LONGEST and not _NO_TITLE.search(_half(each))), None
    )
    if first is None:
        return Title("", None, "没有读到指南的标题和年度。")
    text = _bare(first)
    if announced := _ANNOUNCED.search(text):  # 关于印发《…申报指南》的通知
        year, doubt = _year(announced[1])
        return Title(announced[1], year, doubt)
    year, doubt = _year(text)
    return Title(text, year, doubt or "标题里没有“指南”二字，取了开头一行，请您核对。")


def _year(text: str) -> tuple[int | None, str | None]:
    half = half_width(text)
    years = {int(year) for match in _YEAR.finditer(half) for year in match.groups() if year}
    written = _WRITTEN_YEAR.search(half)
    if written and not years:
        digits = written[0][:-1].translate(str.maketrans("〇零一二三四五六七八九", "00123456789"))
        years = {int(digits)} if digits.isdecimal() else set()
    if len(years) == 1:
        return years.pop(), None
    return None, "标题里写有几个年份，年度留空。" if years else "标题里没有年份，年度留空。"
