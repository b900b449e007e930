"""The screens of questions that found no answer, and of the words that will answer them."""

from __future__ import annotations

import hashlib
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.aliases import CategoryWord
from handlers.editions import guide_in_force
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.rules.answer import Outcome
from handlers.rules.spelling import folded
from handlers.screens import HOME, Screen, back, label, page_of, pager, press_data
from handlers.search_index import Book
from handlers.unanswered import PREFIX, Question, list_unanswered, one_question, questions_of
from handlers.wording import say
from storage.states import Channel

CHANNELS: Final = {Channel.CHAT: "聊天", Channel.MAIL: "邮件"}
OUTCOMES: Final = {Outcome.NONE: "没有答案", Outcome.CLARIFY: "反问了申报人"}
PROPOSED: Final = 4  # words of a question that are offered as buttons


def _data(verb: str, *arguments: object, state: str = "") -> str:
    return press_data(PREFIX, verb, *arguments, state=state)


async def queue(session: AsyncSession, number: int) -> Screen:
    """List a page of what was asked."""
    asked = await list_unanswered(session)
    page = page_of(len(asked), number)
    shown = await questions_of(session, asked[page.start : page.stop])
    rows = [[Button(label(f"{each.times} 次 · {each.text}"), _data("show", each.id))] for each in shown]
    datas = [_data("list", max(0, each)) for each in (page.number - 1, page.number + 1)]
    return Screen(say("unanswered_list.html", count=len(asked)), [*rows, pager(page, datas), back()])


async def card(session: AsyncSession, number: int, policy: Policy) -> Screen | None:
    """Show one question; None where it was settled."""
    question = await one_question(session, number)
    if question is None:
        return None
    text = say(
        "unanswered_card.html",
        text=question.text,
        times=question.times,
        at=question.last_at.astimezone(policy.zone),
        channel=CHANNELS[question.channel],
        outcome=OUTCOMES.get(question.outcome, ""),
    )
    rows = [
        [Button("🏷 加别称", _data("pick", number, 0)), Button("✔️ 不用处理", _data("done", number))],
        back(_data("list", 0)),
    ]
    return Screen(text, rows)


async def pick(session: AsyncSession, number: int, place: int) -> Screen | None:
    """Let the category be chosen that a question meant; None where either is gone."""
    found, question = await guide_in_force(session), await one_question(session, number)
    if found is None or question is None:
        return None
    page = page_of(len(found.guide.categories), place)
    rows = [
        [Button(label(f"{each.id} {each.name}"), _data("word", number, each.id))]
        for each in found.guide.categories[page.start : page.stop]
    ]
    datas = [_data("pick", number, max(0, each)) for each in (page.number - 1, page.number + 1)]
    text = say("unanswered_pick.html", text=question.text)
    return Screen(text, [*rows, pager(page, datas), back(_data("show", number))])


def ask_word(question: Question, category: str, book: Book) -> Screen:
    """Ask which of the asker's words stands for the category; those that the guide lacks are offered."""
    words = proposals(question, book)
    rows = [
        [Button(label(f"🏷 {word}"), _data("add", question.id, category, place, state=sign(word)))]
        for place, word in enumerate(words)
    ]
    name = next((each.name for each in book.index.categories if each.id == category), "")
    text = say("unanswered_word.html", text=question.text, id=category, name=name, offered=bool(words))
    return Screen(text, [*rows, back(_data("pick", question.id, 0))])


def proposals(question: Question, book: Book) -> tuple[str, ...]:
    """Return the words of a question that the guide does not know."""
    from handlers.rules.reading import read_clause  # loaded where questions are read

    return tuple(read_clause(folded(question.text), book.index).content.unknown[:PROPOSED])


def sign(word: str) -> str:
    """Return a short sign of a word, so that a button of another list of words is noticed."""
    return hashlib.sha256(word.encode()).hexdigest()[:6]


def added(word: CategoryWord) -> Screen:
    """Say what a word means from now on."""
    rows = [[Button("❓ 继续看未答问题", _data("list", 0)), HOME]]
    return Screen(say("unanswered_added.html", word=word.word, category=word.category), rows)
