"""我们能报什么: a few buttons, then the categories that fit, each with the clause that says so."""

from __future__ import annotations

from typing import Final

from handlers.editions import GuideInForce
from handlers.outbox import Button
from handlers.rules.eligibility import GROUPS, Group, fields, fits, group, silent
from handlers.screens import Press, Screen, back, label, page_of, pager, press_data
from handlers.wording import say

PREFIX: Final = "e"
ALL: Final = "-"  # in a button, in the place of a topic's number
NAMED: Final = 12  # categories without a stated kind that are named


def eligibility_screen(found: GuideInForce, press: Press) -> Screen | None:
    """Show the next step of the choice; None for a button that is not understood."""
    if press.verb in ("home", "kinds"):
        return _kinds()
    wanted = group(press.text())
    if wanted is None:
        return None
    if press.verb == "kind" and found.guide.topics and fits(found.guide, wanted):
        return _fields(found, wanted)
    return _listed(found, wanted, press) if press.verb in ("kind", "list") else None


def _data(verb: str, *arguments: object) -> str:
    return press_data(PREFIX, verb, *arguments)


def _kinds() -> Screen:
    rows = [[Button(each.name, _data("kind", each.key))] for each in GROUPS]
    return Screen(say("eligibility_kinds.html"), [*rows, back()])


def _fields(found: GuideInForce, wanted: Group) -> Screen:
    counted = fields(found.guide, wanted)
    total = len(fits(found.guide, wanted))
    rows = [
        [Button(label(f"{topic.name}（{count}）"), _data("list", wanted.key, topic.number, 0))]
        for topic, count in counted
    ]
    whole = [Button(f"全部领域（{total}）", _data("list", wanted.key, ALL, 0))]
    text = say("eligibility_fields.html", kind=wanted.name, count=total)
    return Screen(text, [whole, *rows, back(_data("kinds"))])


def _listed(found: GuideInForce, wanted: Group, press: Press) -> Screen:
    topic = found.guide.topic(press.number(1))
    held = fits(found.guide, wanted, topic.number if topic else None)
    page = page_of(len(held), press.number(2) or 0)
    shown = held[page.start : page.stop]
    unsaid = silent(found.guide)
    text = say(
        "eligibility_list.html",
        kind=wanted.name,
        topic=topic.name if topic else None,
        fits=shown,
        count=len(held),
        year=found.guide.year,
        unsaid=[each.id for each in unsaid[:NAMED]],
        unsaid_count=len(unsaid),
    )
    rows = [
        [Button(label(f"📖 {each.category.id} {each.category.name}"), press_data("g", "c", each.category.id))]
        for each in shown
    ]
    place = topic.number if topic else ALL
    datas = [_data("list", wanted.key, place, max(0, each)) for each in (page.number - 1, page.number + 1)]
    up = _data("kind", wanted.key) if found.guide.topics and held else _data("kinds")
    return Screen(text, [*rows, pager(page, datas), back(up)])
