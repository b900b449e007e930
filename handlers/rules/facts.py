"""Read from a category the facts that answer an intent, in the document's own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from handlers.rules.answer import Fact, Intent
from handlers.rules.guide import Category, FundingItem

SECTION_NAMES: Final = MappingProxyType(
    {
        "research": "研究内容",
        "conditions": "申报条件",
        "materials": "申报材料要求",
        "support": "支持方式与强度",
        "contacts": "联系人",
    }
)
LONG: Final = 700  # characters of a section that an answer shows; the whole stands behind a button
_BRIEF: Final = 160  # characters of a section that a line of a list shows
_SENTENCE: Final = re.compile(r"[^。;；\n]+[。;；]?")

# What a sentence says: (intent, the words that it must hold).
_TELLING: Final = MappingProxyType(
    {
        Intent.PERIOD: re.compile(
            r"(?:期限|为期|周期|实施期|建设期|执行期|不超过)[^。;；]{0,12}(?:年|个月)|\d\s*年(?:内|期)|/年[^。]*年|^\s*\d{1,2}\s*(?:年|个月)[。;；]?$"
        ),
        Intent.COST: re.compile(
            r"分担|自筹|配套|自投|匹配资金|投入比例|负担|统筹安排|共同出资|\d\s*[:：比]\s*\d"
        ),
        Intent.DEADLINE: re.compile(r"(?:截止|申报时间|受理时间|报送时间|申报期|报名时间|受理期)"),
    }
)
DAY: Final = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{4}[.\-/]\d{1,2}[.\-/]\d{1,2}|\d{1,2}\s*月(?:底|末|上旬|中旬|下旬)"
)


_LATER: Final = re.compile("时间(?:等)?(?:将)?另行(?:通知|公布)")  # a day is to be told later


def facts(category: Category, intent: Intent, *, brief: bool = False) -> tuple[Fact, ...]:
    """Return what a category states about an intent, nothing where it is silent.

    `brief` is for lists: amounts from the fields, long sections cut at a sentence.
    """
    reader = _READERS.get(intent)
    return tuple(reader(category, _BRIEF if brief else LONG)) if reader else ()


def sections(category: Category) -> Mapping[str, str]:
    """Return the texts of a category that are there, by the keys of the contract."""
    own = category.sections
    texts = {
        "research": own.research,
        "conditions": own.conditions,
        "materials": own.materials,
        "support": own.support,
    }
    return {key: text for key, text in texts.items() if text} | dict(own.other)


def sentences(text: str) -> tuple[str, ...]:
    """Cut a section into its sentences."""
    return tuple(_whole(found[0].strip()) for found in _SENTENCE.finditer(text) if found[0].strip())


def _whole(sentence: str) -> str:
    """Take off a bracket whose other half stands in another sentence."""
    opened = sentence.startswith("（") and "）" not in sentence
    return sentence.removeprefix("（") if opened else sentence


def cut(text: str, limit: int) -> str:
    """Shorten a text at the end of a sentence; … shows that more stands in the document."""
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in sentences(text):
        if len(kept) + len(sentence) > limit:
            break
        kept += sentence
    return (kept or text[:limit]) + "…"


def amount(item: FundingItem) -> str:
    """Word one funding line, as in 30万元/项，支持1项."""
    label = f"{item.label}：" if item.label else ""
    words = [word for word in (_money(item), _count(item)) if word]
    return label + ("，".join(words) or "另行通知")


def _money(item: FundingItem) -> str:
    unit = "万元/年" if item.per == "year" else "万元/项"
    wan = _number(item.amount_wan)
    if item.amount_type == "tbd":
        return "金额另行通知"
    if item.amount_type == "percent" and item.percent is not None:
        cap = f"，最高{wan}万元" if wan else ""
        return f"按{_number(item.percent)}%{cap}"
    if item.amount_type == "range" and item.min_wan is not None:
        return f"{_number(item.min_wan)}至{_number(item.max_wan or item.amount_wan)}{unit}"
    if not wan:
        return ""
    if item.amount_type == "up_to":
        return f"最高{wan}{unit}"
    return f"共{wan}万元" if item.amount_type == "total" else f"{wan}{unit}"


def _count(item: FundingItem) -> str:
    if item.count is None:
        return ""
    if item.count_type == "range" and item.min_count is not None:
        return f"支持{item.min_count}至{item.count}项"
    before = {"approx": "约", "up_to": "不超过"}.get(item.count_type or "", "")
    return f"支持{before}{item.count}项"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _fact(category: Category, label: str, value: str, section: str) -> Fact:
    return Fact(category.id, category.name, label, value, section)


def _persons(category: Category, limit: int) -> Iterable[Fact]:
    named = [contact for contact in category.contacts if contact.name]
    for contact in named:
        office = f"（{contact.department}）" if contact.department else ""
        yield _fact(category, "联系人", f"{contact.name}{office}", "contacts")
    if not named and category.sections.contacts:  # as printed, where no name was read for sure
        yield _fact(category, "联系人", cut(category.sections.contacts, limit), "contacts")


def _phones(category: Category, _: int) -> Iterable[Fact]:
    for contact in category.contacts:
        who = "，".join(word for word in (contact.department, contact.name) if word)
        if contact.phones:
            numbers = "、".join(contact.phones)
            yield _fact(category, "电话", f"{numbers}（{who}）" if who else numbers, "contacts")


def _mailboxes(category: Category, _: int) -> Iterable[Fact]:
    boxes = dict.fromkeys(email for contact in category.contacts for email in contact.emails)
    if boxes:
        yield _fact(category, "邮箱", "、".join(boxes), "contacts")


def _department(category: Category, _: int) -> Iterable[Fact]:
    offices = dict.fromkeys(contact.department for contact in category.contacts if contact.department)
    if offices:
        yield _fact(category, "科室", "、".join(offices), "contacts")


def _amount(category: Category, limit: int) -> Iterable[Fact]:
    items = [item for item in category.funding.items if item.amount_type != "none" or item.count]
    text = category.sections.support
    if not items and not (text and re.search(r"万|元|%", text)):
        return
    if text and (limit >= LONG or not items):
        yield _fact(category, "支持方式与强度", cut(text, LONG), "support")
    else:
        yield _fact(category, "资助", "；".join(map(amount, items)), "support")


def _project_count(category: Category, _: int) -> Iterable[Fact]:
    items = [item for item in category.funding.items if item.count is not None]
    if items:
        value = "；".join((f"{item.label}：" if item.label else "") + _count(item) for item in items)
        yield _fact(category, "支持项数", value, "support")


def _mode(category: Category, limit: int) -> Iterable[Fact]:
    words = [word for word in (category.funding.mode, category.funding.selection) if word]
    if words:
        yield _fact(category, "支持方式", "，".join(words), "support")
    if len(category.funding.items) > 1 and limit >= LONG:  # the parts may be supported in their own ways
        yield from _section("support")(category, limit)


def _section(key: str) -> Callable[[Category, int], Iterable[Fact]]:
    def read(category: Category, limit: int) -> Iterable[Fact]:
        text = sections(category).get(key)
        if text:
            yield _fact(category, SECTION_NAMES[key], cut(text, limit), key)

    return read


def _materials(category: Category, limit: int) -> Iterable[Fact]:
    if category.materials:
        single = len(category.materials) == 1
        lines = (
            category.materials if single else [f"{n}. {each}" for n, each in enumerate(category.materials, 1)]
        )
        value = "；".join(category.materials) if limit < LONG else "\n".join(lines)
        yield _fact(category, SECTION_NAMES["materials"], cut(value, limit), "materials")
    else:
        yield from _section("materials")(category, limit)


def _period(category: Category, _: int) -> Iterable[Fact]:
    if category.period is None:
        return
    bound = {"max": "不超过", "range": "最长"}.get(category.period.type, "")
    quoted = next(_telling(category, Intent.PERIOD), None)
    section, sentence = quoted or ("materials", "")
    years = category.period.years
    # As printed: 18个月, not 1.5年.
    months = f"{_number(years * 12)}个月"
    length = months if months in sentence else f"{_number(years)}年"
    yield _fact(category, "期限", f"{bound}{length}" + (f"（{sentence}）" if sentence else ""), section)


def _cost(category: Category, _: int) -> Iterable[Fact]:
    found = list(_telling(category, Intent.COST))
    funded = [each for each in found if each[0] == "support"] or found
    for section, sentence in funded:
        yield _fact(category, "资金分担", sentence, section)


def _deadline(category: Category, _: int) -> Iterable[Fact]:
    for section, sentence in _telling(category, Intent.DEADLINE):
        if DAY.search(sentence) or _LATER.search(sentence):
            yield _fact(category, "申报时间", sentence, section)


def _telling(category: Category, intent: Intent) -> Iterator[tuple[str, str]]:
    pattern = _TELLING[intent]
    for key, text in sections(category).items():
        for sentence in sentences(text):
            if pattern.search(sentence):
                yield key, sentence


def _overview(category: Category, limit: int) -> Iterable[Fact]:
    if limit >= LONG:
        yield from _section("research")(category, _BRIEF)
    yield from _amount(category, _BRIEF)
    yield from _mode(category, _BRIEF)
    yield from _persons(category, _BRIEF)


_READERS: Final[Mapping[Intent, Callable[[Category, int], Iterable[Fact]]]] = MappingProxyType(
    {
        Intent.PERSON: _persons,
        Intent.PHONE: _phones,
        Intent.MAILBOX: _mailboxes,
        Intent.DEPARTMENT: _department,
        Intent.AMOUNT: _amount,
        Intent.COUNT: _project_count,
        Intent.MODE: _mode,
        Intent.CONDITIONS: _section("conditions"),
        Intent.MATERIALS: _materials,
        Intent.RESEARCH: _section("research"),
        Intent.PERIOD: _period,
        Intent.COST: _cost,
        Intent.DEADLINE: _deadline,
        Intent.CATEGORY: _overview,
        Intent.LIST: _overview,
    }
)
