"""Reports that a letter did not arrive, read so that they find their parcel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from handlers.rules.charsets import decode_header
from handlers.rules.mail_parts import PlainMessage, content, inner_parts, parse_message
from handlers.rules.mime import ParsedMail
from handlers.rules.problems import Unreadable

_STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE: Final = re.compile(r"(?<!\d)([45])\d\d(?=[\s-])")
_ADDRESS: Final = re.compile(r"[\w.+=-]{1,80}@[\w.-]{1,120}\.\w{2,20}")
_LATE: Final = re.compile(
    r"延迟|尚未送达|仍在尝试|delayed|not yet been delivered|still being retried|warning", re.IGNORECASE
)
_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_LONGEST: Final = 2_000  # characters of the report's text that are kept


class Action(StrEnum):
    """What became of the letter (RFC 3464 section 2.3.3)."""

    FAILED = "failed"  # will not arrive
    DELAYED = "delayed"  # is still being tried
    DELIVERED = "delivered"  # has arrived, also when relayed or expanded


_ACTIONS: Final = {
    "failed": Action.FAILED,
    "delayed": Action.DELAYED,
    "delivered": Action.DELIVERED,
    "relayed": Action.DELIVERED,
    "expanded": Action.DELIVERED,
}


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report about one recipient.

    `message_id` is that of our letter, without angle brackets, empty where the report does not return
    it; `status` is the enhanced code of RFC 3463 such as 5.1.1; `text` is what the other side said.
    """

    message_id: str
    recipient: str
    action: Action
    status: str
    text: str


def bounce(mail: ParsedMail, raw: bytes) -> Bounce | None:
    """Read a delivery report (RFC 3464), or one in free text; None for any other mail."""
    try:
        root = parse_message(raw)
    except Unreadable:
        return None
    fields = _fields(root)
    if not fields and not _looks_so(mail):
        return None
    text = " ".join((fields.get("diagnostic-code") or mail.text).split())[:_LONGEST]
    return Bounce(
        message_id=_returned_id(root, mail),
        recipient=_recipient(fields, mail),
        action=_action(fields, mail),
        status=_status(fields, mail.text),
        text=text,
    )


def _looks_so(mail: ParsedMail) -> bool:
    daemon = re.match(r"(mailer-daemon|postmaster|mail-daemon|mdaemon)@", mail.sender, re.IGNORECASE)
    return bool(daemon) or mail.has("x-failed-recipients")


def _fields(root: PlainMessage) -> dict[str, str]:
    """Collect the report's fields, those of the first recipient that failed before others."""
    blocks: list[dict[str, str]] = []
    for part in root.walk():
        if part.get_content_type() in _REPORTS:
            blocks += [_decoded(block) for block in inner_parts(part)]
    recipients = [block for block in blocks if "final-recipient" in block or "original-recipient" in block]
    first = next(
        (b for b in recipients if b.get("action", "").lower() == "failed"),
        recipients[0] if recipients else {},
    )
    return {**(blocks[0] if blocks else {}), **first}


def _decoded(block: PlainMessage) -> dict[str, str]:
    return {name.lower(): decode_header(str(value)) for name, value in block.raw_items()}


def _returned_id(root: PlainMessage, mail: ParsedMail) -> str:
    for part in root.walk():
        kind, held = part.get_content_type(), inner_parts(part)
        if kind == "message/rfc822" and held:
            found = re.search(r"<([^<>\s]+)>", str(held[0].get("message-id", "")))
        elif kind == "text/rfc822-headers":
            found = re.search(r"(?im)^message-id:\s*<([^<>\s]+)>", content(part).decode("latin-1"))
        else:
            found = None
        if found:
            return found[1]
    quoted = re.search(r"(?im)^[>\s]*message-id:\s*<([^<>\s]{3,900})>", mail.text)
    return quoted[1] if quoted else mail.in_reply_to or (mail.references[-1] if mail.references else "")


def _recipient(fields: dict[str, str], mail: ParsedMail) -> str:
    named = (
        fields.get("original-recipient")
        or fields.get("final-recipient")
        or mail.header("x-failed-recipients")
    )
    found = _ADDRESS.search(named.split(";")[-1]) or _ADDRESS.search(mail.text[:20_000])
    return found[0] if found else ""


def _action(fields: dict[str, str], mail: ParsedMail) -> Action:
    named = _ACTIONS.get(fields.get("action", "").strip().lower())
    if named:
        return named
    late = _LATE.search(mail.subject) or _status(fields, mail.text).startswith("4.")
    return Action.DELAYED if late else Action.FAILED


def _status(fields: dict[str, str], text: str) -> str:
    for source in (fields.get("status", ""), fields.get("diagnostic-code", ""), text[:20_000]):
        found = _STATUS.search(source)
        if found:
            return found[1]
    code = _REPLY_CODE.search(text[:20_000])
    return f"{code[1]}.0.0" if code else ""
