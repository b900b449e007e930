"""Following categories by mail, for mailboxes that a code has proved."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import reply_automatically
from handlers.editions import guide_in_force
from handlers.follows import keep_follow
from handlers.incoming import Incoming
from handlers.policy import Policy
from handlers.rules.follow_wishes import FollowWish
from handlers.wording import letter as word_letter
from storage.queries.applicants import follows_of, unfollow, unfollow_all
from storage.queries.linking import applicant_with_email


async def take_follow(session: AsyncSession, incoming: Incoming, wish: FollowWish, policy: Policy) -> None:
    """Follow a category, or no more, and answer with what is followed."""
    applicant = await applicant_with_email(session, incoming.mail.sender)
    proved = applicant if applicant is not None and applicant.email_confirmed_at else None
    found = await guide_in_force(session)
    category = found.guide.category(wish.category) if found else None
    if proved is None:
        told = "not_proved"
    elif not wish.category:
        await unfollow_all(session, proved.id or 0)
        told = "none"
    elif not wish.on:
        await unfollow(session, proved.id or 0, wish.category)
        told = "off"
    elif category is None:
        told = "unknown"
    else:
        await keep_follow(session, proved.id or 0, category, incoming.now)
        told = "on"
    rows = await follows_of(session, proved.id or 0) if proved else ()
    words = word_letter("follows", told=told, number=wish.category, follows=rows, desk=policy.desk_name)
    await reply_automatically(session, incoming, words, policy)
