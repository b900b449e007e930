"""A mail that was too large to be taken in: its sender is told what to do, and a person sees it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import reply_automatically
from handlers.incoming import Incoming
from handlers.policy import MEGABYTE, Policy
from handlers.review import Matter, open_item
from handlers.rules.route import Outcome
from handlers.wording import letter as word_letter

BASE64 = 3 / 4  # of a mail's size is left for the files in it


async def refuse_oversized(session: AsyncSession, incoming: Incoming, size: int, policy: Policy) -> None:
    """Answer with the remedy, within the caps, and open a review item; `size` is in bytes."""
    reason = f"邮件约 {_megabytes(size)} MB，超过 {_megabytes(policy.mail_bytes)} MB 的上限，只存下了信头"
    incoming.row.outcome, incoming.row.reasons = Outcome.REVIEW, [reason]
    words = word_letter(
        "too_large",
        desk=policy.desk_name,
        at=incoming.now.astimezone(policy.zone),
        size=_megabytes(size),
        limit=_megabytes(policy.mail_bytes),
        files=_megabytes(int(policy.mail_bytes * BASE64)),
        chat=_megabytes(policy.file_bytes),
    )
    await open_item(session, Matter("letter", [reason], incoming.row), incoming.now, policy)
    await reply_automatically(session, incoming, words, policy)


def _megabytes(size: int) -> int:
    return max(1, size // MEGABYTE)
