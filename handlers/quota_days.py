"""What was set aside beyond a sender's quota goes on when its day has passed, a day's quota at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import CLOCK
from handlers.policy import Policy
from handlers.quotas import RELEASED
from handlers.review import close_items
from handlers.rules.route import Outcome
from storage.queries.quotas import count_handled, count_set_aside, senders_waiting_since, set_aside_of
from storage.queries.review import open_quota_items
from storage.states import LetterState

DAY: Final = timedelta(hours=24)
PASSED: Final = "passed"  # the decision about an item whose letters went on by themselves
REASON: Final = "工作人员判定不作处理"


async def release_after_a_day(session: AsyncSession, now: datetime, policy: Policy) -> int:
    """Let letters go on that were set aside a day ago, oldest first, and return how many.

    A sender gets no more in 24 hours than the quota, so that a flood does not become a flood on the day
    after. Once nothing of a sender is set aside any more, the item about it is closed.
    """
    count = 0
    for sender in await senders_waiting_since(session, now - DAY):
        room = policy.letters_per_sender - await count_handled(session, sender, now - DAY)
        due = await set_aside_of(session, sender, now - DAY, room) if room > 0 else ()
        for letter in due:
            letter.state, letter.outcome, letter.tries = LetterState.STORED, RELEASED, 0
            letter.released_at = now
        count += len(due)
        await session.flush()
        if not await count_set_aside(session, sender):
            items = await open_quota_items(session, sender)
            await close_items(session, items, PASSED, now, policy, CLOCK)
    return count


async def leave_unhandled(session: AsyncSession, sender: str) -> None:
    """Keep what was set aside of a sender without handling it: an operator has said so."""
    for letter in await set_aside_of(session, sender):
        letter.state, letter.outcome = LetterState.JUDGED, Outcome.IGNORE
        letter.reasons = [*letter.reasons, REASON]
