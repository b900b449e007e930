"""A verdict as the JSON document of `shenbao route`."""

from __future__ import annotations

from typing import Any

from handlers.rules.mime import ParsedMail
from handlers.rules.route import Verdict


def as_json(file: str, verdict: Verdict, mail: ParsedMail) -> dict[str, Any]:
    """Put a verdict into the form that the contract fixes; files are those that are material."""
    return {
        "file": file,
        "outcome": verdict.outcome.value,
        "mailbox": verdict.mailbox,
        "categories": list(verdict.categories),
        "score": round(verdict.score, 3),
        "acknowledge": verdict.acknowledge,
        "receipt": verdict.receipt,
        "duplicate_of": verdict.duplicate_of,
        "reasons": list(verdict.reasons),
        "candidates": [
            {"category": each.category, "mailbox": each.mailbox, "score": round(each.score, 3)}
            for each in verdict.candidates
        ],
        "letters": [
            {"mailbox": each.mailbox, "categories": list(each.categories)} for each in verdict.letters
        ],
        "subject": mail.subject,
        "sender": mail.sender,
        "attachments": [{"name": each.name, "type": each.type, "bytes": each.bytes} for each in mail.files],
        "warnings": list(verdict.warnings),
    }
