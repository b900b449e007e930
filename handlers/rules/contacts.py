"""Who is named in a guide: persons, phones, mailboxes and departments, and how people refer to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from handlers.rules.guide import Guide

# 廖老师, 陈科长, 小廖, 姓陈的
_TITLES: Final = "老师|先生|女士|小姐|科长|副科长|主任|处长|局长|工程师|工(?![作程商业])|经理|同志|科员|姐|哥"
_PHONE_SAID: Final = re.compile(r"(?<!\d)(?:\d{3,4}[\-\s]?)?\d{7,8}(?!\d)|(?<!\d)1\d{10}(?!\d)")
# 822 0246: told in two halves; a number only where the guide has it.
_PHONE_HALVES: Final = re.compile(r"(?<![\d\-])(?:0\d{2,3}[\-\s])?\d{3,4}[\-\s]\d{4}(?!\d)")
_MAILBOX_SAID: Final = re.compile(
    r"[a-z0-9][a-z0-9._+\-]*@[a-z0-9.\-]+|(?<![a-z0-9])[a-z][a-z0-9._\-]{4,}(?![a-z0-9])"
)
_SURNAME_SAID: Final = (
    re.compile(rf"([\u4e00-\u9fff])(?:{_TITLES})"),
    re.compile(r"(?:小|老)([\u4e00-\u9fff])(?=的|电|邮|手机|负责|管|联系|在|是|归|属|$|[^\u4e00-\u9fff])"),
    re.compile(r"姓([\u4e00-\u9fff])(?:的(?:人|老师|同志|那位)?)?"),
)
_OFFICE_END: Final = "科处室股部局所组"


@dataclass(frozen=True, slots=True)
class Directory:
    """The contacts of a guide by what people call them; values are ids of categories."""

    persons: Mapping[str, tuple[str, ...]]
    surnames: Mapping[str, tuple[str, ...]]  # surname -> persons
    given_names: Mapping[str, tuple[str, ...]]  # given name -> persons
    phones: Mapping[str, tuple[str, ...]]  # digits only -> ids
    mailboxes: Mapping[str, tuple[str, ...]]
    offices: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Named:
    """The contacts that a question names, in the guide's spelling; `unknown` ones the guide does not have."""

    persons: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def any(self) -> bool:
        """Tell whether the question names a contact that the guide has."""
        return bool(self.persons or self.phones or self.mailboxes or self.offices)


def directory(guide: Guide) -> Directory:
    """Gather the contacts of a guide."""
    persons, phones, mailboxes, offices = (defaultdict[str, dict[str, None]](dict) for _ in range(4))
    for category in guide.categories:
        for contact in category.contacts:
            for found, keys in (
                (persons, (contact.name,)),
                (phones, tuple(re.sub(r"\D", "", phone) for phone in contact.phones)),
                (mailboxes, tuple(email.lower() for email in contact.emails)),
                (offices, (contact.department,)),
            ):
                for key in filter(None, keys):
                    found[key][category.id] = None
    said = "".join(text for each in guide.categories for text in (each.name, each.sections.research or ""))
    surnames, given = _name_parts(tuple(persons), said)
    return Directory(_fixed(persons), surnames, given, _fixed(phones), _fixed(mailboxes), _fixed(offices))


def contacts_named(text: str, known: Directory) -> Named:
    """Find the persons, phones, mailboxes and departments that a folded question names."""
    mailboxes, unknown_mail, spans = _mailboxes(text, known)
    phones, unknown_phones, phone_spans = _phones(text, known)
    offices, office_spans = _offices(text, known)
    persons, person_spans = _persons(text, known)
    return Named(
        persons,
        phones,
        mailboxes,
        offices,
        (*unknown_mail, *unknown_phones),
        (*spans, *phone_spans, *office_spans, *person_spans),
    )


_Spans = list[tuple[int, int]]


def _mailboxes(text: str, known: Directory) -> tuple[tuple[str, ...], tuple[str, ...], _Spans]:
    found, unknown, spans = [], [], []
    for match in _MAILBOX_SAID.finditer(text):
        said = match[0].rstrip(".")
        fits = [box for box in known.mailboxes if said in (box, box.partition("@")[0])]
        if fits or "@" in said:
            found += fits
            unknown += [] if fits else [said]
            spans.append(match.span())
    return tuple(found), tuple(unknown), spans


def _phones(text: str, known: Directory) -> tuple[tuple[str, ...], tuple[str, ...], _Spans]:
    found, unknown, spans = [], [], []
    for match in _PHONE_SAID.finditer(text):
        if text.startswith("号", match.end()) and not text.startswith("号码", match.end()):
            continue  # 江科2023175号, a document
        digits = re.sub(r"\D", "", match[0])
        fits = [phone for phone in known.phones if phone.endswith(digits) or digits.endswith(phone)]
        found += fits
        unknown += [] if fits else [match[0]]
        spans.append(match.span())
    for match in _PHONE_HALVES.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        fits = [phone for phone in known.phones if phone.endswith(digits) or digits.endswith(phone)]
        inside = any(start < match.end() and match.start() < end for start, end in spans)
        if fits and not inside:
            found += fits
            spans.append(match.span())
    return tuple(dict.fromkeys(found)), tuple(unknown), spans


def _offices(text: str, known: Directory) -> tuple[tuple[str, ...], _Spans]:
    found, spans = _known_in(text, known.offices, range(12, 2, -1))
    for match in re.finditer(rf"[\u4e00-\u9fff]{{2,8}}?[{_OFFICE_END}](?![技学研普创])", text):
        if any(start < match.end() and match.start() < end for start, end in spans):
            continue
        short = _short_office(match[0], known)
        if short:
            office, length = short
            found.append(office)
            spans.append((match.end() - length, match.end()))
    return tuple(dict.fromkeys(found)), spans


def _short_office(said: str, known: Directory) -> tuple[str, int] | None:
    """Find the one department that a short form such as 平台科 means: its characters, in order."""
    for length in range(len(said), 2, -1):
        form = re.compile(".*".join(map(re.escape, said[-length:])))
        fits = [office for office in known.offices if form.search(office)]
        if len(fits) == 1:
            return fits[0], length
    return None


def _persons(text: str, known: Directory) -> tuple[tuple[str, ...], _Spans]:
    found, spans = _known_in(text, known.persons, range(4, 1, -1))
    if found:
        return tuple(found), spans
    for start in range(len(text) - 1):
        persons = known.given_names.get(text[start : start + 2])
        if persons:
            found += persons
            spans.append((start, start + 2))
    for form in _SURNAME_SAID:
        for match in form.finditer(text):
            found += known.surnames.get(match[1], ())
            spans += [match.span()] if match[1] in known.surnames else []
    return tuple(dict.fromkeys(found)), spans


def _known_in(text: str, known: Mapping[str, object], lengths: range) -> tuple[list[str], _Spans]:
    """Find the known words in a text, the longest first."""
    found: list[str] = []
    spans: _Spans = []
    for length in lengths:
        for start in range(len(text) - length + 1):
            word = text[start : start + length]
            if word in known and not any(first < start + length and start < last for first, last in spans):
                found.append(word)
                spans.append((start, start + length))
    return found, spans


def _name_parts(
    persons: tuple[str, ...], said: str
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    surnames, given = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for person in persons:
        surnames[person[:1]].append(person)
        # A single character is no name that people use alone, and 建设 is a word before it is a name.
        if len(person) > 2 and person[-2:] not in said:  # noqa: PLR2004
            given[person[-2:]].append(person)
    return _fixed(surnames), _fixed(given)


def _fixed(found: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(ids) for key, ids in found.items()}
