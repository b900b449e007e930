"""Evidence that a mail is meant for whoever is in charge of a category."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from handlers.rules.category_terms import Profile, words_of
from handlers.rules.mail_reading import SPEAKING, Found, Reading
from handlers.rules.mail_segments import Place, Segment

_PERSON: Final = 3.2  # log-odds of the name of the person in charge: others may be called so too
_OWN_PERSON: Final = 4.0  # the same where the person has this category alone and the mail is addressed so
_ADDRESSED: Final = 1.6  # log-odds of a surname with a title in the salutation, borne in one department
_PHONE: Final = 4.0  # log-odds of that person's telephone
_DEPARTMENT: Final = 2.6  # log-odds of the name of the department in charge
_OWN_DEPARTMENT: Final = 4.2  # the same where it has this category alone and the mail is addressed so
_COPIED: Final = 2.5  # log-odds of its mailbox among the recipients
_OPENING: Final = frozenset({Place.SUBJECT, Place.TEXT})  # where somebody is addressed
_SHORTEST_BRANCH: Final = 2  # characters of a department's name before 科 that tell it

# How people address somebody whose surname they know.
_TITLES: Final = "(?:工|科长?|主任|老师|先生|女士|小姐|姐|哥|同志|部长|副科长)"
_BEFORE: Final = r"(?<![\u4e00-\u9fff])(?:致|给|请|转|转给|交|呈|尊敬的|敬爱的|您好|你好)?"
_TITLE: Final = re.compile(_TITLES)
_TOLD: Final = SPEAKING | {Place.QUOTED}  # where a person or a telephone is told
_SALUTATION: Final = 30  # characters of the text in which somebody is addressed
# What stands before or behind the name of somebody who shall get a mail.
_TO: Final = r"(?:请|转|致|报|呈|递|给|交|送|烦|由|to|attn|dear|[(\[:：@]|^|\n)[^。!?;,，\n]{0,12}?"
_GETS: Final = rf"\s*(?:{_TITLES}|收|亲收|查收|启|您好|你好|处|审|负责|这边|那边|办)"


def by_contact(profile: Profile, mail: Reading) -> Found | None:
    """Look for the person in charge, by name or telephone."""
    for segment in mail.segments:
        if segment.place in _TOLD:
            person = next((each for each in profile.people if each in segment.plain), None)
            phone = next((p for p in profile.phones if p.replace("-", "")[-7:] in segment.unspaced), None)
            if person or phone:
                strength = _person_strength(profile, person, segment) if person else _PHONE
                weight = 1.0 if strength == _OWN_PERSON and _opens(person, segment) else segment.weight
                return Found(strength * weight, f"{segment.place}提到联系人{person or phone}")
    return None


def _person_strength(profile: Profile, person: str, segment: Segment) -> float:
    alone = person in profile.own_people and segment.place is not Place.QUOTED
    return _OWN_PERSON if alone and _is_addressed(person, segment.plain) else _PERSON


def _opens(person: str | None, segment: Segment) -> bool:
    """Tell whether a text begins with somebody's name."""
    return segment.place is Place.TEXT and bool(person) and str(person) in segment.plain[:_SALUTATION]


def _is_addressed(name: str, text: str) -> bool:
    """Tell whether a text is addressed to somebody: 请…收, 致…, …老师您好."""
    escaped = re.escape(name)
    return bool(re.search(rf"{_TO}{escaped}|{escaped}{_GETS}", text))


def by_salutation(profile: Profile, mail: Reading) -> Found | None:
    """Look for a surname or a given name with a title where somebody is addressed: 廖工, 桂霞姐."""
    for segment in mail.segments:
        if segment.place in _OPENING and _TITLE.search(opening := segment.plain[:_SALUTATION]):
            pattern = _called(profile)
            if pattern and (found := re.search(pattern, opening)):
                return Found(_ADDRESSED, f"{segment.place}称呼的“{found[0]}”与联系人同姓")
    return None


def _called(profile: Profile) -> str:
    """Write the pattern of how the people in charge are addressed; empty where nobody is known."""
    called = "|".join(
        [*([f"[{profile.surnames}]"] if profile.surnames else []), *profile.given, *profile.own_people]
    )
    return called and rf"{_BEFORE}(?:{called}){_TITLES}"


def by_department(profile: Profile, mail: Reading) -> Found | None:
    """Look for the department in charge: its name, the short form people use, its mailbox."""
    if profile.mailbox and profile.mailbox.lower() in mail.recipients:
        return Found(_COPIED, f"同时寄给了{profile.department or profile.mailbox}")
    if not profile.department:
        return None
    for segment in mail.segments:
        if segment.place in SPEAKING:
            named = next((n for n in _branch_names(profile.department) if _is_named(n, segment.plain)), None)
            if named or (profile.mailbox and profile.mailbox.lower() in segment.plain):
                told = named or str(profile.mailbox).lower()
                alone = profile.alone and _is_addressed(told, segment.plain)
                strength = _OWN_DEPARTMENT if alone else _DEPARTMENT
                return Found(strength * segment.weight, f"{segment.place}提到{named or profile.mailbox}")
    return None


def _is_named(branch: str, text: str) -> bool:
    """Tell whether a department is named, and not the first half of 创新科技 or 平台科研."""
    return branch in text and bool(re.search(rf"{re.escape(branch)}(?![技学研普目创])", text))


@lru_cache(maxsize=256)
def _branch_names(name: str) -> tuple[str, ...]:
    """Give a department's name and its short forms: 高新技术科, 高新科, 平台科."""
    stem = name.removesuffix("科").removesuffix("股").removesuffix("处").removesuffix("室")
    ending = name[len(stem) :]
    words = words_of(stem)
    short = {stem[:size] for size in (2, 3) if len(stem) > size} | {
        word for word in words if len(word) < len(stem)
    }
    longer = sorted(each + ending for each in short if ending and len(each) >= _SHORTEST_BRANCH)
    return (name, *longer)
