"""What 同上 and 同项目类别1 mean among the contacts of a guide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.rules.contact_lines import ContactReading, Entry
from handlers.rules.contact_words import SAME, Label
from handlers.rules.marks import ordinal, roman
from handlers.rules.problems import Level, Problem

_ROMAN = re.compile(r"([Ⅰ-Ⅻ]|[IVX]{1,4})[.-](\d{1,2})")  # 同Ⅰ-1
_FIELDS = {Label.PHONE: "phones", Label.EMAIL: "emails"}


@dataclass(slots=True)
class Assigned:
    """The contacts of one category, with the doubts about them."""

    entries: tuple[Entry, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    line: int | None = None


def resolve_same(
    result: Assigned, reading: ContactReading, line: int, number: str, before: Mapping[str, Assigned]
) -> None:
    """Take from other categories' contacts what a block refers to by 同上 or 同项目类别1."""
    for words, label in reading.same:
        meant = _meant(words, number, before, reading.named)
        if not meant:
            text = f"“{words}”没有找到所指的联系人，请您核对。"
            result.problems.append(as_problem(line, number, ("warning", "contacts", text)))
            continue
        if _is_open(result.entries, meant, label):
            text = f"“{words}”所指的有几位联系人，没有取其中一位，请您核对。"
            result.problems.append(
                as_problem(line, number, ("warning", _FIELDS.get(label or Label.PERSON, "contacts"), text))
            )
            continue
        result.entries = tuple(_filled(result.entries, meant, label))
        text = f"“{words}”取自别的类别的联系人：{meant[0].department or ''}{meant[0].name or ''}。"
        result.problems.append(as_problem(line, number, ("note", "contacts", text)))


def _meant(
    words: str, number: str, before: Mapping[str, Assigned], department: str | None
) -> tuple[Entry, ...]:
    """Find the contacts that 同上 or 同项目类别1 means."""
    found = SAME.fullmatch(words)
    if found and (found["topic"] or found["category"]):
        topic = _number(found["topic"]) or number.rpartition(".")[0]
        category = _number(found["category"]) or "1"
        whole = category if "." in category or not topic else f"{topic}.{category}"
        own = before.get(whole) or (None if found["topic"] else _only(category, before))
    elif department:
        fitting = [each for each in before.values() if department in {one.department for one in each.entries}]
        own = fitting[-1] if fitting else None
    else:
        own = next(iter(reversed(list(before.values()))), None)
    return own.entries if own else ()


def _number(words: str | None) -> str | None:
    if coded := _ROMAN.search(words or ""):
        return f"{roman(coded[1])}.{coded[2]}"
    found = re.search(r"\d+(?:[.-]\d+)?|[一二三四五六七八九十]+", words or "")
    return (
        (found[0].replace("-", ".") if found[0][0].isdigit() else str(ordinal(found[0]))) if found else None
    )


def _only(category: str, before: Mapping[str, Assigned]) -> Assigned | None:
    """Find the only category above that bears a number, where numbers run through all topics."""
    found = [each for number, each in before.items() if number.rpartition(".")[2] == category]
    return found[0] if len(found) == 1 else None


def _filled(entries: tuple[Entry, ...], meant: tuple[Entry, ...], label: Label | None) -> Iterator[Entry]:
    """Fill in the field that a label names, everything that is missing where there is none."""
    offices = {each.department for each in meant}
    if not entries or (label is None and any(_is_other(each, offices) for each in entries)):
        yield from meant
        yield from entries
        return
    for each in entries:
        first = _likely(each, meant)[0]
        whole = label in {None, Label.PERSON}
        own = whole and each.name in {None, first.name}  # another person has another telephone
        yield Entry(
            each.department or first.department,
            each.name or (first.name if whole else None),
            each.phones or (first.phones if label is Label.PHONE or own else ()),
            each.emails or (first.emails if whole or label is Label.EMAIL else ()),
        )


def _likely(entry: Entry, meant: Sequence[Entry]) -> Sequence[Entry]:
    """Pick whom 同上 means for a contact: the same person, else those of the same department, else all."""
    same = [one for one in meant if one.name == entry.name]
    return same or [one for one in meant if entry.department and one.department == entry.department] or meant


def _is_open(entries: Sequence[Entry], meant: Sequence[Entry], label: Label | None) -> bool:
    """Tell whether what is to be filled in differs between those that 同上 may mean."""
    for each in entries:
        likely = _likely(each, meant)
        values = {
            Label.EMAIL: {one.emails for one in likely},
            Label.PHONE: {tuple(map(str, one.phones)) for one in likely},
        }.get(label or Label.PERSON, {one.name for one in likely} if each.name is None else set())
        if len(values) > 1:
            return True
    return False


def _is_other(entry: Entry, offices: Iterable[str | None]) -> bool:
    """Tell a further contact of another department: 同上，另可联系青年科 张三 …."""
    return bool(entry.department and entry.phones) and entry.department not in offices


def as_problem(line: int, number: str, doubt: tuple[str, str, str]) -> Problem:
    """Tell a doubt about the contacts of a category."""
    level, name, message = doubt
    return Problem(Level(level), name, message, line=line, category=number)
