"""The screens about single files of a basket: take out, tick to an item, replace."""

from __future__ import annotations

from handlers.basket_screens import MARKS
from handlers.baskets import Basket
from handlers.outbox import Button
from handlers.policy import MEGABYTE, Policy
from handlers.rules.ticks import OTHER, catch_all
from handlers.screens import Screen, back, label, page_of, pager, press_data
from handlers.wording import say
from storage.tables import SubmissionFile


def file_list(basket: Basket, number: int) -> Screen:
    """Let a file be chosen to take out."""
    page = page_of(len(basket.files), number)
    rows = [
        [Button(f"➖ {label(file.name)}", press_data("b", "out", basket.id, file.id or 0, page.number))]
        for file in basket.files[page.start : page.stop]
    ]
    datas = [press_data("b", "files", basket.id, each) for each in (page.number - 1, page.number + 1)]
    rows += [pager(page, datas), back(press_data("b", "open", basket.id))]
    return Screen(say("basket_files.html", count=len(basket.files)), rows)


def sort_list(basket: Basket, number: int) -> Screen:
    """Let a file be chosen to look at: what it stands for, replace it, take it out."""
    page, ticks = page_of(len(basket.files), number), basket.ticks
    rows = [
        [
            Button(
                label(
                    f"{'📄' if ticks.item_of(place) or not ticks.items else '❔'} {basket.files[place].name}"
                ),
                press_data("b", "file", basket.id, basket.files[place].id or 0),
            )
        ]
        for place in range(page.start, page.stop)
    ]
    datas = [press_data("b", "sort", basket.id, each) for each in (page.number - 1, page.number + 1)]
    rows += [pager(page, datas), back(press_data("b", "open", basket.id))]
    text = say("basket_sort.html", count=len(basket.files), loose=len(ticks.loose) if ticks.items else 0)
    return Screen(text, rows)


def one_file(basket: Basket, file: SubmissionFile) -> Screen:
    """Show a file with what it stands for, and let that be changed."""
    ticks = basket.ticks
    chosen = ticks.item_of(basket.files.index(file))
    rows = [
        [
            Button(
                label(f"{'🔘' if each.item == chosen else MARKS[each.seen]} {place + 1}. {each.item}"),
                press_data("b", "tick", basket.id, file.id, place, state=basket.state),
            )
        ]
        for place, each in enumerate(ticks.items)
    ]
    if ticks.items and catch_all([each.item for each in ticks.items]) is None:
        other = press_data("b", "tick", basket.id, file.id, "o", state=basket.state)
        rows.append([Button(f"{'🔘' if chosen == OTHER else '▫️'} {OTHER}", other)])
    swap = Button("🔁 替换", press_data("b", "swap", basket.id, file.id))
    rows.append([swap, Button("➖ 移除", press_data("b", "out", basket.id, file.id or 0, 0))])
    rows.append(back(press_data("b", "sort", basket.id, 0)))
    return Screen(say("basket_file.html", file=file, item=chosen, items=bool(ticks.items)), rows)


def wanted_instead(basket: Basket, file: SubmissionFile, policy: Policy) -> Screen:
    """Ask for the file that replaces another."""
    text = say("basket_swap.html", file=file, most=policy.file_bytes // MEGABYTE)
    return Screen(text, [[Button("‹ 不换了", press_data("b", "file", basket.id, file.id))]])
