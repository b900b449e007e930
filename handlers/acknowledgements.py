"""The short letter that tells a sender that a mail is on disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.incoming import Incoming
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.rules.compose import LetterSpec
from handlers.wording import letter as word_letter
from storage.queries.letters import count_acknowledgements
from storage.tables import Submission

DAY = timedelta(hours=24)


async def acknowledge(
    session: AsyncSession, incoming: Incoming, submissions: Sequence[Submission], policy: Policy
) -> None:
    """Write the acknowledgement, unless the mail is automatic or the caps of 24 hours are reached.

    It names receipt number, department, time and number of files, and nothing that the sender wrote.
    """
    subject, body = word_letter(
        "acknowledgement",
        submissions=submissions,
        files=len(incoming.mail.files),
        at=incoming.now.astimezone(policy.zone),
        desk=policy.desk_name,
        office=policy.office,
    )
    await reply_automatically(session, incoming, (subject, body), policy, submission_id=submissions[0].id)


async def reply_automatically(
    session: AsyncSession,
    incoming: Incoming,
    words: tuple[str, str],
    policy: Policy,
    *,
    submission_id: int | None = None,
) -> bool:
    """Answer a mail by itself (RFC 3834), within the caps; one mail gets one such answer at most."""
    if not incoming.verdict.acknowledge or await _capped(session, incoming, policy):
        return False
    key = f"ack:{incoming.id}"
    spec = LetterSpec(
        sender=policy.address,
        sender_name=policy.desk_name,
        recipient=incoming.mail.sender,
        subject=words[0],
        body=words[1],
        message_id=stable_message_id(key, policy),
        at=incoming.now,
        in_reply_to=incoming.in_reply_to,
        references=incoming.references,
        auto_submitted="auto-replied",
    )
    await write_letter(session, spec, Wrapping(key, incoming.now, submission_id=submission_id))
    return True


async def _capped(session: AsyncSession, incoming: Incoming, policy: Policy) -> bool:
    since = incoming.now - DAY
    if (
        await count_acknowledgements(session, since, incoming.mail.sender)
        >= policy.acknowledgements_per_sender
    ):
        return True
    return await count_acknowledgements(session, since) >= policy.acknowledgements_in_all
