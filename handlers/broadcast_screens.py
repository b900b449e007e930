"""The screens on which an operator writes to all who follow something."""

from __future__ import annotations

from typing import Final

from handlers.broadcasts import Drafted, Followers
from handlers.desk_state import moment_text
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.screens import Screen, back, press_data
from handlers.wording import say
from storage.states import BroadcastState

PREFIX: Final = "t"
DESK: Final = "o:1:home"


def ask_screen(reached: Followers) -> Screen:
    """Ask for the text."""
    return Screen(say("broadcast_ask.html", followers=reached), [back(DESK)])


def card(drafted: Drafted, policy: Policy) -> Screen:
    """Show what followers will read, and whom it reaches."""
    leaves = moment_text(drafted.leaves, policy) if drafted.leaves else ""
    text = say("broadcast_card.html", drafted=drafted, shown=drafted.shown, leaves=leaves)
    if drafted.state is not BroadcastState.DRAFT:
        return Screen(text, [back(DESK)])
    send = press_data(PREFIX, "send", drafted.id, state=drafted.mark)
    rows = [
        [Button("✅ 确认发送", send)] if drafted.followers.count else [],
        [
            Button("✏️ 重写", press_data(PREFIX, "again", drafted.id)),
            Button("🗑 放弃", press_data(PREFIX, "drop", drafted.id)),
        ],
        back(DESK),
    ]
    return Screen(text, [row for row in rows if row])
