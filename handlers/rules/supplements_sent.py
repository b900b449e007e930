"""Mails that add to papers which were sent before, of which the desk may know nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from handlers.rules.category_terms import Profile
from handlers.rules.evidence import named_in
from handlers.rules.mail_segments import Place, Segment
from handlers.rules.numbers_written import numbers_in

_LONGEST: Final = 400  # characters of the text in which it is told
_ADDS: Final = re.compile(
    r"补正|补交|补报|(?<![奖后])补(?:充)?(?:材料|资料|提交|一份)|补(?:上|齐|一下|个|张)(?!贴)|漏了|漏交|漏发|少交|替换(?:原|之前|先前|掉|上次|一下)|请替换"
    r"|更正(?:材料|版|页|一)|以(?:这|此|本)(?:版|份|次|稿)为准"
)
_LATER: Final = re.compile(
    r"(?:如|若|是否|需要?|请|后续|再|随时|不足|缺漏)[^。,，;；\n]{0,8}$"
)  # what may come is not sent
_TOLD: Final = frozenset({Place.SUBJECT, Place.TEXT})
_NAMING: Final = frozenset({Place.SUBJECT, Place.NAMES, Place.QUOTED, Place.FORWARDED})
_NAMED: Final = 1.5  # log-odds from which on a category is called by its name


def adds_to_unknown(profile: Profile, pieces: Sequence[Segment]) -> bool:
    """Tell whether a mail adds to earlier papers, and neither subject nor files say to which."""
    text = "\n".join(each.plain[:_LONGEST] for each in pieces if each.place in _TOLD)
    if not any(not _LATER.search(text[: hit.start()][-12:]) for hit in _ADDS.finditer(text)):
        return False
    if profile.id in numbers_in(tuple(pieces)).categories:
        return False
    return max((named_in(profile, each) for each in pieces if each.place in _NAMING), default=0.0) < _NAMED
