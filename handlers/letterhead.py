"""What every letter of the desk begins with: who writes, to whom, in which words, under which Message-ID."""

from __future__ import annotations

from datetime import datetime

from handlers.policy import Policy
from handlers.rules.compose import LetterSpec


def desk_letter(
    recipient: str, words: tuple[str, str], message_id: str, now: datetime, policy: Policy
) -> LetterSpec:
    """Return a letter of the desk with its subject and body; what it answers to, or encloses, is added."""
    return LetterSpec(
        sender=policy.address,
        sender_name=policy.desk_name,
        recipient=recipient,
        subject=words[0],
        body=words[1],
        message_id=message_id,
        at=now,
    )


def first_letter(receipt: str, policy: Policy) -> str:
    """Return the Message-ID of the department's first letter about a submission: the root of its thread."""
    return f"<{receipt}.1.1@{policy.domain}>"
