"""Phone numbers in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

_AREA = r"0(?:10|2\d|[3-9]\d{2})"  # area codes of China: 010, 02x, 03xx to 09xx
# Seven or eight digits: in one piece, in two, or with blanks anywhere.
_LOCAL = (
    r"(?:\d{7,8}(?!\d)|\d{3,4}[ \-]\d{4}(?!\d)|\d{4}[ \-]\d{3}(?!\d)"
    r"|\d(?: ?\d){6}(?! ?\d)|\d(?: ?\d){7}(?! ?\d))"
)
# The forms of one number, tried in this order at each place where digits begin; text in half width.
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # 13800138000, 138-0013-8000, 138 0013 8000, +86 …
    ("mobile", re.compile(r"(?:(?:\+ ?|00)?86[ \-]?)?(?P<local>1[3-9]\d(?:[ \-]?\d){8})(?!\d)")),
    # 400-830-0750
    ("service", re.compile(r"(?P<local>[48]00(?:[ \-]?\d){7})(?!\d)")),
    # 0750-8220246, (0750)8220246, 0750 822 0246
    (
        "full",
        re.compile(
            rf"(?:(?:\+ ?|00)?86[ \-]?)?\(?(?P<area>{_AREA})\)?[ \-]{{0,3}}(?P<local>(?=[1-9]){_LOCAL})"
        ),
    ),
    # +86 750 8220246, where the area code has lost its zero
    (
        "full",
        re.compile(
            r"(?:\+ ?|00)?86[ \-]?\(?(?P<short>10|2\d|[3-9]\d{2})\)?[ \-]{1,3}"
            rf"(?P<local>(?=[1-9]){_LOCAL})"
        ),
    ),
    # 8220246, 822 0246
    ("local", re.compile(rf"(?P<local>(?=[2-9]){_LOCAL})")),
)
_BEGIN = re.compile(r"(?<![A-Za-z\d@._])(?:\+ ?|\()?\d")
_EXTENSION = re.compile(
    r"\s?[,(]?\s?(?:转(?:分机)?|分机号?:?|ext\.?|-)\s?(?P<extension>\d{1,5})(?!\d)\)?", re.IGNORECASE
)
_NEAR = 3  # signs between two numbers that share an area code: " / "


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number with its place in the text; `area` is None for a local number and a mobile."""

    start: int
    end: int
    number: str
    kind: str = "local"  # mobile, service, full, local
    area: str | None = None
    extension: str | None = None

    def __str__(self) -> str:
        """Give the number as area-number[-extension], or 11 digits."""
        return "-".join(part for part in (self.area, self.number, self.extension) if part)


def phones(half: str) -> Iterator[Phone]:
    """Find the phone numbers of a text in half width, in order.

    A local number right behind a full one (0750-8220246/8220247) shares its area code.
    """
    before: Phone | None = None
    place = 0
    while begin := _BEGIN.search(half, place):
        found = _phone(half, begin.start()) or _phone(half, begin.end() - 1)
        if found is None or _is_tail(half, found, before):
            place = _behind(half, begin.end())
            continue
        if before and before.area and found.kind == "local" and _shares(half, before.end, found.start):
            found = replace(found, area=before.area)
        before, place = found, found.end
        yield found


def is_assigned(phone: Phone) -> bool:
    """Tell whether a full number or a mobile fits the numbering plan of China."""
    return _is_valid(f"{phone.area or ''}{phone.number}")


@lru_cache(maxsize=1024)  # the same few phones stand behind many categories
def _is_valid(digits: str) -> bool:
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        return is_valid_number(parse(digits, "CN"))
    except NumberParseException:
        return False


def _phone(half: str, place: int) -> Phone | None:
    for kind, form in _FORMS:
        if match := form.match(half, place):
            groups = match.groupdict()
            area = groups.get("area") or (f"0{groups['short']}" if groups.get("short") else None)
            digits = re.sub(r"\D", "", match["local"])
            end, extension = _extension(half, match.end()) if kind != "mobile" else (match.end(), None)
            return Phone(place, end, digits, kind, area, extension)
    return None


def _extension(half: str, place: int) -> tuple[int, str | None]:
    match = _EXTENSION.match(half, place)
    return (match.end(), match["extension"]) if match else (place, None)


def _behind(half: str, place: int) -> int:
    while place < len(half) and half[place].isdigit():
        place += 1
    return place


def _is_tail(half: str, found: Phone, before: Phone | None) -> bool:
    """Tell a local number from the rest of a longer one that was not understood: 750-8220246."""
    behind = before is not None and before.end == found.start - 1
    ahead = half[max(0, found.start - 2) : found.start]
    return found.kind == "local" and ahead[-1:] == "-" and ahead[:1].isdigit() and not behind


def _shares(half: str, end: int, start: int) -> bool:
    return start - end <= _NEAR and not half[end:start].strip(" /、,;或和")
