"""Which of several categories each file of a mail belongs to, told by the file's name."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from handlers.rules.classify import Candidate, Classifier
from handlers.rules.mail_segments import Place, segments
from handlers.rules.mime import ParsedMail

_SURE: Final = 0.8  # probability by which a file's name alone tells its category
_TELLING: Final = 0.8  # log-odds of a file's name that tell which of several it is for
_LEAD: Final = 0.8  # log-odds before the next of them
_FILES: Final = 30  # names that are looked at
# A file that only supports an application belongs to no other.
_SUPPORT: Final = re.compile(
    r"证明|证书|协议|合同|聘书|截图|照片|名单|发票|批复|认定|公示|通知|奖状|简介|介绍|佐证|报告"
)
_APPLICATION: Final = re.compile(r"申报|申请|方案|揭榜|计划书|材料|application|proposal", re.IGNORECASE)


def file_owners(
    mail: ParsedMail, classifier: Classifier, among: Collection[str], *, strict: bool
) -> frozenset[str]:
    """Find which of several categories have a file of their own; `strict` leaves supporting papers out."""
    owners = set()
    for file in mail.files[:_FILES]:
        if strict and _SUPPORT.search(file.name) and not _APPLICATION.search(file.name):
            continue
        pieces = segments(replace(ParsedMail(), attachments=(replace(file, text=""),)))
        names = tuple(each for each in pieces if each.place is Place.NAMES)
        owner = _owner(classifier.weighed(names), among)
        if owner:
            owners.add(owner)
    return frozenset(owners)


def _owner(candidates: tuple[Candidate, ...], among: Collection[str]) -> str | None:
    if candidates and candidates[0].score >= _SURE:
        return candidates[0].category
    within = [each for each in candidates if each.category in among]
    if not within or within[0].evidence < _TELLING:
        return None
    others = max((each.evidence for each in within[1:]), default=0.0)
    return within[0].category if within[0].evidence - others >= _LEAD else None
