"""Lines that may be the heading of a topic or a category, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from handlers.rules.marks import CHINESE, Mark, opening_mark, ordinal, roman
from handlers.rules.passages import Passage
from handlers.rules.section_titles import section_title

_NUMBER = rf"\d{{1,2}}(?:[.-]\d{{1,2}})?(?!\d)|[{CHINESE}]{{1,3}}|[A-Z]-?\d{{0,2}}(?![A-Za-z])"

# Words that name a topic; a number before or behind them.
_TOPIC_WORDS = r"重点专项|专题|主题|领域|板块"
# Words that name a category, the surest first: with those a number, and the sign behind it, may be missing.
_SURE_WORDS = r"榜题|项目类别|申报类别|支持类别|资助类别|子专题"
_OTHER_WORDS = (
    r"类别|(?:项目|申报|支持|研究|重点|资助|建设|技术)?方向|子?课题|申报项目|子?项目|任务|专项|榜单|需求"
    r"|奖项|事项|政策|条目"
)

_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 专题一：…, 专题1 …, 专题一… without a sign
    ("topic", re.compile(rf"(?P<word>{_TOPIC_WORDS})\s?\(?(?P<number>{_NUMBER})\)?(?P<sign>[\s:、.\-]*)")),
    # 第一专题：…
    (
        "topic",
        re.compile(
            rf"第(?P<number>[{CHINESE}]{{1,3}}|\d{{1,2}})(?P<word>{_TOPIC_WORDS})(?P<sign>[\s:、.\-]*)"
        ),
    ),
    # 专题：… where there is one only, 专题名称 in a form
    ("topic", re.compile(r"(?P<word>专题)(?P<number>)(?P<sign>:\s*)")),
    (
        "topic",
        re.compile(
            r"(?:所属)?(?P<word>专题|领域|板块)(?:名称)?(?P<number>)(?P<sign>(?<=名称)\s?:\s*|\t\s*(?=[^\t]+$))"
        ),
    ),
    # 项目类别1：…, 项目类别：…
    ("sure", re.compile(rf"(?P<word>{_SURE_WORDS})\s?\(?(?P<number>{_NUMBER})\)?(?P<sign>[\s:、.\-]*)")),
    (
        "sure",
        re.compile(
            rf"(?P<word>{_SURE_WORDS}|(?:项目|专项|类别|课题|榜单|榜题|任务|需求|方向)名称)(?P<number>)(?P<sign>:\s*|\t\s*)"
        ),
    ),
    # 方向1.1 …, 课题1：… only with a sign behind the number
    ("word", re.compile(rf"(?P<word>{_OTHER_WORDS})\s?\(?(?P<number>{_NUMBER})\)?(?P<sign>[\s:、.\-]+|$)")),
)
LONG = 14  # characters of a heading that may run on in the next line
_LONGEST = 80  # characters of a heading
_SENTENCE = re.compile(r"[。;；!?！？]|,.*,|@|\d{7}|联系人|电话|邮箱|手机|传真")
_REFERENCE = re.compile(
    r"(?:的|和|与|及|或|至|中|项目申报|,|、\s?(?:项目类别|专题|方向)|(?:项目类别|类别|方向)[\d一二三四五六七八九十])"
)
_CLOSING = re.compile(
    r"附\s?[件表录]\s?[\d一二三四五六七八九十]{0,2}(?:[:.、\s].{0,50})?|.{2,40}(?:一览表|汇总表|通讯录|联系表)"
    r"|(?:[一二三四五六七八九十]{1,2}、)?附\s?则"
)
# What stands over all categories and is no topic: 申报类别, 支持领域及要求
_CONTAINER = re.compile(
    r"(?:项目|指南)?(?:申报|支持|资助|重点|主要|具体)?(?:项目|专项)?(?:类别|方向|领域|专题|范围|内容|任务|指南|正文|项目)"
    r"(?:设置|安排|分类|一览)?(?:[和与及](?:相关|有关|具体|支持|资助|奖励|补助|扶持)?(?:要求|内容|说明|标准|条件|政策|方式))?"
)
_WORDED = re.compile(r"榜题|专题|主题|领域|板块|类别|方向|课题|项目|任务|专项|榜单|需求|奖项|事项|政策|条目")
_WORD_WITHIN = 24  # characters at the start of a line that hold the word
_INNER = {"cn", "num", "paren-cn", "paren-num", "circled"}  # marks that count behind such a word
# A code that the document gives a topic or a category itself.
_OWN_CODE = re.compile(
    r"\s*[（(](?:专题|方向|项目|类别|课题|指南|榜单)?(?:编号|代码|编码)\s*[:：]\s*([A-Za-z0-9.\-]{1,20})[)）]$"
)
_CODE_BEFORE = re.compile(
    r"[〖【\[（(]([A-Z]{1,4}-?\d{1,4}(?:-\d{1,3})?)[〗】\]）)]\s*(?=\S)"
)  # 〖N01〗甲鱼养殖
_CODE = re.compile(r"(?P<upper>[A-Z]|\d{1,2})[.-]?(?P<lower>\d{1,2})")
_ROMAN_CODE = re.compile(r"(?P<upper>[IVXⅠ-Ⅻ]{1,4})\s?[.-]\s?(?P<lower>\d{1,2})")
_CODES = {"dotted": _CODE, "dashed": _CODE, "letter-num": _CODE, "roman-num": _ROMAN_CODE}


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may head a topic or a category.

    `form` says how it is printed ("word:项目类别", "num", "level:2", "bare"); `number` is its own number,
    `upper` that of the topic where both are printed (方向1.2), `code` what is printed then.
    """

    place: int
    form: str
    number: int | None
    name: str
    code: str | None = None
    upper: int | None = None


def is_heading_like(each: Passage) -> bool:
    """Tell whether a line is short and no sentence, no contact and no section's title."""
    return 0 < len(each.half) <= _LONGEST and _is_heading_like(each.half)


@lru_cache(maxsize=16384)
def _is_heading_like(half: str) -> bool:
    if _SENTENCE.search(half) or half[-1] in ",、":
        return False
    mark = opening_mark(half)
    return section_title(half, mark.end if mark else 0) is None


def is_container(heading: Heading) -> bool:
    """Tell whether a heading only says that the categories follow, as 二、申报类别."""
    return _CONTAINER.fullmatch(heading.name) is not None


def is_closing(each: Passage) -> bool:
    """Tell whether a line opens what comes behind the last category: an attachment, a list of contacts."""
    return _CLOSING.fullmatch(each.half) is not None and each.half[-1] not in "。；;,、"


def topic_heading(place: int, each: Passage) -> Heading | None:
    """Read the heading of a topic, such as 专题一：…, or None where the line is none."""
    words = _worded(each)[0]
    return _from_words(place, each, words) if words else None


def category_heading(place: int, each: Passage) -> Heading | None:
    """Read the heading of a category, such as 项目类别1：… or 方向1.1 …, or None where the line is none."""
    words = _worded(each)[1]
    return _from_words(place, each, words) if words else None


def is_sure(heading: Heading) -> bool:
    """Tell whether the word of a heading names nothing but a category."""
    return re.fullmatch(rf"{_SURE_WORDS}|.*名称", heading.form.removeprefix("word:")) is not None


def other_heading(place: int, each: Passage) -> Heading:
    """Read a line by its mark, else by its level, else as a bare name."""
    mark = opening_mark(each.half)
    if mark:
        code = _CODES[mark.form].fullmatch(mark.printed) if mark.form in _CODES else None
        number = None if mark.form == "article" else mark.number  # which counts all articles
        return _heading(place, mark.form, number, each, mark.end, code)
    form = f"level:{each.level}" if each.level is not None else "bare"
    name, printed = _coded(_named(each, 0))
    return Heading(place, form, None, name, printed)


@dataclass(frozen=True, slots=True)
class _Words:
    """A heading's word and number, and where its name begins."""

    word: str
    number: str
    end: int


def _worded(each: Passage) -> tuple[_Words | None, _Words | None]:
    """Read the words of a topic's heading and those of a category's."""
    return _words_of(each.half) if len(each.half) <= _LONGEST else (None, None)


@lru_cache(maxsize=16384)
def _words_of(half: str) -> tuple[_Words | None, _Words | None]:
    if not _WORDED.search(half, 0, _WORD_WITHIN) or not _is_heading_like(half):
        return None, None
    return _words(half, ("topic",)), _words(half, ("sure", "word"))


def _words(half: str, kinds: tuple[str, ...]) -> _Words | None:
    mark = _outer_mark(half)
    for kind, pattern in _HEADINGS:
        for start in (0, mark.end) if mark else (0,):
            found = pattern.match(half, start) if kind in kinds else None
            if found and not _is_reference(half, found):
                return _Words(found["word"], found["number"], found.end())
    return None


def _outer_mark(half: str) -> Mark | None:
    """Find a mark before the word, as in （一）项目类别1."""
    mark = opening_mark(half)
    return mark if mark and mark.form != "letter" else None


def _is_reference(half: str, found: re.Match[str]) -> bool:
    """Tell a mention at the start of a line (项目类别1和项目类别2…) from a heading."""
    return not found["sign"] and _REFERENCE.match(half, found.end()) is not None


def _from_words(place: int, each: Passage, words: _Words) -> Heading:
    inner = None if words.number else opening_mark(each.half[words.end :])
    if inner and inner.form in _INNER:  # 项目类别：一、…
        return _heading(place, f"word:{words.word}", inner.number, each, words.end + inner.end, None)
    code = _CODE.fullmatch(words.number)
    if code is None or words.number.isdecimal():  # 12 is a number, not a code
        number = ordinal(words.number) if words.number else None
        return _heading(place, f"word:{words.word}", number, each, words.end, None)
    return _heading(place, f"word:{words.word}", int(code["lower"]), each, words.end, code)


def _heading(
    place: int, form: str, number: int | None, each: Passage, end: int, code: re.Match[str] | None
) -> Heading:
    name, printed = _coded(_named(each, end))
    if code is None:
        return Heading(place, form, number, name, printed)
    upper = roman(code["upper"]) if form == "roman-num" else ordinal(code["upper"])
    return Heading(place, form, number, name, code[0], upper)


def _coded(name: str) -> tuple[str, str | None]:
    """Part a name from the code in parentheses behind it: 疫苗佐剂（方向编号：B0101）."""
    if found := _CODE_BEFORE.match(name):
        return name[found.end() :], found[1]
    found = _OWN_CODE.search(name)
    return (name[: found.start()].rstrip(), found[1]) if found else (name, None)


def _named(each: Passage, end: int) -> str:
    """Cut the name out of the text as printed; `end` counts in the half-width line."""
    return each.text.strip()[end:].strip().strip("：:").rstrip("。.；;").strip()
