"""What an applicant does to a submission that was handed in: add files, take it back, wait no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor
from handlers.baskets import Basket, mean, new_draft, own_basket
from handlers.chat_supplements import takes_more
from handlers.own_submissions import withdrawn
from handlers.policy import Policy
from handlers.promises import settle_promise
from handlers.screens import Screen
from handlers.withdrawing import withdraw
from storage.queries.applicants import draft_supplement
from storage.queries.chats import own_submission
from storage.tables import Applicant


async def begin_supplement(
    session: AsyncSession, chat_id: int, submission_id: int, now: datetime
) -> Basket | None:
    """Begin a supplement to an own submission, or take up the one that was begun.

    None where it is not this chat's, or takes nothing more.
    """
    submission = await own_submission(session, submission_id, chat_id)
    if submission is None or not takes_more(submission):
        return None
    draft = await draft_supplement(session, submission_id)
    if draft is None:
        applicant = await session.get_one(Applicant, submission.applicant_id)
        draft = await new_draft(session, applicant, now, adds_to=submission)
    await mean(session, chat_id, draft, now)
    return await own_basket(session, chat_id, draft.id or 0)


async def nothing_more(session: AsyncSession, chat_id: int, submission_id: int) -> None:
    """Wait for nothing more of an own submission; its applicant says that everything is there."""
    submission = await own_submission(session, submission_id, chat_id)
    if submission is not None:
        await settle_promise(session, submission)


async def withdraw_in_chat(
    session: AsyncSession, chat_id: int, submission_id: int, now: datetime, policy: Policy
) -> Screen | None:
    """Take an own submission back, and say so; None where it is not this chat's."""
    submission = await own_submission(session, submission_id, chat_id)
    if submission is None:
        return None
    happened = await withdraw(session, submission, now, policy, Actor(f"chat:{chat_id}", "chat"))
    return withdrawn(submission, happened=happened)
