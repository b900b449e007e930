"""One sender's flood: what comes beyond the day's quota is stored and set aside, with one notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.incoming import Incoming
from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.review import Matter, open_item
from handlers.wording import letter as word_letter
from storage.queries.letters import letters_over_quota
from storage.queries.review import open_quota_items
from storage.states import LetterState

OVER: Final = "quota"  # the outcome of a letter that was set aside
RELEASED: Final = "released"  # the outcome of one that an operator let go on, until it is judged


def is_over_quota(incoming: Incoming, policy: Policy) -> bool:
    """Tell whether a sender, who is no department, has written more letters in 24 hours than one may."""
    sender = incoming.mail.sender.lower()
    known = incoming.known
    if not sender or known is None or sender in known.departments:
        return False
    before = sum(each < incoming.id for each in known.recent.get(sender, ()))
    return before + 1 > policy.letters_per_sender


async def set_aside(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Keep a letter for a person; the first of a flood opens an item and tells its sender."""
    row, sender = incoming.row, incoming.mail.sender.lower()
    reason = f"{sender} 一天内来信超过 {policy.letters_per_sender} 封，后面的先存下，没有处理"
    row.state, row.outcome, row.reasons = LetterState.ASIDE, OVER, [reason]
    if await open_quota_items(session, sender):
        return
    item = await open_item(session, Matter("quota", [reason], row), incoming.now, policy)
    if not incoming.verdict.acknowledge:
        return
    words = word_letter("quota", limit=policy.letters_per_sender, desk=policy.desk_name, office=policy.office)
    key = f"quota:{item.id}"
    spec = replace(
        desk_letter(incoming.mail.sender, words, stable_message_id(key, policy), incoming.now, policy),
        in_reply_to=incoming.in_reply_to,
        auto_submitted="auto-replied",
        null_return_path=True,
    )
    # Not among the acknowledgements, whose cap a flood has reached: one letter for each item.
    await write_letter(session, spec, Wrapping(key, incoming.now))


async def release_sender(session: AsyncSession, sender: str, now: datetime) -> None:
    """Let everything go on that was set aside for a sender."""
    for letter in await letters_over_quota(session, sender.lower()):
        letter.state, letter.outcome, letter.tries = LetterState.STORED, RELEASED, 0
        letter.released_at = now
