"""Stored buttons become Telegram's inline keyboards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.outbox import Rows, button_rows


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Make the keyboard of a screen; None where it has no button."""
    return stored_keyboard(button_rows(rows))


def stored_keyboard(rows: Sequence[Sequence[Mapping[str, str]]]) -> InlineKeyboardMarkup | None:
    """Make the keyboard of a parcel, whose buttons were stored as `text` with `data` or `url`."""
    made = [
        [
            InlineKeyboardButton(each["text"], callback_data=each.get("data"), url=each.get("url"))
            for each in row
        ]
        for row in rows
        if row
    ]
    return InlineKeyboardMarkup(made) if made else None
