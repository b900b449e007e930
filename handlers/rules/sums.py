"""Reckon what amounts come to where a question asks for it: over years, over projects, between categories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from handlers.rules.answer import Fact
from handlers.rules.guide import Category

_SUM: Final = re.compile(
    "加起来|加一起|一共|总共|合计|共计|总计|累计|算下来|合起来|合在一起|全部加|总额|拢共"
)
_DIFFERENCE: Final = re.compile(
    "[差相]差?(?:了)?(?:多少|几)|(?:多|少|高|低)(?:出|了)?(?:多少|几)|比.{2,16}多(?:多少|几)"
)
_YEARLY: Final = re.compile(r"万元?\s*[/／每]\s*年|每年[^。;；]{0,8}万")
_LABEL: Final = "推算"  # shown with every figure that no document prints
_TWO: Final = 2  # categories between which there is a difference


def reckoned(text: str, categories: Sequence[Category]) -> tuple[Fact, ...]:
    """Return what the amounts of some categories come to, written out; nothing where it is not asked."""
    if len(categories) == 1 and _SUM.search(text):
        found = _over_years(categories[0]) or _over_projects(categories[0])
        return (found,) if found else ()
    amounts = [_single(each) for each in categories]
    known = [amount for amount in amounts if amount is not None]
    if len(categories) < _TWO or len(known) < len(categories):
        return ()
    if _SUM.search(text):
        return (_fact(None, "", " + ".join(f"{each:g}" for each in known) + f" = {sum(known):g}万元"),)
    if _DIFFERENCE.search(text) and len(categories) == _TWO:
        more, less = max(known), min(known)
        return (_fact(None, "", f"{more:g} - {less:g} = {more - less:g}万元"),)
    return ()


def _over_years(category: Category) -> Fact | None:
    amount, period = _single(category), category.period
    item = category.funding.items[0] if category.funding.items else None
    yearly = item is not None and (item.per == "year" or _YEARLY.search(category.sections.support or ""))
    if amount is None or period is None or not period.years or not yearly:
        return None
    bound = "最多" if period.type == "max" else "共"
    return _fact(
        category,
        category.name,
        f"{amount:g}万元/年 × {period.years:g}年，{bound}{amount * period.years:g}万元",
    )


def _over_projects(category: Category) -> Fact | None:
    amount = _single(category)
    count = category.funding.items[0].count if amount is not None else None
    if amount is None or not count or category.funding.items[0].count_type != "exact":
        return None
    return _fact(category, category.name, f"{amount:g}万元/项 × {count}项 = {amount * count:g}万元")


def _single(category: Category) -> float | None:
    """Return the one amount of a category; None where there are several or it is no fixed one."""
    items = [item for item in category.funding.items if item.amount_wan is not None]
    return items[0].amount_wan if len(items) == 1 and items[0].amount_type == "fixed" else None


def _fact(category: Category | None, name: str, value: str) -> Fact:
    return Fact(category.id if category else None, name, _LABEL, value, "support" if category else None)
