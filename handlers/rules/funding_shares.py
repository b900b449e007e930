"""Which number of projects goes with which amount of a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.rules.funding_money import HARD, Money, phrase
from handlers.rules.project_counts import ProjectCount

_EACH = re.compile(r"各(?:支持|资助|立项|遴选)?\s?$")  # 每档各支持2项
_ALTOGETHER = re.compile(r"(?:共|合计|总计)(?:计|支持|资助|立项|遴选|安排|设立?){0,2}\s?$")  # 共支持5项
_IN_ORDER = re.compile(r"分别|各(?=[^,。;]{0,8}$)")  # 分别支持2项、10项 and 各1名、2名、3名
_FIRST_DIGIT = re.compile(r"[\d一二两三四五六七八九十]")


def shares(
    half: str, grants: Sequence[Money], counts: Sequence[ProjectCount], labels: Sequence[str | None]
) -> list[ProjectCount | None]:
    """Give each amount its number of projects: by its name, in order, or the nearest one."""
    if len(grants) == 1:
        return [_only(counts)]
    last = grants[-1].amount.end
    apart = counts and (counts[0].start > last or counts[-1].end < grants[0].amount.start)
    if apart and (named := _by_label(half, counts, labels, last if counts[0].start > last else 0)):
        return named
    if counts and counts[0].start > last:  # …20万元/项，分别支持2项、10项
        if len(counts) == len(grants) and _IN_ORDER.search(half, last, _digit(half, counts[0])):
            return [*counts]
        if len(counts) > 1 or not _EACH.search(half, 0, _digit(half, counts[0])):
            return [None] * len(grants)  # which of them are how many is not said
    if len(counts) == 1 and _EACH.search(half, 0, _digit(half, counts[0])):
        return [counts[0]] * len(grants)
    return _nearest(half, grants, [each for each in counts if not _is_sum(half, each)])


def spare(half: str, counts: Sequence[ProjectCount], given: Sequence[ProjectCount | None]) -> int:
    """Count the numbers of projects that went with no amount; the sum of those that did is none."""
    left = [each for each in counts if each not in given]
    whole = sum(each.count for each in given if each)
    return sum(1 for each in left if not (_is_sum(half, each) and each.count == whole))


def _only(counts: Sequence[ProjectCount]) -> ProjectCount | None:
    return counts[0] if counts else None


def _is_sum(half: str, count: ProjectCount) -> bool:
    """Tell how many projects there are altogether: 共支持10项，其中重大项目2项…, 立项3项：1项100万元…."""
    return (
        half[count.end : count.end + 1] == ":" or _ALTOGETHER.search(half, 0, _digit(half, count)) is not None
    )


def _by_label(
    half: str, counts: Sequence[ProjectCount], labels: Sequence[str | None], start: int
) -> list[ProjectCount | None]:
    """Give the numbers behind all amounts by the names before them: 重点项目不超过3项，面上项目不超过10项.

    Nothing where a number stands behind no name, or behind one that another has already.
    """
    found: dict[str, ProjectCount] = {}
    for count in counts:
        before = half[start : _digit(half, count)]
        named = [label for label in labels if label and label in before]
        if len(named) != 1 or named[0] in found:
            return []
        found[named[0]], start = count, count.end
    return [found.get(label or "") for label in labels]


def _nearest(half: str, grants: Sequence[Money], counts: Sequence[ProjectCount]) -> list[ProjectCount | None]:
    """Give each amount the number in its phrase, else behind, else before it in its sentence."""
    given: list[ProjectCount | None] = []
    for place, each in enumerate(grants):
        start = grants[place - 1].amount.end if place else 0
        end = grants[place + 1].amount.start if place + 1 < len(grants) else len(half)
        bounds = phrase(half, each.amount.start, each.amount.end, HARD)
        near = [
            one for one in counts if max(start, bounds[0]) <= one.start and one.end <= min(end, bounds[1])
        ]
        within = [one for one in near if each.phrase[0] <= one.start < each.phrase[1]]
        ordered = [*within, *_sides(half, each, near)]
        given.append(next(iter(ordered), None))
    return [one if one not in given[:place] else None for place, one in enumerate(given)]


def _sides(half: str, money: Money, near: Sequence[ProjectCount]) -> list[ProjectCount]:
    """Give the numbers behind an amount and those before it; 2项、每项200万元 has its own before it."""
    before = [one for one in near if one.end <= money.amount.start]
    behind = [one for one in near if one.start >= money.amount.end]
    close = before[-1:] if before and _PRICES.fullmatch(half, before[-1].end, money.amount.start) else []
    return [*close, *behind, *before]


# What stands between a number of projects and the amount for each of them.
_PRICES = re.compile(
    r"\0{0,5}(?:项目|左右|以内)?\s?[,、:]?\s?(?:支持|资助|补助|奖励|给予|按)?"
    r"(?:每|单|各)[项个家名人]?(?:项目|企业|单位)?[^,。;、\d]{0,10}"
)


def _digit(half: str, count: ProjectCount) -> int:
    found = _FIRST_DIGIT.search(half, count.start)
    return found.start() if found else count.start
