"""The guide in chat: topics, categories, their sections, and the departments to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.departments import Office, offices
from handlers.editions import GuideInForce, guide_in_force
from handlers.outbox import Button
from handlers.rules.chat_text import pieces
from handlers.rules.guide import Category, Topic, department
from handlers.rules.windows import worded
from handlers.screens import HOME, Press, Screen, back, label, page_of, pager, press_data
from handlers.wording import say

# The sections in the order in which people look for them, and what they are called.
SECTIONS: Final = {
    "conditions": "申报条件",
    "materials": "申报材料要求",
    "support": "支持方式与强度",
    "research": "研究内容",
    "contacts": "联系人",
}
SIGN: Final = 4  # letters of the guide's digest that a button carries
SECTION_LENGTH: Final = 1800  # a longer section has pages
NUMBER_WORDS: Final = "o"  # in front of the index of a section that has a heading of its own


async def guide_screen(session: AsyncSession, press: Press) -> Screen | None:
    """Show what a button of the guide asks for; None where the guide no longer has it."""
    found = await guide_in_force(session)
    if found is None:
        return Screen(say("no_guide.html"), [[HOME]])
    show = SHOWN.get(press.verb)
    screen = show(found, press) if show else None
    if screen is not None and press.state and press.state != found.digest[:SIGN]:
        return screen.as_stale()
    return screen


def _data(found: GuideInForce, verb: str, *arguments: object) -> str:
    return press_data("g", verb, *arguments, state=found.digest[:SIGN])


def topics(found: GuideInForce, _press: Press) -> Screen:
    """List the topics; a guide without topics lists its categories."""
    guide = found.guide
    rows = [
        [Button(label(f"{topic.number}. {topic.name}"), _data(found, "topic", topic.number))]
        for topic in guide.topics
    ]
    if not rows:
        rows = [[_category_button(found, each)] for each in guide.categories]
    text = say("topics.html", title=guide.title, categories=len(guide.categories), topics=len(guide.topics))
    return Screen(text, [*rows, back()])


def topic(found: GuideInForce, press: Press) -> Screen | None:
    """List a page of a topic's categories."""
    chosen = found.guide.topic(press.number())
    if chosen is None:
        return None
    listed = [each for each in found.guide.categories if each.topic == chosen.number]
    page = page_of(len(listed), press.number(1) or 0)
    rows = [[_category_button(found, each)] for each in listed[page.start : page.stop]]
    datas = [
        _data(found, "topic", chosen.number, max(0, each)) for each in (page.number - 1, page.number + 1)
    ]
    text = say("topic.html", number=chosen.number, name=chosen.name, count=len(listed))
    return Screen(text, [*rows, pager(page, datas), back(_data(found, "topics"))])


def _category_button(found: GuideInForce, category: Category) -> Button:
    return Button(label(f"{category.id} {category.name}"), _data(found, "c", category.id))


def category(found: GuideInForce, press: Press) -> Screen | None:
    """Show a category's card with a button for each section."""
    chosen = found.guide.category(press.text())
    if chosen is None:
        return None
    buttons = [Button(name, _data(found, "s", chosen.id, key)) for key, name in sections_of(chosen).items()]
    rows = [buttons[place : place + 2] for place in range(0, len(buttons), 2)]
    hand_in = Button("📤 申报这个类别", press_data("b", "set", "-", chosen.id, state=found.digest[:SIGN]))
    follow = Button("🔔 关注变化", press_data("f", "on", chosen.id))
    up = _data(found, "topic", chosen.topic) if chosen.topic is not None else _data(found, "topics")
    return Screen(_card(found, chosen), [*rows, [hand_in, follow], back(up)])


def _card(found: GuideInForce, chosen: Category) -> str:
    return say(
        "category.html",
        crumb=_crumb(found.guide.topic(chosen.topic)),
        year=found.guide.year,
        id=chosen.id,
        name=chosen.name,
        mode=chosen.funding.mode,
        selection=chosen.funding.selection,
        period=chosen.period,
        materials=len(chosen.materials),
        department=department(chosen),
        days=worded(window) if (window := found.windows.get(chosen.id)) else "",
    )


def _crumb(chosen: Topic | None) -> str:
    return f"指南 › {chosen.number}. {chosen.name}" if chosen else "指南"


def sections_of(category: Category) -> dict[str, str]:
    """Return the keys and headings of the sections that a category has."""
    named = {key: name for key, name in SECTIONS.items() if getattr(category.sections, key)}
    own = {f"{NUMBER_WORDS}{place}": heading for place, heading in enumerate(category.sections.other)}
    return named | own


def section(found: GuideInForce, press: Press) -> Screen | None:
    """Show a section's whole text as the guide has it, with pages where it is long."""
    chosen = found.guide.category(press.text())
    key = press.text(1)
    headings = sections_of(chosen) if chosen else {}
    if chosen is None or key not in headings:
        return None
    if key.startswith(NUMBER_WORDS) and key not in SECTIONS:
        text = chosen.sections.other[headings[key]]
    else:
        text = getattr(chosen.sections, key)
    parts = pieces(say("section_text.html", text=text), SECTION_LENGTH)
    page = page_of(len(parts), press.number(2) or 0, size=1)
    datas = [_data(found, "s", chosen.id, key, max(0, each)) for each in (page.number - 1, page.number + 1)]
    words = say(
        "section.html",
        crumb=f"{_crumb(found.guide.topic(chosen.topic))} › {chosen.id}",
        name=chosen.name,
        heading=headings[key],
        year=found.guide.year,
        pages=page.count,
        page=page.number + 1,
    )
    rows = [pager(page, datas), back(_data(found, "c", chosen.id))]
    return Screen(f"{words}\n\n{parts[page.number]}", rows)


def departments(found: GuideInForce, _press: Press) -> Screen:
    """List the departments of the guide."""
    rows = [
        [Button(label(f"☎️ {office.name}"), _data(found, "dept", place))]
        for place, office in enumerate(offices(found.guide))
    ]
    return Screen(say("departments.html", count=len(rows)), [*rows, back()])


def one_department(found: GuideInForce, press: Press) -> Screen | None:
    """Show whom to ask in a department, and what it is in charge of."""
    listed = offices(found.guide)
    place = press.number()
    if place is None or place >= len(listed):
        return None
    return Screen(office_text(listed[place], found.guide.year), [back(_data(found, "depts"))])


def office_text(office: Office, year: int | None) -> str:
    """Word a department's people, phones and mailboxes."""
    return say("department.html", office=office, year=year)


# What the buttons of the guide ask for.
SHOWN: Final[Mapping[str, Callable[[GuideInForce, Press], Screen | None]]] = {
    "topics": topics,
    "topic": topic,
    "c": category,
    "s": section,
    "depts": departments,
    "dept": one_department,
}
