"""The screens where operators change a category's days, contact, phone and mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.category_settings import list_settings
from handlers.editions import GuideInForce, guide_in_force
from handlers.outbox import Button
from handlers.rules.guide import Category, addressee
from handlers.rules.settings import Field, Setting
from handlers.screens import HOME, Press, Screen, back, label, page_of, pager, press_data
from handlers.wording import say

PREFIX: Final = "w"


@dataclass(frozen=True, slots=True)
class FieldWords:
    """How a field is called, and an example of it."""

    name: str
    example: str


FIELDS: Final = {
    Field.OPENS: FieldWords("开始受理的日期", "2023-05-01 或 5月1日"),
    Field.CLOSES: FieldWords("截止日期", "2023-06-30 或 6月30日"),
    Field.CONTACT: FieldWords("联系人", "张三"),
    Field.PHONE: FieldWords("电话", "0750-8220000"),
    Field.MAILBOX: FieldWords("收件邮箱", "keshi@example.org"),
}


async def setting_screen(session: AsyncSession, press: Press) -> Screen | None:
    """Show what a button of the settings asks for; None where the guide no longer has it."""
    found = await guide_in_force(session)
    if found is None:
        return Screen(say("no_guide.html"), [[HOME]])
    settings = await list_settings(session)
    if press.verb in ("list", "home"):
        return _list(found, settings, press.number() or 0)
    category = found.guide.category(press.text())
    if category is None:
        return None
    if press.verb == "ask":
        return _ask(found, category, press.text(1), settings)
    return _card(found, category, settings)


def _list(found: GuideInForce, settings: Sequence[Setting], number: int) -> Screen:
    changed = {each.category for each in settings}
    page = page_of(len(found.guide.categories), number)
    rows = [
        [Button(label(f"{'● ' if each.id in changed else ''}{each.id} {each.name}"), _data("show", each.id))]
        for each in found.guide.categories[page.start : page.stop]
    ]
    datas = [_data("list", max(0, each)) for each in (page.number - 1, page.number + 1)]
    return Screen(say("setting_list.html", count=len(changed)), [*rows, pager(page, datas), back()])


def _data(verb: str, *arguments: object) -> str:
    return press_data(PREFIX, verb, *arguments)


def _card(found: GuideInForce, category: Category, settings: Sequence[Setting]) -> Screen:
    values = _values(found, category, settings)
    text = say(
        "setting_card.html",
        id=category.id,
        name=category.name,
        year=found.guide.year,
        fields=[(FIELDS[field].name, value, is_set) for field, (value, is_set) in values.items()],
    )
    buttons = [Button(f"✏️ {FIELDS[field].name}", _data("ask", category.id, field)) for field in values]
    rows = [buttons[place : place + 2] for place in range(0, len(buttons), 2)]
    return Screen(text, [*rows, back(_data("list", 0))])


def _values(
    found: GuideInForce, category: Category, settings: Sequence[Setting]
) -> dict[Field, tuple[str, bool]]:
    """Return what counts for each field now, and whether the office set it."""
    own = {each.field: each.value for each in settings if each.category == category.id}
    first = category.contacts[0] if category.contacts else None
    now = {
        Field.OPENS: own.get(Field.OPENS, ""),
        Field.CLOSES: own.get(Field.CLOSES, ""),
        Field.CONTACT: (first.name or "") if first else "",
        Field.PHONE: "、".join(first.phones) if first else "",
        Field.MAILBOX: addressee(found.guide, category) or "",
    }
    return {field: (value, field in own) for field, value in now.items()}


def _ask(found: GuideInForce, category: Category, name: str, settings: Sequence[Setting]) -> Screen | None:
    if name not in set(Field):
        return None
    field = Field(name)
    value, is_set = _values(found, category, settings)[field]
    words = FIELDS[field]
    text = say(
        "setting_ask.html",
        id=category.id,
        name=category.name,
        word=words.name,
        value=value,
        example=words.example,
    )
    clear = [[Button("↩️ 恢复为指南所写", _data("clear", category.id, field))]] if is_set else []
    return Screen(text, [*clear, back(_data("show", category.id))])
