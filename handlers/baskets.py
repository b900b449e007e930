"""What an applicant collects before handing it in: begun, opened, confirmed or given up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicant_units import adopt_unit, unit_data
from handlers.applicants import applicant_of
from handlers.dialogues import remember, remembered
from handlers.editions import GuideInForce, guide_in_force
from handlers.hand_in import complete_when_stored
from handlers.policy import Policy
from handlers.promises import promise
from handlers.rules.applicant_unit import Unit
from handlers.rules.guide import Category, addressee, department
from handlers.rules.settings import Window
from handlers.rules.ticks import NamedFile, Ticks, tick
from handlers.timeliness import window_of
from storage.queries.chats import applicant_by_chat, drafts_of, own_submission
from storage.queries.submissions import files_of
from storage.states import Channel, FileState, SubmissionState
from storage.tables import Applicant, Submission, SubmissionFile

STILL_MEANT: Final = timedelta(hours=12)  # how long the basket opened last is taken for the one that is meant


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
    unit: Unit | None = None  # who hands in; None where that was never asked
    adds_to: Submission | None = None  # the submission that it supplements
    before: tuple[SubmissionFile, ...] = ()  # what that one holds
    others: tuple[Submission, ...] = ()  # what else is being collected

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
    def ticks(self) -> Ticks:
        """Return the list with what the files stand for; a supplement counts what was there before too."""
        materials = self.category.materials if self.category else ()
        ticks = tick(materials, [NamedFile(file.name, file.item) for file in (*self.files, *self.before)])
        return replace(ticks, loose=tuple(place for place in ticks.loose if place < len(self.files)))

    @property
    def is_complete(self) -> bool:
        """Tell whether there is what a hand-in needs; the list of materials is the applicant's care."""
        has_target = self.submission.category is not None or self.adds_to is not None
        return bool(has_target and self.files and not self.failed)

    @property
    def state(self) -> str:
        """Return a short sign of what is in it, so that a button of an older card is noticed."""
        files = [(file.id, file.item) for file in self.files]
        # A guide applied meanwhile leaves no category in force, so that an old check page is noticed too.
        place = (self.submission.category, self.category is None)
        content = [self.submission.state.value, place, files, self.unit]
        return hashlib.sha256(repr(content).encode()).hexdigest()[:6]

    def file(self, file_id: int | None) -> SubmissionFile | None:
        """Return one of its files."""
        return next((each for each in self.files if each.id == file_id), None)


async def begin(
    session: AsyncSession, chat_id: int, person: str, category_id: str, now: datetime
) -> Basket | None:
    """Begin a basket for a category, or take up the one that was begun; None for an unknown category."""
    found = await guide_in_force(session)
    category = found.guide.category(category_id) if found else None
    if category is None:
        return None
    applicant = await applicant_of(session, chat_id, person, now)
    drafts = await drafts_of(session, applicant.id or 0)
    draft = next((each for each in drafts if each.category_name == category.name and not each.adds_to), None)
    if draft is None:
        draft = await new_draft(session, applicant, now)
    await _assign(session, draft, category_id)
    await mean(session, chat_id, draft, now)
    return await basket_of(session, draft, applicant)


async def new_draft(
    session: AsyncSession, applicant: Applicant, now: datetime, adds_to: Submission | None = None
) -> Submission:
    """Begin a basket, without a category or as a supplement."""
    draft = Submission(applicant_id=applicant.id or 0, channel=Channel.CHAT, created_at=now)
    if adds_to is not None:
        draft.adds_to = adds_to.id
    session.add(draft)
    await session.flush()
    return draft


async def mean(session: AsyncSession, chat_id: int, draft: Submission, now: datetime) -> None:
    """Let files that are sent from now on join this basket."""
    await remember(session, chat_id, now, draft=draft.id, draft_at=now.timestamp())


async def choose_category(
    session: AsyncSession, chat_id: int, submission_id: int, category_id: str, now: datetime
) -> Basket | None:
    """Say which category a basket is for; None where either is unknown or not this chat's."""
    submission = await own_submission(session, submission_id, chat_id)
    found = await guide_in_force(session)
    if submission is None or found is None or found.guide.category(category_id) is None:
        return None
    if submission.state is SubmissionState.DRAFT and submission.adds_to is None:
        await _assign(session, submission, category_id)
        await mean(session, chat_id, submission, now)
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


async def own_basket(session: AsyncSession, chat_id: int, submission_id: int) -> Basket | None:
    """Return a submission with its files, only to the chat that it belongs to."""
    submission = await own_submission(session, submission_id, chat_id)
    if submission is None:
        return None
    return await basket_of(session, submission, await session.get_one(Applicant, submission.applicant_id))


async def open_basket(
    session: AsyncSession, chat_id: int, submission_id: int, now: datetime
) -> Basket | None:
    """Return a basket, brought in line with the guide in force, and let files that follow join it."""
    basket = await own_basket(session, chat_id, submission_id)
    if basket is None or not basket.is_open:
        return basket
    await mean(session, chat_id, basket.submission, now)
    if not await _follow_guide(session, basket.submission):
        return basket
    return await own_basket(session, chat_id, submission_id)


async def _follow_guide(session: AsyncSession, submission: Submission) -> bool:
    """Move a basket from an older guide to the one in force; tell whether something changed.

    A category is the same where its name is; where the guide no longer has it, it must be chosen anew.
    """
    found = await guide_in_force(session)
    if found is None or submission.category is None or submission.edition_id == found.edition_id:
        return False
    same = _same_category(found, submission)
    if same is not None:
        await _assign(session, submission, same.id)
    else:
        submission.category = submission.category_name = None
        submission.department = submission.mailbox = None
        await session.flush()
    return True


def _same_category(found: GuideInForce, submission: Submission) -> Category | None:
    own = found.guide.category(submission.category or "")
    if own is not None and own.name == submission.category_name:
        return own
    named = [each for each in found.guide.categories if each.name == submission.category_name]
    return named[0] if len(named) == 1 else None


async def basket_of(session: AsyncSession, submission: Submission, applicant: Applicant) -> Basket:
    """Gather what a basket holds."""
    adds_to = await session.get(Submission, submission.adds_to) if submission.adds_to else None
    drafts = await drafts_of(session, applicant.id or 0)
    return Basket(
        submission,
        tuple(await files_of(session, submission.id or 0)),
        noticed=applicant.noticed_at is not None,
        category=await _category_of(session, adds_to or submission),
        window=await window_of(session, submission),
        unit=await unit_data(session, submission),
        adds_to=adds_to,
        before=tuple(await files_of(session, adds_to.id or 0)) if adds_to else (),
        others=tuple(each for each in drafts if each.id != submission.id),
    )


async def _category_of(session: AsyncSession, submission: Submission) -> Category | None:
    """Return a submission's category where the guide in force is the one that it was made under."""
    found = await guide_in_force(session)
    if found is None or found.edition_id != submission.edition_id or not submission.category:
        return None
    return found.guide.category(submission.category)


async def current_basket(session: AsyncSession, chat_id: int, now: datetime) -> Basket | None:
    """Return the basket that the next file would join; None where it would begin a new one."""
    applicant = await applicant_by_chat(session, chat_id)
    if applicant is None:
        return None
    draft = await meant_draft(session, chat_id, applicant, now)
    return await basket_of(session, draft, applicant) if draft else None


async def meant_draft(
    session: AsyncSession, chat_id: int, applicant: Applicant, now: datetime
) -> Submission | None:
    """Return the basket opened last, the only one, or the one that no category was chosen for.

    None where there is none, or where several are open and nothing tells which is meant.
    """
    drafts = await drafts_of(session, applicant.id or 0)
    kept = await remembered(session, chat_id)
    if kept.get("draft_at", 0) > (now - STILL_MEANT).timestamp():
        meant = [each for each in drafts if each.id == kept.get("draft")]
        if meant:
            return meant[0]
    if len(drafts) == 1:
        return drafts[0]
    return next((each for each in drafts if each.category is None and each.adds_to is None), None)


async def forget_meant(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Let nothing tell any more which of several baskets is meant: the person went elsewhere."""
    await remember(session, chat_id, now, draft=None)


async def settle_unit(session: AsyncSession, basket: Basket, now: datetime) -> bool:
    """Take who hands in from what is remembered; false where it must be asked first."""
    return basket.adds_to is not None or await adopt_unit(session, basket.submission, now) is not None


async def confirm(
    session: AsyncSession,
    chat_id: int,
    submission_id: int,
    state: str,
    now: datetime,
    policy: Policy,
    *,
    later: bool = False,
) -> tuple[Basket | None, bool]:
    """Hand a basket in as it was shown; return what it is now, and whether that happened here.

    The receipt follows when all files are on disk, in the same transaction where they are already.
    With `later` the applicant promises what is missing.
    """
    basket = await own_basket(session, chat_id, submission_id)
    if basket is None or not _may_be_confirmed(basket, state):
        return basket, False
    basket.submission.state = SubmissionState.CONFIRMED
    basket.submission.confirmed_at = now
    if later:
        missing = [each.item for each in basket.ticks.missing]
        await promise(session, basket.submission, missing, now, policy)
    await remember(session, chat_id, now, draft=None, card=None)
    await complete_when_stored(session, submission_id, now, policy)
    return await own_basket(session, chat_id, submission_id), True


def _may_be_confirmed(basket: Basket, state: str) -> bool:
    asked = basket.unit is not None or basket.adds_to is not None
    return basket.is_open and basket.noticed and asked and basket.is_complete and basket.state == state


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
