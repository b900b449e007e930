"""The files of a mail: what they are called, what they weigh, what they say."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handlers.rules import tnef
from handlers.rules.base64_lines import is_canonical
from handlers.rules.charsets import decode_header
from handlers.rules.documents import read_document
from handlers.rules.file_names import safe_name, suffix
from handlers.rules.large_parts import MarkedPart, Stretch
from handlers.rules.mail_parts import Leaf, PlainMessage, content, inner_parts, leaves, parse_message
from handlers.rules.problems import Unreadable

_DECORATION: Final = 64_000  # bytes; a larger picture shown in the text may be a scan, so it counts as a file
_LARGEST_READ: Final = 5_000_000  # bytes of a file whose text is read for classification
_LARGEST_PDF: Final = 2_000_000  # bytes; reading a PDF is slow
_MOST_NAMES: Final = 200  # names read from an archive's directory
# What is read as text; anything else is known by its name alone.
_READABLE: Final = frozenset({"docx", "xlsx", "xls", "txt", "csv", "pdf"})
# A file name for parts that have none.
_SUFFIXES: Final = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
    "application/ms-tnef": ".dat",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
}
_SIGNATURES: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a mail.

    `name` is safe to show and to store; `bytes` counts the decoded content; `inline` marks pictures of a
    signature and the like, which are no material. `text` is what could be read of it, for classification.
    """

    index: int
    name: str
    type: str
    bytes: int
    sha256: str
    inline: bool = False
    text: str = ""


def list_attachments(found: list[Leaf], page_sources: str) -> tuple[Attachment, ...]:
    """List the files among a mail's parts; `page_sources` are its HTML sources, which name what they show."""
    shown = set(re.findall(r"(?i)cid:([^\"'>\s)]{1,200})", page_sources))
    return tuple(_attachment(index, leaf, shown) for index, leaf in enumerate(files(found)))


def files(found: list[Leaf]) -> Iterator[Leaf]:
    """Pick the parts that are files, those of attached mails included."""
    return (leaf for leaf in found if not leaf.is_body and not leaf.type.startswith("multipart/"))


def attachment_data(raw: bytes, index: int) -> bytes:
    """Decode the content of a mail's n-th file, counted as in `ParsedMail.attachments`.

    Raise Unreadable where the mail cannot be parsed, IndexError where it has fewer files.
    """
    for at, leaf in enumerate(files(list(leaves(parse_message(raw))))):
        if at == index:
            return content(leaf.part)
    raise IndexError(index)


def attachments_data(raw: bytes) -> list[bytes]:
    """Decode the content of all files of a mail, counted as in `ParsedMail.attachments`.

    Raise Unreadable where the mail cannot be parsed.
    """
    return [content(part) for part in attached_parts(raw)]


def attached_parts(raw: bytes) -> list[PlainMessage]:
    """Return the parts of a mail that are files, counted as in `ParsedMail.attachments`.

    Raise Unreadable where the mail cannot be parsed.
    """
    return [leaf.part for leaf in files(list(leaves(parse_message(raw))))]


def fit_to_travel(part: PlainMessage) -> Stretch | None:
    """Return where a large file's base64 stands in its mail, if a letter may take it just as it came."""
    if not isinstance(part, MarkedPart) or not part.is_marked:
        return None
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    place = part.place() if encoding == "base64" else None
    if place is None:
        return None
    text = part.encoded().rstrip(b"\r\n")
    return Stretch(place.start, place.start + len(text)) if is_canonical(text) else None


def is_read(name: str) -> bool:
    """Tell whether a file of that name may have a text for classification."""
    return suffix(name) in _READABLE | {"zip"}


def attachment_text(name: str, data: bytes, limit: int = 20_000) -> str:
    """Read the text of a file for classification, at most `limit` characters; empty where there is none.

    Archives are not unpacked: the names in their directory are their text.
    """
    kind = suffix(name)
    if kind == "zip":
        return "\n".join(_names_within(data))[:limit]
    if kind not in _READABLE or len(data) > (_LARGEST_PDF if kind == "pdf" else _LARGEST_READ):
        return ""
    try:
        document = read_document(name, data)
    except Unreadable:
        return ""
    return "\n".join(line.text for line in document.lines)[:limit]


def _attachment(index: int, leaf: Leaf, shown: set[str]) -> Attachment:
    data = content(leaf.part)
    return Attachment(
        index,
        _name(leaf, index),
        leaf.type,
        len(data),
        hashlib.sha256(data).hexdigest(),
        _is_inline(leaf, data, shown),
    )


def _name(leaf: Leaf, index: int) -> str:
    if leaf.name:
        return safe_name(leaf.name)
    ending = _SUFFIXES.get(leaf.type, ".jpg" if leaf.type.startswith("image/") else ".bin")
    subject = carried_subject(leaf)
    return safe_name(f"{subject}{ending}") if subject else f"附件{index + 1}{ending}"


def carried_subject(leaf: Leaf) -> str:
    """Return the subject of a mail that is attached as a whole, empty for any other part."""
    held = inner_parts(leaf.part) if leaf.is_mail else []
    return decode_header(str(held[0].get("subject", ""))) if held else ""


def _is_inline(leaf: Leaf, data: bytes, shown: set[str]) -> bool:
    if leaf.type in _SIGNATURES:
        return True
    if leaf.type in tnef.TYPES:
        return tnef.tnef_files(data) is not None  # its files stand beside it
    if not leaf.type.startswith("image/") or (leaf.disposition == "attachment" and not leaf.related):
        return False
    mark = str(leaf.part.get("content-id", "")).strip("<> \t")
    belongs = mark in shown if mark else leaf.related
    return belongs and len(data) <= _DECORATION


def _names_within(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [_archived_name(each) for each in archive.infolist()[:_MOST_NAMES]]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, LookupError):
        return []


def _archived_name(entry: zipfile.ZipInfo) -> str:
    """Repair a name that Chinese Windows wrote as GBK (PKWARE APPNOTE 4.4.4, bit 11)."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
