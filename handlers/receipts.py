"""The next receipt numbers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.policy import Policy
from handlers.rules.receipts import make_receipt
from storage.queries.submissions import next_serials


async def next_receipt(session: AsyncSession, now: datetime, policy: Policy) -> str:
    """Take the next number of the office's year; one that is taken is never given again."""
    (receipt,) = await next_receipts(session, 1, now, policy)
    return receipt


async def next_receipts(session: AsyncSession, count: int, now: datetime, policy: Policy) -> list[str]:
    """Take several numbers at once, in their order."""
    year = now.astimezone(policy.zone).year
    serials = await next_serials(session, f"receipt:{policy.receipt_prefix}:{year}", count)
    return [make_receipt(year, serial, policy.receipt_prefix) for serial in serials]
