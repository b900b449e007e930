"""Words for operators: by chat where one is bound, else to the first operator's mailbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.letterhead import desk_letter
from handlers.outbox import Rows, Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.rules.compose import LetterSpec
from handlers.rules.tokens import code_digest
from handlers.wording import letter, plain
from storage.queries.people import operator_chats


async def tell_operators(
    session: AsyncSession,
    text: str,
    key: str,
    now: datetime,
    policy: Policy,
    *,
    buttons: Rows = (),
    both: bool = False,
) -> None:
    """Send every operator a message (HTML); `key` names what it is about, so that it is said once.

    With `both` the mailbox gets it too, whoever is bound: for what must not depend on one channel.
    """
    chats = await operator_chats(session)
    for chat_id in chats:
        await write_message(session, chat_id, text, Wrapping(f"{key}:{chat_id}", now), buttons=buttons)
    if both or not chats:
        await tell_mailbox(session, text, key, now, policy)


async def tell_mailbox(session: AsyncSession, text: str, key: str, now: datetime, policy: Policy) -> None:
    """Send the first operator's mailbox alone a message (HTML): for what is about chat itself."""
    await write_letter(session, operator_letter(text, key, now, policy), Wrapping(f"{key}:mail", now))


def operator_letter(text: str, key: str, now: datetime, policy: Policy) -> LetterSpec:
    """Word a chat text (HTML) as a letter to the first operator's mailbox."""
    subject, body = letter("operator", desk=policy.desk_name, text=plain(text))
    return desk_letter(policy.operator_mailbox, (subject, body), stable_message_id(key, policy), now, policy)


def stable_message_id(key: str, policy: Policy) -> str:
    """Return the Message-ID of the letter written under a key: always the same, and not to be guessed."""
    return f"<{code_digest(policy.key, f'letter:{key}')[:24]}@{policy.domain}>"
