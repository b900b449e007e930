"""问申请人: the operator lets the desk ask who wrote what a letter is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id, tell_operators
from handlers.outbox import Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.review import note_on_item, undecided
from handlers.review_items import Item, card
from handlers.rules.compose import LetterSpec
from handlers.rules.tokens import written
from handlers.wording import letter as word_letter
from handlers.wording import one_line, say
from storage.queries.parcels import parcel_by_key
from storage.queries.review import open_items_of
from storage.states import Channel
from storage.tables import Applicant, Entry, Letter, ReviewItem, Submission

EXCERPT = 200  # characters of the answer on the card


async def ask_sender(
    session: AsyncSession, item_id: int, now: datetime, policy: Policy, actor: Actor
) -> Item:
    """Ask the sender, by the way that the material came, which category it is for; the item stays open.

    Refuses an item whose sender cannot be reached, and a second question on the same day.
    """
    row = await undecided(session, item_id)
    submission = await session.get(Submission, row.submission_id) if row.submission_id else None
    letter = await session.get(Letter, row.letter_id) if row.letter_id else None
    local = now.astimezone(policy.zone)
    wrapping = Wrapping(f"ask:{item_id}:{local:%Y%m%d}", now, submission_id=row.submission_id, position=50)
    if await parcel_by_key(session, wrapping.key) is not None:
        raise Refusal("review_asked", number=item_id)
    applicant = await session.get(Applicant, submission.applicant_id) if submission else None
    if submission and applicant and submission.channel is Channel.CHAT and applicant.chat_id is not None:
        text = say("review_question.html", submission=submission, desk_mailbox=policy.address)
        await write_message(session, applicant.chat_id, text, wrapping)
    elif letter is not None and letter.sender:
        await write_letter(session, _letter(letter, submission, wrapping.key, now, policy), wrapping)
    else:
        raise Refusal("review_nobody_to_ask", number=item_id)
    if submission is not None:
        line = "工作人员来信询问申报的类别和内容"
        session.add(Entry(submission_id=submission.id or 0, at=now, kind="status", text=line))
    await record(session, policy, now, actor, "review.asked", f"review:{item_id}")
    return await note_on_item(session, row, f"{local:%m-%d %H:%M} 已询问申请人", now)


def _letter(
    letter: Letter, submission: Submission | None, key: str, now: datetime, policy: Policy
) -> LetterSpec:
    receipt = submission.receipt if submission else None
    subject, body = word_letter(
        "ask",
        receipt=receipt,
        at=letter.received_at.astimezone(policy.zone),
        token=written(policy.key, receipt) if receipt else None,
        desk=policy.desk_name,
        office=policy.office,
    )
    origin = f"<{letter.message_id}>" if letter.message_id else None
    return replace(
        desk_letter(letter.sender or "", (subject, body), stable_message_id(key, policy), now, policy),
        reply_to=policy.address,
        in_reply_to=origin,
        references=(origin,) if origin else (),
    )


async def note_answer(
    session: AsyncSession, submission: Submission, text: str, files: int, now: datetime, policy: Policy
) -> None:
    """Show on the open item of a submission what its sender added, and tell the operators."""
    for row in await open_items_of(session, submission.id or 0):
        if row.kind != "submission":
            continue
        told = f"申请人来信（附件 {files} 个）：{one_line(text)[:EXCERPT] or '没有正文'}"
        item = await note_on_item(session, row, told, now)
        await _tell(session, row, item, now, policy)


async def _tell(session: AsyncSession, row: ReviewItem, item: Item, now: datetime, policy: Policy) -> None:
    key = f"operator:review:{row.id}:answer{len(row.reasons)}"
    screen = await card(session, item)
    await tell_operators(session, screen.text, key, now, policy, buttons=screen.buttons)
