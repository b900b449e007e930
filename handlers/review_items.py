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
from storage.queries.people import member_by_chat
from storage.queries.quotas import count_set_aside
from storage.queries.submissions import files_of
from storage.states import ReviewState
from storage.tables import Letter, Parcel, ReviewItem, Submission

PREFIX = "v"
CHOICE = "submission"  # the kind of item that waits for a category
RELEASABLE = ("quota", "restored")  # the kinds whose letters were set aside and can be let go on
# What an item is about, in words.
KINDS = {
    "submission": "申报材料",
    "reply": "科室来信",
    "question": "咨询",
    "letter": "来信",
    "parcel": "没有送达",
    "quota": "来信超过限额",
    "restored": "恢复备份后的来信",
}
# What became of an item, where it is no category.
DECISIONS = {
    None: "已处理，没有转送",
    "advert": "广告，不作处理",
    "ignored": "忽略，不作处理",
    "forwarded": "已作为科室答复转给申请人",
    "joined": "已并入申报",
    "resent": "已重新发送",
    "dropped": "已撤下，不再发送",
    "withdrawn": "申请人已撤回",
    "released": "已放行，按平常处理",
    "moved": "已改转其他科室",
    "passed": "过了一天，已自动按平常处理",
}


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
    decided_at: datetime | None = None
    decided_name: str | None = None  # who that is, where the office knows
    letter_id: int | None = None
    parcel_id: int | None = None
    recipient: str | None = None  # whom a parcel did not reach
    may_ask: bool = False  # there is somebody who can be asked

    @property
    def outcome(self) -> str:
        """Word what became of it."""
        return DECISIONS.get(self.decision) or f"已转送类别 {self.decision}"


async def item_of(session: AsyncSession, row: ReviewItem) -> Item:
    """Put a row, its letter and its submission into one value."""
    letter = await session.get(Letter, row.letter_id) if row.letter_id else None
    submission = await session.get(Submission, row.submission_id) if row.submission_id else None
    parcel = await session.get(Parcel, row.parcel_id) if row.parcel_id else None
    # A reply's own files are no part of the submission yet.
    files = await files_of(session, row.submission_id) if row.submission_id and row.kind != "reply" else ()
    return Item(
        id=row.id or 0,
        kind=row.kind,
        state=row.state,
        reasons=(*row.reasons, *await _set_aside(session, row, letter)),
        candidates=tuple(row.candidates),
        sender=letter.sender if letter else None,
        subject=letter.subject if letter else submission.subject if submission else None,
        excerpt=letter.excerpt if letter else None,
        files=tuple(file.name for file in files),
        receipt=submission.receipt if submission else None,
        created_at=row.created_at,
        decided_by=row.decided_by,
        decision=row.decision,
        decided_at=row.decided_at,
        decided_name=await _name_of(session, row.decided_by),
        letter_id=row.letter_id,
        parcel_id=row.parcel_id,
        recipient=parcel.recipient if parcel else None,
        may_ask=bool(letter and letter.sender) or submission is not None,
    )


async def _set_aside(session: AsyncSession, row: ReviewItem, letter: Letter | None) -> tuple[str, ...]:
    """Say how much is set aside beyond a sender's quota: more may have come since the item was opened."""
    if row.kind != "quota" or row.state is not ReviewState.OPEN or letter is None:
        return ()
    count = await count_set_aside(session, (letter.sender or "").lower())
    return (f"目前搁置 {count} 封；不放行的，满一天后自动按平常处理，每天不超过上限",)


async def _name_of(session: AsyncSession, who: str | None) -> str | None:
    """Return the name of who decided: an operator of a chat, or the command line."""
    if who is None or not who.startswith("chat:"):
        return {"command": "命令行", "clock": "系统"}.get(who or "")
    member = await member_by_chat(session, int(who.removeprefix("chat:")))
    return member.name if member else None


async def card(session: AsyncSession, item: Item) -> Screen:
    """Word an item for an operator's chat, with what can be decided about it as buttons."""
    text = say("review_card.html", item=item)
    if item.state is not ReviewState.OPEN:
        return Screen(text)
    rows = [*await _own_rows(session, item), _looking(item), _closing(item)]
    return Screen(text, [row for row in rows if row])


async def _own_rows(session: AsyncSession, item: Item) -> list[list[Button]]:
    """Return the buttons that only this kind of item has."""
    if item.kind == CHOICE:
        found = await guide_in_force(session)
        known = [found.guide.category(each["category"]) for each in item.candidates] if found else []
        best = [[_choice(item, category)] for category in known if category]
        return [*best, [Button("其他科室…", _data("other", item, 0))]]
    if item.kind == "reply" and item.receipt and item.letter_id:
        return [[Button("📨 转给申请人", _data("forward", item)), Button("📎 并入申报", _data("join", item))]]
    if item.kind == "parcel":
        return [[Button("🔁 重发", _data("resend", item))]]
    return [[Button("▶️ 放行", _data("release", item))]] if item.kind in RELEASABLE else []


def _looking(item: Item) -> list[Button]:
    """Return the buttons that show more or ask for more, and decide nothing."""
    look = [Button("📄 正文和附件", _data("look", item))] if item.letter_id or item.files else []
    askable = item.may_ask and item.kind in (CHOICE, "question")
    return [*look, Button("❓ 问申请人", _data("ask", item))] if askable else look


def _closing(item: Item) -> list[Button]:
    """Return the buttons that close an item without sending anything on."""
    if item.kind == "parcel":
        return [Button("✔️ 已处理", _data("drop", item))]
    word = "忽略" if item.kind == CHOICE else "✔️ 已处理"
    return [Button("🚫 广告", _data("advert", item)), Button(word, _data("drop", item))]


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
