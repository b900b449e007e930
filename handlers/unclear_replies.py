"""A department's mail that was not understood is answered with what would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.departments import offices
from handlers.editions import guide_in_force
from handlers.incoming import Incoming
from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.wording import letter as word_letter
from storage.queries.departments import count_letters_under
from storage.tables import Submission

PREFIX: Final = "unclear:"
DAY: Final = timedelta(hours=24)
MOST: Final = 3  # to one mailbox in 24 hours, so that two programmes never talk for ever
# What was not understood.
UNKNOWN_DEPARTMENT, EMPTY, NO_SUBMISSION = "unknown_department", "empty", "no_submission"


async def say_unclear(
    session: AsyncSession,
    incoming: Incoming,
    submission: Submission | None,
    why: str,
    policy: Policy,
    *,
    named: str | None = None,
) -> None:
    """Write to whoever wrote, within the cap; never in answer to a programme (RFC 3834, section 2)."""
    sender = incoming.mail.sender
    if not sender or incoming.mail.header("auto-submitted").strip().lower() not in ("", "no"):
        return
    if await count_letters_under(session, PREFIX, sender, incoming.now - DAY) >= MOST:
        return
    key = f"{PREFIX}{incoming.id}"
    subject, body = word_letter(
        "not_understood",
        why=why,
        named=named,
        receipt=submission.receipt if submission else None,
        departments=await _departments(session),
        desk=policy.desk_name,
    )
    spec = replace(
        desk_letter(sender, (subject, body), stable_message_id(key, policy), incoming.now, policy),
        reply_to=policy.address,
        in_reply_to=incoming.in_reply_to,
        references=incoming.references,
        auto_submitted="auto-replied",
        null_return_path=True,
    )
    number = submission.id if submission else None
    await write_letter(session, spec, Wrapping(key, incoming.now, submission_id=number, position=150))


async def _departments(session: AsyncSession) -> Sequence[str]:
    found = await guide_in_force(session)
    return [each.name for each in offices(found.guide) if each.mailbox] if found else []
