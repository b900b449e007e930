"""What a person must look at: opened with a reason, decided once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.editions import guide_in_force
from handlers.examples import keep_example
from handlers.operators import tell_operators
from handlers.outbox import Wrapping, write_edit
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.review_items import Item, card, item_of
from handlers.rules.classify import Candidate
from handlers.rules.guide import addressee
from storage.queries.people import operator_chats
from storage.queries.review import open_items
from storage.states import ReviewState, SubmissionState
from storage.tables import Letter, ReviewItem, Submission

BEST = 3  # candidates shown as buttons


@dataclass(frozen=True, slots=True)
class Matter:
    """What an item is about: a letter, a submission or both, with the best candidates."""

    kind: str  # submission, reply, question, letter, parcel, quota, restored
    reasons: Sequence[str]
    letter: Letter | None = None
    submission: Submission | None = None
    candidates: Sequence[Candidate] = ()
    parcel_id: int | None = None


async def open_item(session: AsyncSession, matter: Matter, now: datetime, policy: Policy) -> ReviewItem:
    """Put something before the operators, with the reasons and the best candidates."""
    row = ReviewItem(
        kind=matter.kind,
        letter_id=matter.letter.id if matter.letter else None,
        submission_id=matter.submission.id if matter.submission else None,
        parcel_id=matter.parcel_id,
        reasons=list(matter.reasons),
        candidates=[
            {"category": each.category, "mailbox": each.mailbox, "score": round(each.score, 3)}
            for each in matter.candidates[:BEST]
        ],
        created_at=now,
    )
    session.add(row)
    await session.flush()
    item = await item_of(session, row)
    screen = await card(session, item)
    await tell_operators(session, screen.text, _card_key(item.id), now, policy, buttons=screen.buttons)
    return row


def _card_key(item_id: int) -> str:
    return f"operator:review:{item_id}"


async def list_open(session: AsyncSession) -> list[Item]:
    """Return what waits for a person, oldest first."""
    return [await item_of(session, row) for row in await open_items(session)]


async def show(session: AsyncSession, item_id: int) -> Item:
    """Return one item; refuses an unknown number."""
    return await item_of(session, await _row(session, item_id))


async def accept(
    session: AsyncSession, item_id: int, category: str, now: datetime, policy: Policy, actor: Actor
) -> Item:
    """Send a held submission to the department of a category; it takes the same road as a sure one.

    Refuses what is decided already, so that two operators cannot both decide.
    """
    from handlers.delivery import Handover, deliver
    from handlers.mail_submissions import assign

    row = await undecided(session, item_id)
    if row.kind != "submission":
        raise Refusal("review_no_submission", number=item_id)
    found = await guide_in_force(session)
    chosen = found.guide.category(category) if found else None
    mailbox = addressee(found.guide, chosen) if found and chosen else None
    if row.submission_id is None or chosen is None or mailbox is None:
        raise Refusal("review_no_mailbox", category=category)
    submission = await session.get_one(Submission, row.submission_id)
    assign(submission, found, [category], mailbox)
    await deliver(session, row.submission_id, now, policy, Handover(reasons=("由工作人员审核后转送",)))
    await keep_example(session, row, chosen, now)
    return await decide(session, row, (ReviewState.ACCEPTED, category), now, policy, actor)


async def discard(
    session: AsyncSession, item_id: int, now: datetime, policy: Policy, actor: Actor, why: str | None = None
) -> Item:
    """Close an item without sending anything on; everything is kept. `why` is a word of DECISIONS."""
    from handlers.releasing import leave_aside

    row = await undecided(session, item_id)
    if row.kind == "submission" and row.submission_id is not None:
        (await session.get_one(Submission, row.submission_id)).state = SubmissionState.DISCARDED
    await leave_aside(session, row)
    return await decide(session, row, (ReviewState.DISCARDED, why), now, policy, actor)


async def close_items(
    session: AsyncSession,
    rows: Sequence[ReviewItem],
    decision: str,
    now: datetime,
    policy: Policy,
    actor: Actor,
) -> None:
    """Close what is settled by something else: the applicant withdrew, a parcel was sent again."""
    for row in rows:
        await decide(session, row, (ReviewState.DISCARDED, decision), now, policy, actor)


async def note_on_item(session: AsyncSession, row: ReviewItem, note: str, now: datetime) -> Item:
    """Write down what happened while an item is open, and show it on the cards that operators hold."""
    row.reasons = [*row.reasons, note]
    await session.flush()
    item = await item_of(session, row)
    await _renew_cards(session, item, now, f"noted{len(row.reasons)}")
    return item


async def decide(
    session: AsyncSession,
    row: ReviewItem,
    decision: tuple[ReviewState, str | None],
    now: datetime,
    policy: Policy,
    actor: Actor,
) -> Item:
    """Write down who decided what and when, and take the buttons off the cards."""
    row.state, row.decision = decision
    row.decided_at, row.decided_by = now, actor.who
    await record(
        session, policy, now, actor, f"review.{row.state}", f"review:{row.id}", decision=row.decision
    )
    await session.flush()
    item = await item_of(session, row)
    await _renew_cards(session, item, now, "decided")
    return item


async def _renew_cards(session: AsyncSession, item: Item, now: datetime, why: str) -> None:
    screen = await card(session, item)
    for chat_id in await operator_chats(session):
        key = f"{_card_key(item.id)}:{chat_id}"
        await write_edit(session, key, screen.text, Wrapping(f"{key}:{why}", now), buttons=screen.buttons)


async def _row(session: AsyncSession, item_id: int) -> ReviewItem:
    row = await session.get(ReviewItem, item_id)
    if row is None:
        raise Refusal("review_unknown", number=item_id)
    return row


async def undecided(session: AsyncSession, item_id: int) -> ReviewItem:
    """Return an open item; refuses one that somebody decided, so that two operators cannot both decide."""
    row = await _row(session, item_id)
    if row.state is not ReviewState.OPEN:
        raise Refusal("review_decided", number=item_id)
    return row
