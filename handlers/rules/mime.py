"""A mail's bytes into a value that every other room understands."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from handlers.rules import tnef
from handlers.rules.attachments import (
    Attachment,
    attachment_data,
    attachment_text,
    attachments_data,
    carried_subject,
    is_read,
    list_attachments,
)
from handlers.rules.charsets import decode_header, raw_text
from handlers.rules.file_names import is_runnable, suffix
from handlers.rules.mail_parts import (
    Leaf,
    PlainMessage,
    body_start,
    boundaryless,
    content,
    leaves,
    parameter,
    parse_head,
    parse_message,
)
from handlers.rules.mail_text import body_text, page_of
from handlers.rules.problems import Unreadable
from handlers.rules.quotes import split_quoted

__all__ = [
    "Attachment",
    "ParsedMail",
    "addresses",
    "attachment_data",
    "attachments_data",
    "parse_mail",
    "with_texts",
]

_MOST_HEADERS: Final = 1_000
_MOST_COMMENTS: Final = 50  # nested comments in an address header exhaust the library's parser
_PIECE: Final = 65_536  # bytes digested at a time
_MOST_READ: Final = 6  # files whose text is read for classification
_ADDRESS: Final = re.compile(r"[^\s<>\"(),:;@\[\]\\]{1,120}@[^\s<>\"(),:;@\[\]\\]{1,200}")
_RECIPIENT_HEADERS: Final = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_SEALED: Final = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
)
_ARCHIVES: Final = frozenset({"rar", "7z", "gz", "tar"})


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """An incoming mail.

    `sender` is the address of From; `recipients` are those of To, Cc and Delivered-To. `text` is the
    whole body; `fresh_text` is without quotation and signature, `quoted_text` is the quotation, with
    the text of attached mails. `content_digest` is the SHA-256 of From, Date and body. `unreadable`
    says why the body was left alone; it is None for a mail that was read. `headers` holds
    (lower-case name, decoded value) in order.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    recipients: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    fresh_text: str = ""
    quoted_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    content_digest: str = ""
    warnings: tuple[str, ...] = ()
    unreadable: str | None = None
    content_type: str = "text/plain"
    report_type: str = ""
    part_types: frozenset[str] = field(default_factory=frozenset)

    def header(self, name: str) -> str:
        """Return the first header of that lower-case name, or an empty string."""
        return next((value for key, value in self.headers if key == name), "")

    def has(self, name: str) -> bool:
        """Tell whether there is a header of that lower-case name."""
        return any(key == name for key, _ in self.headers)

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The attachments that are material: no pictures of a signature."""
        return tuple(each for each in self.attachments if not each.inline)


def parse_mail(raw: bytes) -> ParsedMail:
    """Parse a mail; whatever the bytes are, a value comes back.

    Headers over 8 kB are cut; more than 10,000 parts or hostile nesting leave the body alone, and
    `unreadable` says so.
    """
    try:
        root = parse_message(raw)
        return _whole(_headed(root, raw), root)
    except Unreadable as refusal:
        return replace(_headed(parse_head(raw), raw), unreadable=str(refusal))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError):
        # What the library did not foresee: the mail is kept, its headers are known, a person decides.
        return replace(_headed(parse_head(raw), raw), unreadable="这封邮件的结构不合规范，程序读不了。")


def with_texts(mail: ParsedMail, raw: bytes, limit: int = 20_000) -> ParsedMail:
    """Add the text of the first files (.docx, .xlsx, .pdf, .txt, names within .zip), for classification."""
    wanted = {each.index for each in mail.files[:_MOST_READ] if is_read(each.name)}
    if mail.unreadable or not wanted:
        return mail
    found = [leaf for leaf in leaves(parse_message(raw)) if not leaf.is_body]
    files = [leaf for leaf in found if not leaf.type.startswith("multipart/")]
    return replace(
        mail,
        attachments=tuple(
            replace(each, text=attachment_text(each.name, content(files[each.index].part), limit))
            if each.index in wanted and not files[each.index].is_mail
            else each
            for each in mail.attachments
        ),
    )


def addresses(value: str) -> tuple[tuple[str, str], ...]:
    """Read an address header into (display name, address) pairs; what holds no address is left out."""
    pairs = _address_pairs(value)
    if not any("@" in address for _, address in pairs):
        pairs = _address_pairs(decode_header(value))
    pairs = [(name, raw_text(address)) for name, address in pairs]
    known = tuple(
        (decode_header(name), address.strip())
        for name, address in pairs
        if _ADDRESS.fullmatch(address.strip())
    )
    return known or tuple(("", each) for each in _ADDRESS.findall(decode_header(value))[:1])


def _address_pairs(value: str) -> list[tuple[str, str]]:
    if value.count("(") > _MOST_COMMENTS or value.count('"') > _MOST_COMMENTS:
        return [("", each) for each in _ADDRESS.findall(value)]
    return getaddresses([value])


def _headed(root: PlainMessage, raw: bytes) -> ParsedMail:
    pairs = [(raw_text(name).lower(), str(value)) for name, value in root.raw_items()][:_MOST_HEADERS]
    first: dict[str, str] = {}
    for name, value in pairs:
        first.setdefault(name, value)
    name, sender = next(iter(addresses(first.get("from", ""))), ("", ""))
    reply_to = next(iter(addresses(first.get("reply-to", ""))), ("", ""))[1]
    return ParsedMail(
        message_id=_ids(first.get("message-id", ""))[0],
        in_reply_to=_ids(first.get("in-reply-to", ""))[0],
        references=tuple(each for each in _ids(first.get("references", "")) if each),
        subject=decode_header(first.get("subject", "")),
        sender=sender,
        sender_name=name,
        reply_to=reply_to,
        recipients=tuple(
            dict.fromkeys(
                a for key in _RECIPIENT_HEADERS for n, v in pairs if n == key for _, a in addresses(v)
            )
        ),
        date=_date(first.get("date", "")),
        headers=tuple((name, decode_header(value)) for name, value in pairs),
        content_digest=_digest(first, raw),
        content_type=raw_text(root.get_content_type()),
        unreadable=None
        if first.keys() & {"from", "subject", "to", "date", "message-id"}
        else "这个文件没有信头，不像一封邮件。",
    )


def _whole(mail: ParsedMail, root: PlainMessage) -> ParsedMail:
    found = list(leaves(root))
    own = [leaf for leaf in found if leaf.is_body and leaf.depth == 0]
    carried = [leaf for leaf in found if leaf.is_body and leaf.depth > 0]
    text = body_text(own)
    halves = split_quoted(text)
    pages = "\n".join(
        page_of(leaf)[:2_000_000] for leaf in found if leaf.is_body and leaf.type == "text/html"
    )
    attachments = list_attachments(found, pages)
    types = (
        frozenset(raw_text(part.get_content_type()) for part in root.walk())
        if len(found) < _MOST_HEADERS
        else frozenset()
    )
    return replace(
        mail,
        text=text,
        fresh_text=halves.fresh,
        quoted_text="\n\n".join(each for each in (halves.quoted, _carried_text(found, carried)) if each),
        attachments=attachments,
        warnings=_warnings(found, attachments, boundaryless(root)),
        unreadable=mail.unreadable or ("这封邮件加了密，程序看不到内容。" if types & _SEALED else None),
        report_type=parameter(root, "report-type", "content-type").lower()
        if mail.content_type == "multipart/report"
        else "",
        part_types=types,
    )


def _carried_text(found: list[Leaf], bodies: list[Leaf]) -> str:
    """Join subject and text of the mails that are attached as a whole."""
    subjects = [subject for leaf in found if (subject := carried_subject(leaf))]
    return "\n".join([*subjects, body_text(bodies)]).strip()


def _warnings(found: list[Leaf], attachments: tuple[Attachment, ...], broken: bool) -> tuple[str, ...]:  # noqa: FBT001
    lines = [f"附件“{each.name}”是可执行文件，请勿直接打开" for each in attachments if is_runnable(each.name)]
    lines += [
        f"附件“{each.name}”是 Outlook 的 TNEF 格式，程序没有拆开"
        for each in attachments
        if each.type in tnef.TYPES and not each.inline
    ]
    lines += [f"附件“{each.name}”是空文件" for each in attachments if not each.bytes and not each.inline]
    lines += [
        f"附件“{each.name}”是压缩包，程序没有解开" for each in attachments if suffix(each.name) in _ARCHIVES
    ]
    lines += ["邮件缺少分隔标记，附件可能没有读出"] * broken
    lines += ["邮件的一部分在外部，没有随信寄来"] * any(
        leaf.type in {"message/external-body", "message/partial"} for leaf in found
    )
    return tuple(lines)


def _ids(value: str) -> list[str]:
    """Read message ids without their angle brackets; at least one, perhaps empty."""
    value = raw_text(value)
    found = re.findall(r"<([^<>\s]{1,900})>", value)
    bare = value.strip().strip("<>")
    return found or [bare if bare and not re.search(r"\s", bare) else ""]


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _digest(first: dict[str, str], raw: bytes) -> str:
    """Digest From, Date and body; line ends and trailing space do not count, relays change them."""
    head = f"{first.get('from', '').strip()}\n{first.get('date', '').strip()}\n".encode(
        "utf-8", "surrogatepass"
    )
    raw = raw.lstrip(b"\r\n")
    at = body_start(raw) if first else 0
    end = _text_end(raw, at)
    digest = hashlib.sha256(head)
    while at < end:
        cut = min(at + _PIECE, end)
        cut += raw[cut - 1 : cut + 1] == b"\r\n" and cut < end
        digest.update(b"\n".join(raw[at:cut].split(b"\r\n")))  # sooner than replacing, in small pieces
        at = cut
    return digest.hexdigest()


def _text_end(raw: bytes, start: int) -> int:
    """Return where trailing space begins, without a copy of what stands in front of it."""
    end = len(raw)
    while end > start:
        begin = max(start, end - _PIECE)
        if tail := raw[begin:end].rstrip():
            return begin + len(tail)
        end = begin
    return end
