"""The short letter that tells a sender that a mail is on disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.incoming import Incoming
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.rules.checklist import Checked, Seen, check
from handlers.rules.compose import LetterSpec
from handlers.rules.file_names import suffix
from handlers.rules.guide import Guide
from handlers.rules.mime import ParsedMail
from handlers.timeliness import untimely_words
from handlers.wording import letter as word_letter
from storage.queries.letters import count_acknowledgements
from storage.tables import Submission

DAY = timedelta(hours=24)
ARCHIVES = ("zip",)  # whose text is the list of names inside


async def acknowledge(
    session: AsyncSession, incoming: Incoming, submissions: Sequence[Submission], policy: Policy
) -> None:
    """Write the acknowledgement, unless the mail is automatic or the caps of 24 hours are reached.

    It names receipt number, department, time, number of files, which items of the guide's list were seen
    among them, and nothing that the sender wrote.
    """
    found = await guide_in_force(session)
    checked = checklist(found.guide if found else None, submissions, incoming.mail)
    subject, body = word_letter(
        "acknowledgement",
        submissions=submissions,
        untimely={
            each.receipt: await untimely_words(session, each, incoming.now, policy) for each in submissions
        },
        files=len(incoming.mail.files),
        found=[each.item for each in checked if each.seen is Seen.FOUND],
        missing=[each for each in checked if each.seen in (Seen.MISSING, Seen.PART)],
        conditional=[each.item for each in checked if each.seen is Seen.CONDITIONAL],
        at=incoming.now.astimezone(policy.zone),
        desk=policy.desk_name,
        office=policy.office,
    )
    await reply_automatically(session, incoming, (subject, body), policy, submission_id=submissions[0].id)


def checklist(
    guide: Guide | None, submissions: Sequence[Submission], mail: ParsedMail
) -> tuple[Checked, ...]:
    """Compare a mail's files with the materials of its one category; nothing where that is not sure."""
    numbers = {each.category for each in submissions}
    category = guide.category(numbers.pop() or "") if guide and len(numbers) == 1 else None
    if category is None or not mail.files:
        return ()
    archives = [each.text for each in mail.files if suffix(each.name) in ARCHIVES]
    names = [*(each.name for each in mail.files), *(line for text in archives for line in text.split("\n"))]
    return check(category.materials, names)


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
