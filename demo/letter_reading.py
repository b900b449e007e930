"""A letter's bytes as a person reads them: subject, people, text, attachments."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message

import html_text

HEADER_LIMIT = 8192


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file in a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """A letter taken apart; `headers` is the block of headers as it came."""

    subject: str
    sender: str
    recipient: str
    date: str
    message_id: str
    references: str
    reply_to: str
    text: str
    enclosures: tuple[Enclosure, ...]
    headers: str


def read_letter(raw: bytes) -> ReadLetter:
    """Take a letter apart for showing; what cannot be read is shown as it is, never refused."""
    head, _, _ = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if len(head) > HEADER_LIMIT * 8 or not isinstance(message, EmailMessage):
        return _unread(head, raw)
    try:
        return _taken_apart(message, head)
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        return _unread(head, raw)


def _taken_apart(message: EmailMessage, head: bytes) -> ReadLetter:
    body = message.get_body(preferencelist=("plain", "html"))
    return ReadLetter(
        subject=str(message.get("Subject", "")),
        sender=str(message.get("From", "")),
        recipient=str(message.get("To", "")),
        date=str(message.get("Date", "")),
        message_id=str(message.get("Message-ID", "")),
        references=str(message.get("References", "")),
        reply_to=str(message.get("Reply-To", "")),
        text=_text(body),
        enclosures=tuple(_enclosure(part, number) for number, part in enumerate(_files(message, body), 1)),
        headers=head.decode("utf-8", "replace"),
    )


def _unread(head: bytes, raw: bytes) -> ReadLetter:
    text = raw.decode("utf-8", "replace")
    return ReadLetter("", "", "", "", "", "", "", text, (), head.decode("utf-8", "replace"))


def _text(body: Message | None) -> str:
    if body is None:
        return ""
    payload = body.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    text = _decoded(raw, body.get_content_charset() or "utf-8").replace("\r\n", "\n")
    return html_text.extract_text(text) if body.get_content_subtype() == "html" else text.strip()


def _decoded(raw: bytes, charset: str) -> str:
    for each in (charset, "utf-8", "gb18030"):
        try:
            return raw.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def _files(message: EmailMessage, body: Message | None) -> list[Message]:
    return [part for part in _leaves(message) if part is not body and not _other_form(part)]


def _leaves(part: Message) -> Iterator[Message]:
    # A letter inside a letter is one file.
    children = part.get_payload() if part.get_content_maintype() == "multipart" else None
    if not isinstance(children, list):
        yield part
        return
    for child in children:
        if isinstance(child, Message):
            yield from _leaves(child)


def _other_form(part: Message) -> bool:
    # The HTML twin of a text is no enclosure; a text that was attached is.
    return part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"


def _enclosure(part: Message, number: int) -> Enclosure:
    payload = part.get_payload(0) if part.is_multipart() else part.get_payload(decode=True)
    content = payload.as_bytes() if isinstance(payload, Message) else payload
    content = content if isinstance(content, bytes) else b""
    return Enclosure(part.get_filename() or f"附件{number}", part.get_content_type(), content)
