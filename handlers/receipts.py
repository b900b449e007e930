"""The next receipt number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.policy import Policy
from handlers.rules.receipts import make_receipt
from storage.queries.submissions import next_serial


async def next_receipt(session: AsyncSession, now: datetime, policy: Policy) -> str:
    """Take the next number of the office's year; one that is taken is never given again."""
    year = now.astimezone(policy.zone).year
    serial = await next_serial(session, f"receipt:{policy.receipt_prefix}:{year}")
    return make_receipt(year, serial, policy.receipt_prefix)
