"""A letter's specification becomes its bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, formataddr


class MessageIds(UnstructuredHeader, BaseHeader):
    """Message-IDs, one a line: the library would encode a long one, and the thread would break."""

    def fold(self, *, policy: EmailPolicy) -> str:  # type: ignore[override]
        """Return the header as it is sent (RFC 5322, 3.6.4)."""
        return f"{self.name}: {f'{policy.linesep} '.join(self.split())}{policy.linesep}"


class Subject(UnstructuredHeader, BaseHeader):
    """A subject in encoded words (RFC 2047) with its blanks inside: the library loses some between them."""

    def fold(self, *, policy: EmailPolicy) -> str:  # type: ignore[override]
        """Return the header as it is sent."""
        if self.isascii():
            return super().fold(policy=policy)
        header = Header(str(self), "utf-8", maxlinelen=policy.max_line_length, header_name=self.name)
        return f"{self.name}: {header.encode(linesep=policy.linesep)}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("subject", Subject)
    for name in ("in-reply-to", "references"):
        registry.map_to_type(name, MessageIds)
    return registry


POLICY = SMTP.clone(cte_type="7bit", max_line_length=76, header_factory=_registry())
# Message-IDs that others wrote travel on only in the characters of RFC 5322, 3.6.4, and not at any length.
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
PDF = "application/pdf"
# RFC 2045, 5.1. A message must not be base64 (RFC 2046, 5.2.1), so an original travels as octets.
MEDIA_TYPE = re.compile(
    r"(?!message/|multipart/)([a-z]{1,30})/([a-z0-9][a-z0-9!#$&^_.+-]{0,100})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a letter, before its bytes are at hand: a blob, or a part of a stored letter's blob.

    With `part` None the whole blob is enclosed. What is written by ourselves has no blob but a `text`;
    where the type is PDF it is the text of a page, which is drawn into a blob before the letter is built.
    """

    name: str
    media_type: str
    blob: str = ""
    part: int | None = None
    text: str | None = None

    @property
    def is_undrawn(self) -> bool:
        """Tell whether it is a page that must be drawn."""
        return self.text is not None and self.media_type == PDF


@dataclass(frozen=True, slots=True)
class LetterSpec:
    """All that a letter says.

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
        known = MEDIA_TYPE.fullmatch(enclosure.media_type)
        main, sub = known.groups() if known else ("application", "octet-stream")
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
        ("In-Reply-To", _ids((spec.in_reply_to or "",))),
        ("References", _ids(spec.references)),
        *spec.headers,
    ]
    return headers + [(name, value) for name, value in optional if value]


def _ids(ids: Sequence[str]) -> str:
    return " ".join(each for each in ids if MESSAGE_ID.fullmatch(each))


def readdress(raw: bytes, recipient: str, meant_for: str) -> bytes:
    """Turn a finished letter to another recipient for trying out, with the real one named on top."""
    head, separator, body = raw.partition(b"\r\n\r\n")
    label = EmailMessage(policy=POLICY)
    label["To"] = recipient
    label["X-Meant-For"] = meant_for
    label["Subject"] = f"[试运行，原收件人 {meant_for}] {_subject(head)}"
    kept = [each for each in _fields(head) if each.partition(b":")[0].lower() not in (b"to", b"subject")]
    return b"\r\n".join([*kept, label.as_bytes().partition(b"\r\n\r\n")[0]]) + separator + body


def _fields(head: bytes) -> list[bytes]:
    """Split a head into its fields, continuation lines kept (RFC 5322, 2.2.3)."""
    return re.split(rb"\r\n(?![ \t])", head)


def _subject(head: bytes) -> str:
    return str(message_from_bytes(head + b"\r\n\r\n", policy=POLICY)["Subject"] or "")
