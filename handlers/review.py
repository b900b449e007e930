"""What a person must look at: opened with a reason, decided once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.editions import guide_in_force
from handlers.operators import tell_operators
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.classify import Candidate
from handlers.rules.guide import Guide, addressee, department
from handlers.wording import say
from storage.queries.review import open_items
from storage.states import ReviewState, SubmissionState
from storage.tables import Letter, ReviewItem, Submission

BEST = 3  # candidates shown as buttons
LABEL = 16  # characters of a category's name on a button


@dataclass(frozen=True, slots=True)
class Item:
    """A review item as operators see it."""

    id: int
    kind: str
    state: ReviewState
    reasons: tuple[str, ...]
    candidates: tuple[dict[str, Any], ...]
    sender: str | None
    subject: str | None
    receipt: str | None
    created_at: datetime
    decided_by: str | None
    decision: str | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What an item is about: a letter, a submission or both, with the best candidates."""

    kind: str  # submission, reply, question, letter, parcel
    reasons: Sequence[str]
    letter: Letter | None = None
    submission: Submission | None = None
    candidates: Sequence[Candidate] = ()


async def open_item(session: AsyncSession, matter: Matter, now: datetime, policy: Policy) -> None:
    """Put something before the operators, with the reasons and the best candidates."""
    row = ReviewItem(
        kind=matter.kind,
        letter_id=matter.letter.id if matter.letter else None,
        submission_id=matter.submission.id if matter.submission else None,
        reasons=list(matter.reasons),
        candidates=[_candidate(each) for each in matter.candidates[:BEST]],
        created_at=now,
    )
    session.add(row)
    await session.flush()
    item = await _item(session, row)
    await tell_operators(
        session, card(item), card_key(item.id), now, policy, buttons=await buttons(session, item)
    )


def card_key(item_id: int) -> str:
    """Return the key under which an item's card was sent to an operator's chat."""
    return f"operator:review:{item_id}"


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "category": candidate.category,
        "mailbox": candidate.mailbox,
        "score": round(candidate.score, 3),
    }


def card(item: Item) -> str:
    """Word an item for an operator's chat (HTML)."""
    return say("review_card.html", item=item)


async def buttons(session: AsyncSession, item: Item) -> list[list[Button]]:
    """Return the buttons of an open item: the three best, 其他科室, 忽略; data is "v:ID:act:what"."""
    if item.state is not ReviewState.OPEN or item.kind != "submission":
        return [[Button("✔️ 已处理", f"v:{item.id}:done")]] if item.state is ReviewState.OPEN else []
    found = await guide_in_force(session)
    best = [
        [Button(_label(found.guide, each["category"]), f"v:{item.id}:to:{each['category']}")]
        for each in item.candidates
        if found and found.guide.category(each["category"])
    ]
    return [
        *best,
        [Button("其他科室…", f"v:{item.id}:other"), Button("不作申报处理", f"v:{item.id}:discard")],
    ]


def _label(guide: Guide, number: str) -> str:
    category = guide.category(number)
    if category is None:
        return number
    name = category.name if len(category.name) <= LABEL else f"{category.name[: LABEL - 1]}…"
    return f"{number} {name}（{department(category) or '科室未写明'}）"


async def list_open(session: AsyncSession) -> list[Item]:
    """Return what waits for a person, oldest first."""
    return [await _item(session, row) for row in await open_items(session)]


async def show(session: AsyncSession, item_id: int) -> Item:
    """Return one item; refuses an unknown number."""
    return await _item(session, await _row(session, item_id))


async def accept(
    session: AsyncSession, item_id: int, category: str, now: datetime, policy: Policy, actor: Actor
) -> Item:
    """Send a held submission to the department of a category; it takes the same road as a sure one.

    Refuses what is decided already, so that two operators cannot both decide.
    """
    from handlers.delivery import Handover, deliver
    from handlers.mail_submissions import assign

    row = await _undecided(session, item_id)
    found = await guide_in_force(session)
    chosen = found.guide.category(category) if found else None
    mailbox = addressee(found.guide, chosen) if found and chosen else None
    if row.submission_id is None or chosen is None or mailbox is None:
        raise Refusal("review_no_mailbox", category=category)
    submission = await session.get_one(Submission, row.submission_id)
    assign(submission, found, [category], mailbox)
    await deliver(session, row.submission_id, now, policy, Handover(reasons=("由工作人员审核后转送",)))
    await _decide(session, row, ReviewState.ACCEPTED, category, now, policy, actor)
    return await _item(session, row)


async def discard(session: AsyncSession, item_id: int, now: datetime, policy: Policy, actor: Actor) -> Item:
    """Close an item without sending anything on; everything is kept."""
    row = await _undecided(session, item_id)
    if row.kind == "submission" and row.submission_id is not None:
        (await session.get_one(Submission, row.submission_id)).state = SubmissionState.DISCARDED
    await _decide(session, row, ReviewState.DISCARDED, "discard", now, policy, actor)
    return await _item(session, row)


async def _decide(
    session: AsyncSession,
    row: ReviewItem,
    state: ReviewState,
    decision: str,
    now: datetime,
    policy: Policy,
    actor: Actor,
) -> None:
    row.state, row.decision, row.decided_at, row.decided_by = state, decision, now, actor.who
    await record(session, policy, now, actor, f"review.{state}", f"review:{row.id}")
    await session.flush()


async def _row(session: AsyncSession, item_id: int) -> ReviewItem:
    row = await session.get(ReviewItem, item_id)
    if row is None:
        raise Refusal("review_unknown", number=item_id)
    return row


async def _undecided(session: AsyncSession, item_id: int) -> ReviewItem:
    row = await _row(session, item_id)
    if row.state is not ReviewState.OPEN:
        raise Refusal("review_decided", number=item_id)
    return row


async def _item(session: AsyncSession, row: ReviewItem) -> Item:
    letter = await session.get(Letter, row.letter_id) if row.letter_id else None
    submission = await session.get(Submission, row.submission_id) if row.submission_id else None
    return Item(
        id=row.id or 0,
        kind=row.kind,
        state=row.state,
        reasons=tuple(row.reasons),
        candidates=tuple(row.candidates),
        sender=letter.sender if letter else None,
        subject=letter.subject if letter else submission.subject if submission else None,
        receipt=submission.receipt if submission else None,
        created_at=row.created_at,
        decided_by=row.decided_by,
        decision=row.decision,
    )
