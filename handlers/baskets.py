"""What an applicant collects before handing it in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicants import applicant_of
from handlers.dialogues import remember, remembered
from handlers.editions import guide_in_force
from handlers.hand_in import complete_when_stored
from handlers.policy import MEGABYTE, Policy
from handlers.refusals import Refusal
from handlers.rules.guide import Category, addressee, department
from handlers.rules.settings import Window
from handlers.timeliness import window_of
from storage.queries.chats import applicant_by_chat, drafts_of, file_by_message, own_submission
from storage.queries.submissions import files_of
from storage.states import Channel, FileState, SubmissionState
from storage.tables import Applicant, Submission, SubmissionFile

LONGEST_REMARK = 500  # characters that the captions of a basket's files add up to


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as a chat message brings it; `group` joins the files of one album, `bytes` 0 is unknown."""

    message_id: int
    file_id: str
    name: str
    media_type: str
    bytes: int
    caption: str = ""
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    """A submission that is being collected, with its files in their order."""

    submission: Submission
    files: tuple[SubmissionFile, ...]
    noticed: bool
    category: Category | None = None
    window: Window | None = None  # the days that the office set for the category

    @property
    def id(self) -> int:
        """Return the submission's row."""
        return self.submission.id or 0

    @property
    def bytes(self) -> int:
        """Return the size of all files together."""
        return sum(file.bytes for file in self.files)

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be changed."""
        return self.submission.state is SubmissionState.DRAFT

    @property
    def failed(self) -> bool:
        """Tell whether a file could not be fetched, so that it must be sent again or removed."""
        return any(file.state is FileState.FAILED for file in self.files)

    @property
    def state(self) -> str:
        """Return a short sign of what is in it, so that a button of an older card is noticed."""
        files = [file.id for file in self.files]
        content = [self.submission.state.value, self.submission.category, files]
        return hashlib.sha256(repr(content).encode()).hexdigest()[:6]


async def begin(
    session: AsyncSession, chat_id: int, person: str, category_id: str, now: datetime
) -> Basket | None:
    """Begin a basket for a category, or take up the one that was begun; None for an unknown category."""
    found = await guide_in_force(session)
    if found is None or found.guide.category(category_id) is None:
        return None
    applicant = await applicant_of(session, chat_id, person, now)
    drafts = await drafts_of(session, applicant.id or 0)
    same = [draft for draft in drafts if draft.category == category_id]
    if same and same[0].edition_id == found.edition_id:
        draft = same[0]
    else:
        draft = _draft(applicant, now)
        session.add(draft)
        await session.flush()
        await _assign(session, draft, category_id)
    await remember(session, chat_id, now, draft=draft.id)
    return await _basket(session, draft, applicant)


async def choose_category(
    session: AsyncSession, chat_id: int, submission_id: int, category_id: str, now: datetime
) -> Basket | None:
    """Say which category a basket is for; None where either is unknown or not this chat's."""
    submission = await own_submission(session, submission_id, chat_id)
    found = await guide_in_force(session)
    if submission is None or found is None or found.guide.category(category_id) is None:
        return None
    if submission.state is SubmissionState.DRAFT:
        await _assign(session, submission, category_id)
        await remember(session, chat_id, now, draft=submission.id)
    return await own_basket(session, chat_id, submission_id)


async def _assign(session: AsyncSession, submission: Submission, category_id: str) -> None:
    """Write down edition, category, department and mailbox as the guide in force has them."""
    found = await guide_in_force(session)
    category = found.guide.category(category_id) if found else None
    if found is None or category is None:
        return
    submission.edition_id = found.edition_id
    submission.category, submission.category_name = category.id, category.name
    submission.department = department(category)
    submission.mailbox = addressee(found.guide, category)
    await session.flush()


def _draft(applicant: Applicant, now: datetime) -> Submission:
    return Submission(applicant_id=applicant.id or 0, channel=Channel.CHAT, created_at=now)


async def own_basket(session: AsyncSession, chat_id: int, submission_id: int) -> Basket | None:
    """Return a submission with its files, only to the chat that it belongs to."""
    submission = await own_submission(session, submission_id, chat_id)
    if submission is None:
        return None
    return await _basket(session, submission, await session.get_one(Applicant, submission.applicant_id))


async def open_basket(
    session: AsyncSession, chat_id: int, submission_id: int, now: datetime
) -> Basket | None:
    """Return a basket, and let files that are sent from now on join it."""
    basket = await own_basket(session, chat_id, submission_id)
    if basket is not None and basket.is_open:
        await remember(session, chat_id, now, draft=basket.id)
    return basket


async def _basket(session: AsyncSession, submission: Submission, applicant: Applicant) -> Basket:
    files = await files_of(session, submission.id or 0)
    found = await guide_in_force(session)
    category = None
    if found is not None and found.edition_id == submission.edition_id and submission.category:
        category = found.guide.category(submission.category)
    noticed, window = applicant.noticed_at is not None, await window_of(session, submission)
    return Basket(submission, tuple(files), noticed, category, window)


async def add_file(
    session: AsyncSession, chat_id: int, person: str, file: SentFile, now: datetime, policy: Policy
) -> Basket:
    """Put a file into the chat's current basket, begun without a category where there is none.

    Raises Refusal over the limits. The same chat message joins once.
    """
    if file.bytes > policy.file_bytes:
        raise await _too_large(session, chat_id, file, policy)
    applicant = await applicant_of(session, chat_id, person, now)
    submission = await _current(session, chat_id, applicant, now)
    if await file_by_message(session, chat_id, file.message_id) is None:
        basket = await _basket(session, submission, applicant)
        _check_room(basket, file, policy)
        session.add(_row(basket, chat_id, file))
        submission.subject = f"{submission.subject} {file.caption}".strip()[:LONGEST_REMARK]
        await session.flush()
    return await _basket(session, submission, applicant)


def _row(basket: Basket, chat_id: int, file: SentFile) -> SubmissionFile:
    return SubmissionFile(
        submission_id=basket.id,
        position=max((each.position for each in basket.files), default=0) + 1,
        name=file.name,
        media_type=file.media_type,
        bytes=file.bytes,
        file_id=file.file_id,
        chat_id=chat_id,
        message_id=file.message_id,
        state=FileState.WANTED,
    )


async def _current(session: AsyncSession, chat_id: int, applicant: Applicant, now: datetime) -> Submission:
    """Return the basket that was opened last; a new one without a category where there is none."""
    draft = await _opened_last(session, chat_id, applicant)
    if draft is None:
        draft = _draft(applicant, now)
        session.add(draft)
        await session.flush()
        await remember(session, chat_id, now, draft=draft.id)
    return draft


async def current_basket(session: AsyncSession, chat_id: int) -> Basket | None:
    """Return the basket that the next file would join; None where it would begin a new one."""
    applicant = await applicant_by_chat(session, chat_id)
    if applicant is None:
        return None
    draft = await _opened_last(session, chat_id, applicant)
    return await _basket(session, draft, applicant) if draft else None


async def _opened_last(session: AsyncSession, chat_id: int, applicant: Applicant) -> Submission | None:
    drafts = await drafts_of(session, applicant.id or 0)
    kept = (await remembered(session, chat_id)).get("draft")
    return next((each for each in drafts if each.id == kept), drafts[0] if drafts else None)


def _check_room(basket: Basket, file: SentFile, policy: Policy) -> None:
    if len(basket.files) >= policy.files_per_submission:
        raise Refusal("too_many_files", most=policy.files_per_submission, mailbox=policy.address)
    if basket.bytes + file.bytes > policy.submission_bytes:
        most = policy.submission_bytes // MEGABYTE
        raise Refusal("too_much", most=most, name=file.name, mailbox=policy.address)


async def _too_large(session: AsyncSession, chat_id: int, file: SentFile, policy: Policy) -> Refusal:
    """Say at once what to do instead: the mailbox, and the subject that finds the department."""
    kept = (await remembered(session, chat_id)).get("draft")
    draft = await own_submission(session, kept, chat_id) if isinstance(kept, int) else None
    return Refusal(
        "file_too_large",
        name=file.name,
        bytes=file.bytes,
        most=policy.file_bytes // MEGABYTE,
        mailbox=policy.address,
        category=draft.category if draft else None,
        category_name=draft.category_name if draft else None,
    )


async def remove_file(session: AsyncSession, chat_id: int, submission_id: int, file_id: int) -> Basket | None:
    """Take a file out of an open basket; None where the basket is not this chat's."""
    basket = await own_basket(session, chat_id, submission_id)
    if basket is None or not basket.is_open:
        return basket
    for file in basket.files:
        if file.id == file_id:
            file.state = FileState.REMOVED
    await session.flush()
    return await own_basket(session, chat_id, submission_id)


async def confirm(
    session: AsyncSession, chat_id: int, submission_id: int, state: str, now: datetime, policy: Policy
) -> tuple[Basket | None, bool]:
    """Hand a basket in as it was shown; return what it is now, and whether that happened here.

    The receipt follows when all files are on disk, in the same transaction where they are already.
    """
    basket = await own_basket(session, chat_id, submission_id)
    if basket is None or not _may_be_confirmed(basket, state):
        return basket, False
    basket.submission.state = SubmissionState.CONFIRMED
    basket.submission.confirmed_at = now
    await remember(session, chat_id, now, draft=None, card=None)
    await complete_when_stored(session, submission_id, now, policy)
    return await own_basket(session, chat_id, submission_id), True


def _may_be_confirmed(basket: Basket, state: str) -> bool:
    complete = basket.submission.category is not None and basket.files and not basket.failed
    return bool(basket.is_open and basket.noticed and complete and basket.state == state)


async def give_up(session: AsyncSession, chat_id: int, submission_id: int, now: datetime) -> bool:
    """Give an open basket up; false where it is not open or not this chat's."""
    basket = await own_basket(session, chat_id, submission_id)
    if basket is None or not basket.is_open:
        return False
    basket.submission.state = SubmissionState.WITHDRAWN
    for file in basket.files:
        file.state = FileState.REMOVED
    await remember(session, chat_id, now, draft=None, card=None)
    return True
