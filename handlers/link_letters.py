"""The letters that bring a code, and that say what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.wording import letter as word_letter
from handlers.wording import one_line
from storage.tables import AddressCode, Applicant

PREFIX = "link:"  # of the keys of these letters; behind it stands the code's row


async def write_code(
    session: AsyncSession,
    row: AddressCode,
    code: str,
    applicant: Applicant | None,
    now: datetime,
    policy: Policy,
) -> None:
    """Write the letter with a code; `applicant` is whose chat asked, None where the mailbox asked itself."""
    words = word_letter(
        "link_code",
        code=code,
        asker=one_line(applicant.name or "未留姓名") if applicant else None,
        bot=policy.bot_username,
        until=row.expires_at.astimezone(policy.zone),
        desk=policy.desk_name,
        office=policy.office,
    )
    key = f"{PREFIX}{row.id}"
    spec = replace(
        desk_letter(row.email, words, stable_message_id(key, policy), now, policy), reply_to=policy.address
    )
    await write_letter(session, spec, Wrapping(key, now))
