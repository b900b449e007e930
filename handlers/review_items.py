"""A review item as operators see it: on the command line, and as a card in chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import GuideInForce, guide_in_force
from handlers.outbox import Button
from handlers.rules.guide import Category, addressee, department
from handlers.screens import Screen, back, label, page_of, pager, press_data
from handlers.wording import say
from storage.queries.submissions import files_of
from storage.states import ReviewState
from storage.tables import Letter, ReviewItem, Submission

PREFIX = "v"


@dataclass(frozen=True, slots=True)
class Item:
    """A review item with what a person needs to decide."""

    id: int
    kind: str
    state: ReviewState
    reasons: tuple[str, ...]
    candidates: tuple[dict[str, Any], ...]
    sender: str | None
    subject: str | None
    excerpt: str | None
    files: tuple[str, ...]
    receipt: str | None
    created_at: datetime
    decided_by: str | None
    decision: str | None


async def item_of(session: AsyncSession, row: ReviewItem) -> Item:
    """Put a row, its letter and its submission into one value."""
    letter = await session.get(Letter, row.letter_id) if row.letter_id else None
    submission = await session.get(Submission, row.submission_id) if row.submission_id else None
    files = await files_of(session, row.submission_id) if row.submission_id else ()
    return Item(
        id=row.id or 0,
        kind=row.kind,
        state=row.state,
        reasons=tuple(row.reasons),
        candidates=tuple(row.candidates),
        sender=letter.sender if letter else None,
        subject=letter.subject if letter else submission.subject if submission else None,
        excerpt=letter.excerpt if letter else None,
        files=tuple(file.name for file in files),
        receipt=submission.receipt if submission else None,
        created_at=row.created_at,
        decided_by=row.decided_by,
        decision=row.decision,
    )


async def card(session: AsyncSession, item: Item) -> Screen:
    """Word an item for an operator's chat, with the three best, 其他科室 and 不作申报处理 as buttons."""
    text = say("review_card.html", item=item)
    if item.state is not ReviewState.OPEN:
        return Screen(text)
    if item.kind != "submission":
        return Screen(text, [[Button("✔️ 已处理", _data("drop", item))]])
    found = await guide_in_force(session)
    known = [found.guide.category(each["category"]) for each in item.candidates] if found else []
    best = [[_choice(item, category)] for category in known if category]
    rest = [Button("其他科室…", _data("other", item, 0)), Button("不作申报处理", _data("drop", item))]
    return Screen(text, [*best, rest])


def categories(found: GuideInForce, item: Item, number: int) -> Screen:
    """List every category that has a mailbox, a page at a time."""
    known = [each for each in found.guide.categories if addressee(found.guide, each)]
    page = page_of(len(known), number)
    rows = [[_choice(item, each)] for each in known[page.start : page.stop]]
    turn = pager(page, [_data("other", item, page.number - 1), _data("other", item, page.number + 1)])
    text = say("review_card.html", item=item)
    return Screen(text, [*rows, *([turn] if turn else []), back(_data("show", item))])


def _choice(item: Item, category: Category) -> Button:
    office = department(category) or "科室未写明"
    return Button(label(f"{category.id} {category.name}（{office}）"), _data("to", item, category.id))


def _data(verb: str, item: Item, *arguments: object) -> str:
    return press_data(PREFIX, verb, item.id, *arguments)


def queue(items: list[Item], number: int) -> Screen:
    """List what waits for a person, oldest first."""
    page = page_of(len(items), number)
    shown = items[page.start : page.stop]
    rows = [
        [Button(label(f"#{each.id} {each.subject or each.sender or ''}"), _data("show", each))]
        for each in shown
    ]
    datas = [press_data(PREFIX, "list", page.number - 1), press_data(PREFIX, "list", page.number + 1)]
    turn = pager(page, datas)
    return Screen(say("review_queue.html", items=items), [*rows, *([turn] if turn else []), back()])
