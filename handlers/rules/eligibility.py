"""Which categories somebody can apply for, each with the clause of the guide that says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from handlers.rules.applicants import KINDS, ApplicantKind
from handlers.rules.facts import sentences
from handlers.rules.guide import Category, Guide, Topic


@dataclass(frozen=True, slots=True)
class Group:
    """A choice of kinds of applicants that people tell apart; `key` stands in buttons."""

    key: str
    name: str
    kinds: tuple[str, ...]  # names of handlers.rules.applicants

    @property
    def written(self) -> tuple[ApplicantKind, ...]:
        """Return how conditions call them."""
        return tuple(kind for kind in KINDS if kind.name in self.kinds)


@dataclass(frozen=True, slots=True)
class Fit:
    """A category that is open to somebody, with the clause of its conditions that says so."""

    category: Category
    clause: str


GROUPS: Final = (
    Group("co", "企业", ("企业",)),
    Group("sci", "高校、科研院所", ("高校", "科研机构")),
    Group("soc", "协会、社会团体", ("协会等社会团体",)),
    Group("park", "园区管理部门", ("园区管理部门",)),
    Group("per", "个人", ("个人",)),
)
# A clause that speaks of who may apply tells more than one that merely names them.
_APPLYING: Final = re.compile("登记|注册|备案|法人|申报(?:单位|主体|人)|牵头|承担单位|依托|均可|可以?申报")
LONG: Final = 120  # characters of a clause


def group(key: str) -> Group | None:
    """Find a group by its key."""
    return next((each for each in GROUPS if each.key == key), None)


def fits(guide: Guide, wanted: Group, topic: int | None = None) -> tuple[Fit, ...]:
    """Return the categories whose conditions name the kind of applicant, of one topic or of all."""
    found = (
        Fit(each, clause)
        for each in guide.categories
        if topic in (None, each.topic) and (clause := _clause(each, wanted))
    )
    return tuple(found)


def _clause(category: Category, wanted: Group) -> str | None:
    naming = [
        sentence
        for sentence in sentences(category.sections.conditions or "")
        if any(kind.written.search(sentence) for kind in wanted.written)
    ]
    clause = next((each for each in naming if _APPLYING.search(each)), next(iter(naming), None))
    if clause is None:
        return None
    return clause if len(clause) <= LONG else f"{clause[:LONG]}…"


def silent(guide: Guide) -> tuple[Category, ...]:
    """Return the categories whose conditions name no kind of applicant at all."""
    return tuple(
        each
        for each in guide.categories
        if not any(kind.written.search(each.sections.conditions or "") for kind in KINDS)
    )


def fields(guide: Guide, wanted: Group) -> tuple[tuple[Topic, int], ...]:
    """Return the topics in which something fits, each with how many."""
    found = [fit.category.topic for fit in fits(guide, wanted)]
    return tuple((topic, found.count(topic.number)) for topic in guide.topics if topic.number in found)
