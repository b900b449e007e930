"""The words that a guide itself gives its categories: bare names, abbreviations, aliases."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.facts import sections
from handlers.rules.guide import Category, Guide
from handlers.rules.spelling import folded, folded_print

# Words in names that say nothing of which category is meant.
_GENERIC: Final = re.compile(r"项目|专项|专题|工作|资助|补助|补贴|类别|奖补|\d{4}年度?|[,.。;:、+\-\s]")
_TAIL: Final = re.compile(r"(?:建设|实施|开展)+(?=\||$)")
_PLACE: Final = re.compile(r"^(?:\d{4}年度?)?(.{2,7}?(?:自治州|地区|市|州|盟|县|区|旗|省))")
# 高新技术企业（以下简称高企）
_DEFINED: Final = re.compile(
    r"([\u4e00-\u9fff]{3,20})[(（](?:以下|下)?(?:简称|统称)[为:：]?[“\"']?([\u4e00-\u9fff]{2,8})[”\"']?[)）]"
)
_SHORTEST: Final = 2
# A word that a document sets in quotation marks, with the two characters behind it: “强核”计划.
_QUOTED: Final = re.compile('[“‘"]([\u4e00-\u9fff]{2,8})[”’"]([\u4e00-\u9fff]{2})?')
# A university as lists name it; its own name has two characters, or a province's and a field's.
_SCHOOL: Final = re.compile("(?:(?<=[与和、及同,。|])|^)([\u4e00-\u9fff]{2,6}大学)")
_PLAIN_SCHOOL: Final = 2
_COINED: Final = 4  # characters that hardly stand for something else with one of them wrong


def own_places(guide: Guide) -> tuple[str, ...]:
    """Return the name of the guide's own place, long and short: 江门市, 江门."""
    found = _PLACE.match(folded(guide.title))
    if not found:
        return ()
    long = found[1]
    short = re.sub(r"(?:自治州|地区|[市州盟县区旗省])$", "", long)
    return (long, short) if len(short) >= _SHORTEST else (long,)


def bare_name(name: str, places: tuple[str, ...]) -> str:
    """Return a folded name without year, place and general words; `|` stands where these were."""
    bare = _GENERIC.sub("|", folded(name))
    for place in places:
        bare = bare.replace(place, "|")
    return re.sub(r"\|+", "|", _TAIL.sub("|", bare)).strip("|")


def abbreviations(category: Category) -> tuple[tuple[str, str], ...]:
    """Find what a category's text calls by a short name of its own: (short, long)."""
    texts = (category.sections.research, category.sections.conditions, category.sections.materials)
    pairs = (pair for text in texts if text and "称" in text for pair in _DEFINED.findall(text))
    return tuple(
        (folded(short), folded(long[long.find(short[0]) :]))
        for long, short in pairs
        if _shortens(long, short)
    )


def short_schools(text: str) -> tuple[tuple[str, str], ...]:
    """Give how people call the universities that a text names: 暨大 and 广工 for their long names."""
    found = dict.fromkeys(_SCHOOL.findall(text))
    pairs = [(short, long) for long in found for short in _school_called(long.removesuffix("大学"))]
    shorts = [short for short, _ in pairs]
    return tuple((short, long) for short, long in pairs if shorts.count(short) == 1)


def _school_called(body: str) -> tuple[str, ...]:
    if len(body) <= _PLAIN_SCHOOL:
        return (f"{body[0]}大",)
    return (f"{body[0]}{body[2]}大", f"{body[0]}{body[2]}")


def coined(category: Category) -> tuple[str, ...]:
    """Find the words of four characters that a category's text sets in quotation marks."""
    texts = (text for text in sections(category).values() if text)
    found = (match for text in texts for match in _QUOTED.finditer(text))
    words = (match[1] + (match[2] or "") if len(match[1]) < _COINED else match[1] for match in found)
    return tuple(dict.fromkeys(word for word in words if len(word) == _COINED))


def _shortens(long: str, short: str) -> bool:
    return len(short) < len(long) and re.search(".*".join(map(re.escape, short)), long) is not None


def whole_text(category: Category) -> str:
    """Return what a category says of itself, folded, without its contacts."""
    sections = category.sections
    texts = (category.name, sections.research, sections.conditions, sections.materials, sections.support)
    return folded_print("\n".join([text for text in texts if text] + list(sections.other.values())))
