"""The one-time code that proves that a chat and a mailbox belong to the same person."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.reminder_letters import reminder_spec
from handlers.rules.people import Kind
from handlers.rules.tokens import code_digest
from handlers.staff import Colleague, colleague, find_colleague
from handlers.wording import letter
from storage.queries.staff import unused_codes
from storage.tables import BindingCode

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
LENGTH: Final = 16  # 79 bits: nobody guesses one


async def send_code(
    session: AsyncSession, wanted: str, now: datetime, policy: Policy, actor: Actor
) -> tuple[Colleague, datetime]:
    """Write the letter with a new code to the mailbox of somebody, named or by address; return its expiry.

    Only the code's digest is kept; older codes of the same person stop working. Refuses who has no
    mailbox, and a shared mailbox, which cannot have a chat.
    """
    row = await find_colleague(session, wanted, policy)
    if row.kind == Kind.MAILBOX:
        raise Refusal("staff_mailbox", name=row.name)
    if not row.email:
        raise Refusal("staff_no_mailbox", name=row.name)
    for older in await unused_codes(session, row.id or 0):
        older.used_at = now
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    digest = code_digest(policy.key, code)
    expires_at = now + policy.binding_life
    session.add(BindingCode(digest=digest, staff_id=row.id or 0, expires_at=expires_at))
    words = letter(
        "binding_code",
        name=row.name,
        code=code,
        bot=policy.bot_username,
        until=expires_at.astimezone(policy.zone),
        desk=policy.desk_name,
    )
    key = f"binding:{digest[:24]}"
    await write_letter(session, reminder_spec(key, row.email, words, now, policy), Wrapping(key, now))
    await record(session, policy, now, actor, "staff.code", f"staff:{row.id}")
    return colleague(row), expires_at
