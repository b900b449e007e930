"""A letter's specification becomes its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a letter, before its bytes are at hand: a blob, or a part of a stored letter's blob.

    With `part` None the whole blob is enclosed.
    """

    name: str
    media_type: str
    blob: str
    part: int | None = None


@dataclass(frozen=True, slots=True)
class LetterSpec:
    """All that a letter's bytes depend on; the same specification gives the same text.

    `reply_to` None leaves the header out. `auto_submitted` is auto-replied for acknowledgements
    and auto-generated for the rest (RFC 3834, section 5).
    """

    sender: str
    sender_name: str
    recipient: str
    subject: str
    body: str
    message_id: str
    at: datetime
    reply_to: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    auto_submitted: str = "auto-generated"
    null_return_path: bool = False
    enclosures: tuple[Enclosure, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=())


def compose(spec: LetterSpec, files: Sequence[bytes] = ()) -> bytes:
    """Write the letter (RFC 5322, MIME), 7-bit clean with CRLF; `files` in the order of the enclosures."""
    message = EmailMessage(policy=POLICY)
    for name, value in _headers(spec):
        message[name] = value
    message.set_content(spec.body, charset="utf-8", cte="base64")
    for enclosure, raw in zip(spec.enclosures, files, strict=True):
        main, _, sub = enclosure.media_type.partition("/")
        # message/rfc822 must not be base64 (RFC 2046, 5.2.1), so an original travels as octets.
        if main in ("message", "multipart", "") or not sub:
            main, sub = "application", "octet-stream"
        message.add_attachment(raw, maintype=main, subtype=sub, filename=enclosure.name, cte="base64")
    return message.as_bytes()


def _headers(spec: LetterSpec) -> list[tuple[str, str]]:
    headers = [
        ("From", formataddr((spec.sender_name, spec.sender))),
        ("To", spec.recipient),
        ("Subject", spec.subject),
        ("Date", format_datetime(spec.at)),
        ("Message-ID", spec.message_id),
        ("Auto-Submitted", spec.auto_submitted),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Loop", spec.sender),
    ]
    optional = [
        ("Reply-To", spec.reply_to),
        ("In-Reply-To", spec.in_reply_to),
        ("References", " ".join(spec.references)),
        *spec.headers,
    ]
    return headers + [(name, value) for name, value in optional if value]
