"""The screens that ask who hands in, and show what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.applicant_units import ORDER, REMEMBERED
from handlers.outbox import Button
from handlers.rules.applicant_unit import FIELD_WORDS, Field, Unit
from handlers.rules.unit_form import Wrong
from handlers.screens import HOME, Screen, back, press_data
from handlers.wording import say

PREFIX: Final = "p"  # of the buttons about the unit
AWAITED: Final = "unit"  # the first word of Dialogue.awaiting, as in unit.42.0


def ask(place: int, field: Field, unit: Unit, wrong: Sequence[Wrong] = (), *, alone: bool = False) -> Screen:
    """Ask for one field; what was wrong is said first. `alone` asks for no other field afterwards."""
    number = ORDER.index(field)
    rows = []
    if field is not Field.NAME:
        word = "‹ 不改了" if alone else "⏭ 跳过这一项"
        verb = "show" if alone else "skip"
        rows.append([Button(word, press_data(PREFIX, verb, place, number))])
    elif place != REMEMBERED and unit.name is None:
        rows.append([Button("⏭ 这次不填", press_data(PREFIX, "none", place))])
    rows.append(_way_back(place))
    text = say(
        "unit_ask.html",
        word=FIELD_WORDS[field],
        field=field.value,
        wrong=[(FIELD_WORDS[each.field], each.why) for each in wrong],
        said=_said(unit),
        number=number + 1,
        count=len(ORDER),
        alone=alone,
    )
    return Screen(text, rows)


def _way_back(place: int) -> list[Button]:
    if place == REMEMBERED:
        return back(press_data("s", "list", 0))
    return [Button("‹ 返回材料", press_data("b", "open", place)), HOME]


def _said(unit: Unit) -> list[tuple[str, str]]:
    return [(FIELD_WORDS[field], value) for field in Field if (value := unit.of(field))]


def summary(place: int, unit: Unit, *, is_remembered: bool) -> Screen:
    """Show what was said, to go on with, to correct, or to have remembered with consent."""
    text = say(
        "unit_summary.html",
        said=[(FIELD_WORDS[each], unit.of(each)) for each in Field],
        remembered=place == REMEMBERED,
        known=is_remembered,
    )
    edits = [
        Button(f"✏️ {FIELD_WORDS[field]}", press_data(PREFIX, "edit", place, ORDER.index(field)))
        for field in ORDER
    ]
    rows = [edits[at : at + 2] for at in range(0, len(edits), 2)]
    if place == REMEMBERED:
        forget = [Button("🗑 不再保存", press_data(PREFIX, "forget"))] if is_remembered else []
        return Screen(text, [*rows, forget, _way_back(place)])
    if is_remembered:
        go_on = [[Button("✅ 继续", press_data(PREFIX, "once", place))]]
        go_on.append([Button("💾 以后也用这些", press_data(PREFIX, "keep", place))])
    else:
        go_on = [
            [Button("💾 记住，下次直接用", press_data(PREFIX, "keep", place))],
            [Button("✅ 仅用于这一份", press_data(PREFIX, "once", place))],
        ]
    return Screen(text, [*go_on, *rows, _way_back(place)])


def forgotten() -> Screen:
    """Say that nothing is remembered any more."""
    return Screen(say("unit_forgotten.html"), [back(press_data("s", "list", 0))])
