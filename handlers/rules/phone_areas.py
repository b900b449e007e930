"""The area code of a guide, and its contacts with complete phones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from handlers.rules.contact_lines import Entry
from handlers.rules.guide import Contact
from handlers.rules.passages import Passage
from handlers.rules.phones import Phone, is_assigned, phones
from handlers.rules.problems import Level, Problem

_PLACE = re.compile(r"(?!年|度|关于)[一-鿿]{2,5}?[市县区州盟旗]")


@dataclass(frozen=True, slots=True)
class Area:
    """The one area code that a guide's phones bear, with the lengths of the numbers behind it."""

    code: str | None
    lengths: frozenset[int] = frozenset()
    problems: tuple[Problem, ...] = ()


def find_area(entries: Sequence[Entry], title: str, notice: Iterable[Passage]) -> Area:
    """Find the area code; None, and told, where phones bear several or local ones stand without any.

    A covering notice may show it where its code is that of the city in the guide's title.
    """
    found = [phone for entry in entries for phone in entry.phones]
    codes = Counter(phone.area for phone in found if phone.area)
    local = any(phone.kind == "local" and phone.area is None for phone in found)
    if len(codes) != 1 and local:
        letter = [] if codes else list(notice)
        others = [phone for each in letter for phone in phones(each.half)]
        return _by_city([*found, *others], title) or _by_notice(found, others, title, letter)
    code = next(iter(codes)) if len(codes) == 1 else None
    return Area(code, _lengths(found, code))


def _by_city(found: Sequence[Phone], title: str) -> Area | None:
    """Choose the code that belongs to the city in the title (the geographical data of phonenumbers)."""
    from phonenumbers import NumberParseException, parse
    from phonenumbers.geocoder import description_for_number

    for code in {phone.area for phone in found if phone.area}:
        number = next(phone.number for phone in found if phone.area == code)
        try:
            place = description_for_number(parse(f"{code}{number}", "CN"), "zh")
        except NumberParseException:
            continue
        city = re.split(r"[省区]", place)[-1].removesuffix("市")
        if city and city in title:
            text = f"区号 {code} 取自{city}的其他电话。"
            return Area(code, _lengths(found, code), (Problem(Level.NOTE, "phones", text),))
    return None


def _by_notice(
    found: Sequence[Phone], others: Sequence[Phone], title: str, notice: Sequence[Passage]
) -> Area:
    """Take the one code of a covering notice by the same place whose numbers are as long."""
    codes = {phone.area for phone in others if phone.area}
    lengths = {len(phone.number) for phone in found if phone.kind == "local"}
    place = _PLACE.search(title)
    same = place is None or any(place[0] in each.half for each in notice)
    if same and len(codes) == 1 and lengths == {len(phone.number) for phone in others if phone.area}:
        code = codes.pop()
        text = f"联系人的电话没有区号，按通知里的电话补了区号 {code}，请您核对。"
        return Area(code, frozenset(lengths), (Problem(Level.WARNING, "phones", text),))
    several = len({phone.area for phone in found if phone.area}) > 1
    text = (
        "电话有几个不同的区号，没有区号的电话未补区号。" if several else "联系人的电话都没有区号，未补区号。"
    )
    return Area(None, frozenset(), (Problem(Level.WARNING, "phones", text),))


def _lengths(found: Iterable[Phone], code: str | None) -> frozenset[int]:
    return frozenset(len(phone.number) for phone in found if code and phone.area == code)


def completed(
    entries: Iterable[Entry], area: Area, category: str, line: int
) -> tuple[tuple[Contact, ...], list[Problem]]:
    """Give contacts whose local phones bear the guide's area code."""
    problems: list[Problem] = []
    contacts: list[Contact] = []
    for entry in entries:
        full = [_completed(phone, area) for phone in entry.phones]
        problems += [
            Problem(Level(level), "phones", text, line=line, category=category)
            for phone in full
            for level, text in _doubts(phone, area)
        ]
        numbers = tuple(dict.fromkeys(str(phone) for phone in full))
        contacts.append(Contact(entry.department, entry.name, numbers, entry.emails))
    return tuple(contacts), problems


def _completed(phone: Phone, area: Area) -> Phone:
    if phone.kind == "local" and phone.area is None and len(phone.number) in area.lengths:
        return replace(phone, area=area.code)
    return phone


def _doubts(phone: Phone, area: Area) -> Iterable[tuple[str, str]]:
    if phone.kind == "local" and phone.area is None and area.code:
        yield "warning", f"电话 {phone} 的位数与其他电话不同，未补区号，请您核对。"
    elif (phone.area or phone.kind == "mobile") and not is_assigned(phone):
        yield "note", f"电话 {phone} 不合通行的编号规则，照原文列出。"
