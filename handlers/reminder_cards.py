"""Reminders as chat messages with buttons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.outbox import Button, Rows
from handlers.reminder_texts import DigestText, Told
from handlers.rules.milestone_rights import EVERYBODY, IN_CHARGE, OWNERS, PUTTING_OFF, SETTLING
from handlers.rules.recipients import Duty
from handlers.screens import anew, label, press_data
from handlers.wording import say
from storage.states import MilestoneState

PREFIX: Final = "m"  # of the data of every button about milestones
SHOWN: Final = 6  # milestones that get a button below a list
ALL: Final = Button("📋 全部待办", anew(press_data(PREFIX, "list", "todo", 0)))


@dataclass(frozen=True, slots=True)
class ChatText:
    """A chat message that is not sent yet."""

    text: str
    buttons: Rows
    silent: bool = False


@dataclass(frozen=True, slots=True)
class ActButton:
    """An act as a button: who sees it, and of a milestone in which state."""

    text: str
    verb: str
    duties: tuple[Duty, ...]
    states: frozenset[MilestoneState]


_OPEN: Final = frozenset({MilestoneState.OPEN})
_UNDONE: Final = frozenset({MilestoneState.OPEN, MilestoneState.EXPIRED})
_ENDED: Final = frozenset({MilestoneState.DONE, MilestoneState.EXPIRED, MilestoneState.REPORTED})
ACTS: Final = (
    ActButton("✅ 完成", "done", IN_CHARGE, _UNDONE),
    ActButton("⏰ 稍后", "later", PUTTING_OFF, _OPEN),
    ActButton("📝 进展", "progress", EVERYBODY, _UNDONE),
    ActButton("🙋 需协调", "help", OWNERS, _UNDONE),
    ActButton("👥 转办", "hand", IN_CHARGE, _UNDONE),
    ActButton("📆 延期", "extend", IN_CHARGE, _UNDONE),
    ActButton("🪪 指派", "assign", SETTLING, _UNDONE),
    ActButton("🤝 已协调", "settle", SETTLING, frozenset()),  # only where somebody asked for help
    ActButton("▶️ 重新打开", "reopen", IN_CHARGE, _ENDED),
    ActButton("❓ 为什么", "why", EVERYBODY, _OPEN),
)


def own_card(told: Told) -> ChatText:
    """Word the reminder of one milestone; what its buttons open comes as a new message."""
    without = frozenset() if told.can_wait else frozenset({"later"})
    rows = act_buttons(told.line.number, told.duty, MilestoneState.OPEN, without)
    buttons = [[Button(each.text, anew(each.data or "")) for each in row] for row in rows]
    return ChatText(say("reminder_own.html", told=told), buttons)


def act_buttons(
    number: int,
    duty: str,
    state: MilestoneState,
    without: Collection[str] = (),
    also: Collection[str] = (),
) -> list[list[Button]]:
    """Return what somebody can do about a milestone, two buttons a row.

    `without` names acts that its state allows and its day does not, `also` the other way round.
    """
    row = [
        Button(act.text, press_data(PREFIX, act.verb, number, state=state))
        for act in ACTS
        if duty in act.duties and (state in act.states or act.verb in also) and act.verb not in without
    ]
    return [row[start : start + 2] for start in range(0, len(row), 2)]


def digest_message(digest: DigestText, today: str) -> ChatText:
    """Word a day's digest; it is silent unless something is due today or overdue."""
    text = say("reminder_digest.html", digest=digest, today=today)
    return ChatText(text, list_buttons(digest.lines), silent=not digest.urgent)


def reports_message(reports: Sequence[Told], today: str) -> ChatText:
    """Word what a leader or an operator hears of overdue milestones, joined to one message."""
    return ChatText(say("reminder_reports.html", reports=reports, today=today), list_buttons(reports))


def expired_message(asked: Sequence[Told]) -> ChatText:
    """Ask about milestones that had passed when their table was applied."""
    return ChatText(say("reminder_expired.html", asked=asked), list_buttons(asked), silent=True)


def list_buttons(lines: Sequence[Told]) -> list[list[Button]]:
    """Return a button for each of the first milestones, and one for the whole list."""
    return [*([_opener(each)] for each in lines[:SHOWN]), [ALL]]


def _opener(told: Told) -> Button:
    text = label(f"{told.line.place} {told.line.text}")
    return Button(text, anew(press_data(PREFIX, "card", told.line.number)))
