"""The files of a basket: taken in, replaced, taken out, ticked to an item, moved to another basket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicants import applicant_of
from handlers.baskets import (
    Basket,
    SentFile,
    basket_of,
    current_basket,
    mean,
    meant_draft,
    new_draft,
    open_basket,
    own_basket,
)
from handlers.policy import MEGABYTE, Policy
from handlers.receipts import next_receipt
from handlers.refusals import Refusal
from handlers.rules.checklist import likeness
from handlers.rules.ticks import OTHER
from storage.queries.chats import file_by_message
from storage.states import FileState, SubmissionState
from storage.tables import Applicant, SubmissionFile

LONGEST_REMARK: Final = 500  # characters that the captions of a basket's files add up to


@dataclass(frozen=True, slots=True)
class Added:
    """A basket after a file was sent to it; `refusal` says why it did not take the file."""

    basket: Basket | None
    refusal: Refusal | None = None


async def add_file(
    session: AsyncSession, chat_id: int, person: str, file: SentFile, now: datetime, policy: Policy
) -> Added:
    """Put a file into the basket that is meant, begun without a category where none is.

    The same chat message joins once. What is over a limit is refused, with the mail way to go instead.
    """
    if file.bytes > policy.file_bytes:
        basket = await current_basket(session, chat_id, now)
        return Added(basket, await _refusal(session, "file_too_large", basket, file, now, policy))
    applicant = await applicant_of(session, chat_id, person, now)
    draft = await meant_draft(session, chat_id, applicant, now)
    if draft is None:
        draft = await new_draft(session, applicant, now)
    await mean(session, chat_id, draft, now)
    basket = await basket_of(session, draft, applicant)
    if await file_by_message(session, chat_id, file.message_id) is None:
        if sentence := _over_limit(basket, file, policy):
            return Added(basket, await _refusal(session, sentence, basket, file, now, policy))
        _take(session, basket, chat_id, file)
        await session.flush()
    return Added(await basket_of(session, draft, applicant))


def _take(session: AsyncSession, basket: Basket, chat_id: int, file: SentFile) -> SubmissionFile:
    row = SubmissionFile(
        submission_id=basket.id,
        position=max((each.position for each in basket.files), default=0) + 1,
        name=file.name,
        media_type=file.media_type,
        bytes=file.bytes,
        file_id=file.file_id,
        chat_id=chat_id,
        message_id=file.message_id,
        item=_captioned_item(basket, file),
        state=FileState.WANTED,
    )
    session.add(row)
    submission = basket.submission
    submission.subject = f"{submission.subject} {file.caption}".strip()[:LONGEST_REMARK]
    return row


def _captioned_item(basket: Basket, file: SentFile) -> str | None:
    """Return the item that a single file's caption names, where its name says nothing."""
    materials = basket.category.materials if basket.category else ()
    if file.group is not None or not file.caption or likeness(materials, file.name) is not None:
        return None
    place = likeness(materials, file.caption)
    return None if place is None else materials[place]


def _over_limit(basket: Basket, file: SentFile, policy: Policy) -> str | None:
    """Return the sentence that refuses a file; None where there is room."""
    if len(basket.files) >= policy.files_per_submission:
        return "too_many_files"
    if basket.bytes + file.bytes > policy.submission_bytes:
        return "too_much"
    return None


@dataclass(frozen=True, slots=True)
class MailWay:
    """How the rest of a basket comes by mail: to where, and under which subject it joins."""

    mailbox: str
    subject: str
    receipt: str
    sender: str | None  # the address that joins by itself; None where the applicant has proven none


async def mail_way(session: AsyncSession, basket: Basket, now: datetime, policy: Policy) -> MailWay:
    """Give a basket its number before it is handed in, so that a mail can name it."""
    submission = basket.submission
    target = basket.adds_to or submission
    if target.receipt is None:
        target.receipt = await next_receipt(session, now, policy)
        await session.flush()
    applicant = await session.get_one(Applicant, submission.applicant_id)
    words = [target.receipt, target.category, target.category_name, "申报材料"]
    return MailWay(policy.address, " ".join(filter(None, words)), target.receipt, applicant.email)


async def _refusal(
    session: AsyncSession, sentence: str, basket: Basket | None, file: SentFile, now: datetime, policy: Policy
) -> Refusal:
    """Say at once what to do instead: the mailbox, and the subject that joins the same submission."""
    is_open = basket is not None and basket.is_open and basket.noticed
    way = await mail_way(session, basket, now, policy) if basket and is_open else None
    return Refusal(
        sentence,
        name=file.name,
        bytes=file.bytes,
        most_bytes=policy.file_bytes // MEGABYTE,
        most_files=policy.files_per_submission,
        most_in_all=policy.submission_bytes // MEGABYTE,
        mailbox=policy.address,
        way=way,
    )


async def remove_file(session: AsyncSession, chat_id: int, submission_id: int, file_id: int) -> Basket | None:
    """Take a file out of an open basket; None where the basket is not this chat's."""
    basket = await own_basket(session, chat_id, submission_id)
    if basket is None or not basket.is_open:
        return basket
    if file := basket.file(file_id):
        file.state = FileState.REMOVED
    await session.flush()
    return await own_basket(session, chat_id, submission_id)


async def replace_file(
    session: AsyncSession, chat_id: int, submission_id: int, file_id: int, file: SentFile, policy: Policy
) -> Basket | None:
    """Put a sent file in another's place, with its item; None where there is no such file any more.

    Raises Refusal where it is too large; the file that was there stays.
    """
    basket = await own_basket(session, chat_id, submission_id)
    old = basket.file(file_id) if basket else None
    if basket is None or old is None or not basket.is_open:
        return None
    if file.bytes > policy.file_bytes:
        raise Refusal("replacement_too_large", name=file.name, most=policy.file_bytes // MEGABYTE)
    if await file_by_message(session, chat_id, file.message_id) is None:
        item = old.item or basket.ticks.item_of(basket.files.index(old))
        old.state = FileState.REMOVED
        new = _take(session, basket, chat_id, file)
        new.position, new.item = old.position, new.item or item
        await session.flush()
    return await own_basket(session, chat_id, submission_id)


async def tick_files(
    session: AsyncSession,
    chat_id: int,
    submission_id: int,
    file_id: int | None,
    place: int | None,
    state: str,
) -> tuple[Basket | None, bool]:
    """Tick a file, or with None every loose one, to an item by its place, or with None to 其他证明材料.

    Return the basket, and whether that happened: not where the basket changed since the button was drawn.
    """
    basket = await own_basket(session, chat_id, submission_id)
    if basket is None or not basket.is_open or basket.state != state:
        return basket, False
    materials = basket.category.materials if basket.category else ()
    if place is not None and place >= len(materials):
        return basket, False
    chosen = [basket.files[at] for at in basket.ticks.loose] if file_id is None else [basket.file(file_id)]
    for file in filter(None, chosen):
        file.item = OTHER if place is None else materials[place]
    await session.flush()
    return await own_basket(session, chat_id, submission_id), True


async def join(
    session: AsyncSession, chat_id: int, loose_id: int, target_id: int, now: datetime, policy: Policy
) -> Basket | None:
    """Move the files of a basket without a category into another open one; None where either is not there.

    Raises Refusal where there is not room for all.
    """
    loose, target = [await own_basket(session, chat_id, each) for each in (loose_id, target_id)]
    if loose is None or target is None or loose_id == target_id:
        return None
    if not target.is_open or not loose.is_open or loose.submission.category or loose.adds_to:
        return target
    if len(loose.files) + len(target.files) > policy.files_per_submission:
        raise Refusal("too_many_together", most=policy.files_per_submission)
    last = max((each.position for each in target.files), default=0)
    for place, file in enumerate(loose.files, 1):
        file.submission_id, file.position = target_id, last + place
    remark = f"{target.submission.subject} {loose.submission.subject}".strip()
    target.submission.subject = remark[:LONGEST_REMARK]
    loose.submission.state = SubmissionState.WITHDRAWN
    await session.flush()
    return await open_basket(session, chat_id, target_id, now)
