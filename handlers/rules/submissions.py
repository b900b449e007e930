"""Which departments a submission goes to: one, two at once, or none for sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.rules.category_terms import Profile
from handlers.rules.classify import Candidate, Classifier
from handlers.rules.contestants import contestant
from handlers.rules.evidence import named_in
from handlers.rules.file_owners import file_owners
from handlers.rules.foreign_guides import foreign_guide
from handlers.rules.mail_intent import Aim, Intent
from handlers.rules.mail_segments import Place, Segment
from handlers.rules.mention_order import first_mention
from handlers.rules.mime import ParsedMail
from handlers.rules.other_matters import other_matter
from handlers.rules.other_stages import is_mention, other_stage
from handlers.rules.procedures import other_procedure
from handlers.rules.spelling import folded
from handlers.rules.supplements_sent import adds_to_unknown

SURE: Final = 0.88  # probability from which on a department gets a letter without a person
_COMPANION: Final = 4.0  # log-odds behind the best at which a second category of the department is named too
_RIVAL: Final = 4.5  # log-odds of another department's category that is named as well
_LIKELY: Final = 3.5  # log-odds from which on a further category of the department may be meant as well
_CONTENT: Final = 2.0  # log-odds of a category itself, below which a mail is known by its addressee alone
_CONTESTED: Final = 5.0  # log-odds of another department's category from which on it may be meant instead
_CLOSE: Final = 3.0  # log-odds behind the best within which it may
_CALLED: Final = 2.5  # log-odds of a name in a subject or a file's name from which on it calls a category
_TWO: Final = 2
_POSSIBLE: Final = 2.5  # log-odds from which on a category may be a second one that a mail hands in
# A mail says that it holds several applications.
_SEVERAL: Final = re.compile(
    r"[两二三四2-4](?:个|项|类|份|套)(?:不同)?(?:的)?(?:项目|专项|申报|申请|类别|材料)|申[报请](?:以下)?[两二三四2-4][项个份]"
    r"|一是[^。\n]*二是|各一[份套项]|一份[^。\n]*[,，;；、][^。\n]*一份|分别(?:请|转|由|交|送|报)|同时(?:申报|报|申请)|以及|另外?(?:申报|报)"
)
# Who writes to somebody by name hands in an application by one of these words.
_FOR_A_PROJECT: Final = re.compile(
    r"申[报请](?!函)|揭榜|指南|报送|项目(?:方案|材料|书)|补助|资助|application|proposal|apply"
)
# Why a mail about a category may be no application all the same.
_AIMLESS: Final = {
    Intent.OTHER: "提到了项目类别，但看不出是不是申报材料",
    Intent.ENCLOSED: "只有提问，但带有附件，看不出是不是申报材料",
}


Group = tuple[str | None, list[Candidate]]  # a mailbox and its categories


@dataclass(frozen=True, slots=True)
class Choice:
    """The letters to send as (mailbox, categories), or the doubt that keeps them back."""

    letters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    doubt: str | None = None


def choose(
    mail: ParsedMail,
    classifier: Classifier,
    candidates: Sequence[Candidate],
    aim: Aim,
    pieces: tuple[Segment, ...],
) -> Choice:
    """Choose the departments for a submission; a doubt means that a person must."""
    place = foreign_guide(mail, classifier.guide)
    if place:
        return Choice(doubt=f"写的是{place}的项目，不像本指南的申报")
    rivals = _rivals(candidates)
    if rivals:
        return _two_departments(mail, classifier, [candidates[0], *rivals], pieces)
    departments = _by_mailbox(candidates)
    mailbox, group = departments[0] if departments else (None, [])
    score = sum(each.score for each in group)
    warnings = _warnings(mail, aim)
    doubt = _doubt(candidates, departments, score, aim) or _objection(mail, classifier, candidates, pieces)
    if doubt or mailbox is None:
        return Choice(score=score, warnings=warnings, doubt=doubt or "这个类别在指南里没有邮箱")
    chosen = _named_together(group, _owners_within(mail, classifier, group))
    others = _other_owners(mail, classifier, candidates, pieces) if len(chosen) == 1 else []
    if others and all(each.evidence >= _RIVAL for each in others):
        return _two_departments(mail, classifier, others, pieces)
    if others:
        return Choice(score=score, warnings=warnings, doubt="像有几份申报，只看得清其中一份")
    reasons = tuple(dict.fromkeys(reason for each in chosen for reason in each.reasons))
    return Choice(((mailbox, tuple(each.category for each in chosen)),), score, reasons, warnings)


def _doubt(candidates: Sequence[Candidate], departments: list[Group], score: float, aim: Aim) -> str | None:
    if score < SURE:
        return _unsure(candidates, departments)
    return _AIMLESS.get(aim.intent)


def _is_contested(candidates: Sequence[Candidate]) -> bool:
    """Tell whether another department's category has strong signs of its own, hardly weaker than the best."""
    best = candidates[0]
    second = max((each.content for each in candidates if each.mailbox != best.mailbox), default=0.0)
    return second >= _CONTESTED and best.content - second < _CLOSE


def _is_called(profile: Profile, pieces: tuple[Segment, ...]) -> bool:
    """Tell whether the subject or the name of a file calls a category by its name."""
    called = (named_in(profile, each) for each in pieces if each.place in {Place.SUBJECT, Place.NAMES})
    return max(called, default=0.0) >= _CALLED


def _objection(
    mail: ParsedMail, classifier: Classifier, candidates: Sequence[Candidate], pieces: tuple[Segment, ...]
) -> str | None:
    profile = classifier.profile(candidates[0].category) if candidates else None
    if profile is None:
        return None
    doubts = (
        _contested(profile, candidates, pieces),
        _part_of(other_procedure(mail, profile) or other_stage(pieces, folded(profile.name))),
        _strange(profile, candidates[0], pieces),
        _part_of(contestant(profile, pieces)),
        "像是补充或替换先前的材料，但没有回执编号" if adds_to_unknown(profile, pieces) else None,
        "提到了这个类别，但没有一处说到申报或申报材料" if is_mention(pieces, profile) else None,
    )
    return next((each for each in doubts if each), None)


def _part_of(matter: str | None) -> str | None:
    return f"像是与这个类别有关的{matter}，不是申报" if matter else None


def _strange(profile: Profile, best: Candidate, pieces: tuple[Segment, ...]) -> str | None:
    """Tell what a mail speaks of whose addressee alone points to a category."""
    if best.content >= _CONTENT:
        return None
    if not best.papers and not any(_FOR_A_PROJECT.search(each.plain) for each in pieces):
        return "只写明了收件人，看不出交的是什么材料"
    matter = other_matter(profile, pieces)
    return f"只写明了收件人，说的是“{matter}”，不像这个类别的申报" if matter else None


def _contested(profile: Profile, candidates: Sequence[Candidate], pieces: tuple[Segment, ...]) -> str | None:
    contested = _is_contested(candidates) and not _is_called(profile, pieces)
    return "几个科室都有可能，分不清" if contested else None


def _by_mailbox(candidates: Sequence[Candidate]) -> list[Group]:
    groups: dict[str | None, list[Candidate]] = {}
    for each in candidates:
        groups.setdefault(each.mailbox, []).append(each)
    return sorted(groups.items(), key=lambda group: -sum(each.score for each in group[1]))


def _rivals(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Find categories of other departments that the mail names as well as the best one."""
    if not candidates or not candidates[0].named:
        return []
    best = candidates[0]
    return [
        each
        for each in candidates[1:]
        if each.mailbox != best.mailbox and each.named and each.evidence >= _RIVAL
    ]


def _other_owners(
    mail: ParsedMail, classifier: Classifier, candidates: Sequence[Candidate], pieces: tuple[Segment, ...]
) -> list[Candidate]:
    """Find the categories that have a file each, where a mail says that it holds several."""
    told = (each.plain for each in pieces if each.place in {Place.SUBJECT, Place.TEXT})
    likely = {each.category for each in candidates if each.evidence >= _POSSIBLE}
    if min(len(likely), len(mail.files)) < _TWO or not any(_SEVERAL.search(each) for each in told):
        return []
    owners = file_owners(mail, classifier, likely, strict=True) & likely
    return [each for each in candidates if each.category in owners] if len(owners) >= _TWO else []


def _two_departments(
    mail: ParsedMail, classifier: Classifier, named: list[Candidate], pieces: tuple[Segment, ...]
) -> Choice:
    """Send one letter each where each category has a file of its own; else a person decides."""
    order = {each.id: (first_mention(each, pieces), at) for at, each in enumerate(classifier.profiles)}
    best, named = named[0], sorted(named, key=lambda each: order[each.category])
    categories = {each.category for each in named}
    mailboxes = {each.mailbox for each in named}
    names = "、".join(each.category for each in named)
    owned = file_owners(mail, classifier, categories, strict=True)
    if None in mailboxes or len(mailboxes) != _TWO or not categories <= owned:
        return Choice(doubt=f"提到不同科室的类别（{names}），分不清要报哪一个")
    letters = tuple(
        (str(mailbox), tuple(each.category for each in named if each.mailbox == mailbox))
        for mailbox in dict.fromkeys(each.mailbox for each in named)
    )
    reasons = (f"一封邮件里有两份申报（{names}），各有自己的附件，分送两个科室", *best.reasons)
    return Choice(letters, min(1.0, sum(each.score for each in named)), reasons)


def _owners_within(mail: ParsedMail, classifier: Classifier, group: list[Candidate]) -> frozenset[str]:
    """Find which categories of a department have a file of their own, where several are likely."""
    likely = {each.category for each in group if each.evidence >= _LIKELY}
    if len(likely) < _TWO or len(mail.files) < _TWO:
        return frozenset()
    return file_owners(mail, classifier, likely, strict=False) & likely


def _named_together(group: list[Candidate], owners: frozenset[str]) -> list[Candidate]:
    """Keep the best category of a department, and those that the mail names, or sends a file for, as well."""
    best = group[0]
    return [
        each
        for each in group
        if each is best
        or (each.named and best.evidence - each.evidence <= _COMPANION)
        or (each.category in owners and best.category in owners)
    ]


def _unsure(candidates: Sequence[Candidate], departments: list[Group]) -> str:
    if not candidates or candidates[0].evidence <= 0:
        return "看不出属于哪个项目类别"
    if len(departments) > 1 and sum(each.score for each in departments[1][1]) > 0.25:  # noqa: PLR2004
        return "几个科室都有可能，分不清"
    return "依据不够，拿不准属于哪个类别"


def _warnings(mail: ParsedMail, aim: Aim) -> tuple[str, ...]:
    if aim.intent is Intent.SUBMISSION and not mail.files:
        return ("邮件没有附件",)
    return ()
