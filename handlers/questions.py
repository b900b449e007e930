"""A typed question in chat: its answer with buttons to the whole sections, and what is kept to ask on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.answers import render
from handlers.dialogues import remember, remembered
from handlers.guide import SECTIONS
from handlers.outbox import Button
from handlers.rules.answer import Answer, Outcome
from handlers.screens import HOME, Screen, anew, label, press_data
from handlers.wording import say

KEPT: Final = 5  # unanswered questions that a chat can still hand over
LONGEST: Final = 500  # characters of a question
SOURCES: Final = 4  # buttons to whole sections
CHOICES: Final = 8  # categories with a row of their own
MOST: Final = 40  # categories with a button


def answer_screen(found: Answer) -> Screen:
    """Word an answer; each comes with a way on: the whole section, the categories meant, or a person."""
    rows = [*_choices(found), *_sources(found)]
    if found.outcome is Outcome.NONE or found.hand_over:
        rows.append(
            [
                Button("🙋 转人工", anew(press_data("q", "person", question_key(found.question)))),
                Button("☎️ 查看科室电话", anew(press_data("g", "depts"))),
            ]
        )
    return Screen(escape(render(found), quote=False), [*rows, [Button("⌂ 主菜单", anew(HOME.data or ""))]])


def _choices(found: Answer) -> list[list[Button]]:
    """Offer the categories that may be meant; each asks the same question again, of that category."""
    if found.outcome is Outcome.CLARIFY:
        key = question_key(found.question)
        short = len(found.choices) > CHOICES  # the text names them all, so numbers are enough
        buttons = [
            Button(
                each.id if short else label(f"{each.id} {each.name}"),
                anew(press_data("q", "of", key, each.id)),
            )
            for each in found.choices[:MOST]
        ]
        return _grid(buttons) if short else [[button] for button in buttons]
    if found.outcome is Outcome.LIST:
        return _grid(
            Button(f"📖 {each}", anew(press_data("g", "c", each))) for each in found.categories[: CHOICES * 2]
        )
    return []


def _sources(found: Answer) -> list[list[Button]]:
    if found.outcome is not Outcome.ANSWER:
        return []
    named = dict.fromkeys((each.category, each.section) for each in found.sources if each.category)
    return [[_source(category or "", section)] for category, section in list(named)[:SOURCES]]


def _source(category: str, section: str | None) -> Button:
    if section in SECTIONS:
        return Button(
            f"📖 {category} {SECTIONS[section]}（全文）", anew(press_data("g", "s", category, section))
        )
    return Button(f"📖 {category} 指南全文", anew(press_data("g", "c", category)))


def _grid(buttons: Iterable[Button]) -> list[list[Button]]:
    listed = list(buttons)
    return [listed[place : place + 4] for place in range(0, len(listed), 4)]


def leaves_open(found: Answer) -> bool:
    """Tell whether somebody may ask on from an answer, or a part of the question found none."""
    outcomes = {found.outcome, *(part.outcome for part in found.parts)}
    return found.hand_over or not outcomes.isdisjoint({Outcome.NONE, Outcome.CLARIFY})


def no_index_screen() -> Screen:
    """Say that there is no guide yet."""
    return Screen(say("no_guide.html"), [[HOME]])


def question_key(question: str) -> str:
    """Return the short name under which a chat's question is kept."""
    return hashlib.sha256(question[:LONGEST].encode()).hexdigest()[:8]


async def keep_question(session: AsyncSession, chat_id: int, question: str, now: datetime) -> None:
    """Keep a question, so that a button can hand it over or ask it again; the oldest is forgotten."""
    kept = (await remembered(session, chat_id)).get("questions", {})
    kept.pop(question_key(question), None)
    kept = dict(list(kept.items())[-(KEPT - 1) :])
    await remember(session, chat_id, now, questions={**kept, question_key(question): question[:LONGEST]})


async def kept_question(session: AsyncSession, chat_id: int, key: str) -> str | None:
    """Return a question of this chat by its short name; None where it was forgotten."""
    found = (await remembered(session, chat_id)).get("questions", {}).get(key)
    return found if isinstance(found, str) else None


async def forget_question(session: AsyncSession, chat_id: int, key: str, now: datetime) -> None:
    """Forget a question, because it is in somebody's hands now."""
    kept = (await remembered(session, chat_id)).get("questions", {})
    rest = {name: question for name, question in kept.items() if name != key}
    await remember(session, chat_id, now, questions=rest)
