"""The days on which categories take submissions, as the office set them, in answers and for hand-ins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from handlers.rules.answer import NOTICE, Answer, Days, Fact, Gap, Intent, Outcome, Part, Source
from handlers.rules.guide import Category, Guide
from handlers.rules.settings import Window

LABEL: Final = "申报时间"
SET_BY: Final = "（由受理单位公布，指南没有写明）"
UNSET: Final = "没有公布"
HEADING: Final = "已公布申报时间的类别"
_STATING: Final = (Outcome.ANSWER, Outcome.LIST)
_WEAKEST: Final = (Outcome.NONE, Outcome.CLARIFY, Outcome.LIST, Outcome.ANSWER)


def worded(window: Window) -> str:
    """Word opening and closing day, as in 2023年5月1日至2023年6月30日; empty where neither is set."""
    if window.opens and window.closes:
        return f"{_day(window.opens)}至{_day(window.closes)}"
    if window.opens:
        return f"{_day(window.opens)}起"
    return f"{_day(window.closes)}截止" if window.closes else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def untimely(window: Window | None, day: date) -> str | None:
    """Say why a day is outside a window; None where it is not."""
    if window is not None and window.opens is not None and window.is_early(day):
        return f"尚未开始受理（{_day(window.opens)}开始）"
    if window is not None and window.closes is not None and window.is_late(day):
        return f"已过截止日期（{_day(window.closes)}截止）"
    return None


def with_windows(answer: Answer, windows: Mapping[str, Window], guide: Guide) -> Answer:
    """Answer what was asked of days that the office set, and show these days with every category named."""
    if not windows:
        return answer
    parts = tuple(_dated(part, windows, guide) for part in answer.parts)
    told = {fact.number for part in parts for fact in part.facts if fact.label == LABEL}
    stating = [part for part in parts if part.outcome in _STATING]
    named = [number for part in stating for number in part.categories if number not in told]
    return replace(
        answer,
        outcome=next(
            (each for each in _WEAKEST if any(part.outcome is each for part in parts)), answer.outcome
        ),
        categories=tuple(dict.fromkeys(number for part in parts for number in part.categories)),
        sources=tuple(dict.fromkeys(source for part in parts for source in part.sources)),
        parts=parts,
        hand_over=any(part.outcome is Outcome.NONE and part.gap is not Gap.ORDER for part in parts),
        days=_days(dict.fromkeys(named), windows),
    )


def _dated(part: Part, windows: Mapping[str, Window], guide: Guide) -> Part:
    """Put the days in the place of the gap that says that the guide states none, or of the notice's."""
    noticed = part.intent is Intent.DEADLINE and any(fact.section == NOTICE for fact in part.facts)
    if part.gap is not Gap.DEADLINE and not noticed:
        return part
    about = part.about or tuple(each.id for each in guide.categories if each.id in windows)
    categories = [category for number in about if (category := guide.category(number))]
    if not any(each.id in windows for each in categories):
        return part
    asked_of_all = not part.about
    stated = (fact for fact in part.facts if asked_of_all or fact.section != NOTICE)
    facts = (*stated, *(_fact(each, windows) for each in categories))
    return replace(
        part,
        outcome=Outcome.ANSWER if len(categories) == 1 and not asked_of_all else Outcome.LIST,
        categories=tuple(dict.fromkeys([*part.categories, *(each.id for each in categories)])),
        facts=_by_category(facts),
        gap=None,
        subject=None,
        heading=HEADING if asked_of_all else part.heading,
        sources=(*part.sources, *(Source(guide.year, each.id) for each in categories if each.id in windows)),
    )


def _fact(category: Category, windows: Mapping[str, Window]) -> Fact:
    window = windows.get(category.id)
    return Fact(category.id, category.name, LABEL, f"{worded(window)}{SET_BY}" if window else UNSET)


def _by_category(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Keep together what is said of one category."""
    order = list(dict.fromkeys(fact.number for fact in facts))
    return tuple(sorted(facts, key=lambda fact: order.index(fact.number)))


def _days(numbers: Mapping[str, None], windows: Mapping[str, Window]) -> tuple[Days, ...]:
    shared: dict[str, list[str]] = {}
    for number in numbers:
        if number in windows:
            shared.setdefault(worded(windows[number]), []).append(number)
    return tuple(Days(words, tuple(held)) for words, held in shared.items())
