"""Letters that were set aside are let go on, or are left as they are: an operator says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor
from handlers.policy import Policy
from handlers.quota_days import leave_unhandled
from handlers.quotas import OVER, release_sender
from handlers.refusals import Refusal
from handlers.restored import RESTORED, leave_handled, let_go_on
from handlers.review import decide, undecided
from handlers.review_items import Item
from storage.states import ReviewState
from storage.tables import Letter, ReviewItem


async def release_item(
    session: AsyncSession, item_id: int, now: datetime, policy: Policy, actor: Actor
) -> Item:
    """Let everything go on that was set aside for an item's sender, or since a backup."""
    row = await undecided(session, item_id)
    first = await session.get(Letter, row.letter_id) if row.letter_id else None
    if row.kind not in {OVER, RESTORED} or first is None:
        raise Refusal("review_no_quota", number=item_id)
    if row.kind == RESTORED:
        await let_go_on(session, first, now)
    else:
        await release_sender(session, first.sender or "", now)
    return await decide(session, row, (ReviewState.ACCEPTED, "released"), now, policy, actor)


async def leave_aside(session: AsyncSession, row: ReviewItem) -> None:
    """Keep what was set aside as it is, without handling it."""
    first = await session.get(Letter, row.letter_id) if row.letter_id else None
    if first is None:
        return
    if row.kind == OVER:
        await leave_unhandled(session, (first.sender or "").lower())
    elif row.kind == RESTORED:
        await leave_handled(session, first)
