"""A letter's specification becomes its bytes."""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, formataddr
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from handlers.rules.base64_lines import base64_lines
from handlers.rules.layout import Piece


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
        return encoded(self.name, str(self)).decode("ascii")


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


# A header that needs neither encoding nor folding: printable words with single blanks.
PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
LINE = 76  # characters of a header
WORD = b"=?utf-8?b?%s?="
WORD_BYTES = 45  # coded in an encoded word of at most 75 characters (RFC 2047, 2)
PIECE = 60  # characters of a file name in one parameter
CODED = re.compile(r"(?:%..|[^%]){1,20}")  # some of them, without cutting an encoded byte in two
UNCODED = "!#$&+-.^_`|~"  # RFC 2231, 7: what needs no percent sign, besides letters and digits


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

    `reply_to` None leaves the header out; `reply_name` is what programmes show, and write back, with it.
    `auto_submitted` is auto-replied for acknowledgements
    and auto-generated for the rest (RFC 3834, section 5). `null_return_path`: nobody is to hear of its
    failure, as of an answer that is written by itself (RFC 3834, section 3.3); the envelope's matter.
    """

    sender: str
    sender_name: str
    recipient: str
    subject: str
    body: str
    message_id: str
    at: datetime
    reply_to: str | None = None
    reply_name: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    auto_submitted: str = "auto-generated"
    null_return_path: bool = False
    enclosures: tuple[Enclosure, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=())


def compose(spec: LetterSpec, files: Sequence[bytes] = ()) -> bytes:
    """Write the letter (RFC 5322, MIME), 7-bit clean with CRLF; `files` in the order of the enclosures.

    The same letter always has the same bytes. The library's message would weigh each header as a grammar
    and each line of a file by itself, for ten times as long; it still writes every header that is not plain.
    """
    return b"".join(piece for piece in lay_out(spec, files) if isinstance(piece, bytes))


def lay_out(spec: LetterSpec, files: Sequence[Piece]) -> list[Piece]:
    """Write the letter around its files, of which some are passages of what is stored."""
    head = b"".join(_field(name, value) for name, value in _headers(spec)) + b"MIME-Version: 1.0\r\n"
    parts = [[_text(spec.body)]]
    parts += [_enclosed(each, file) for each, file in zip(spec.enclosures, files, strict=True)]
    if len(parts) == 1:
        return [head, *parts[0]]
    # An equals sign in front of an underscore stands in no base64 and in no quoted-printable.
    boundary = f"=_{sha256(spec.message_id.encode()).hexdigest()[:32]}"
    head += f'Content-Type: multipart/mixed;\r\n boundary="{boundary}"\r\n\r\n'.encode()
    between = f"--{boundary}\r\n".encode()
    pieces = [piece for part in parts for piece in (between, *part)]
    return [head, *pieces, f"--{boundary}--\r\n".encode()]


def _field(name: str, value: str) -> bytes:
    """Write a header; raises ValueError for one that would begin another (RFC 5322, 2.2)."""
    line = f"{name}: {value}"
    if len(line) <= LINE and PLAIN.fullmatch(value):
        return f"{line}\r\n".encode("ascii")
    if name == "Subject" and not value.isascii() and value.isprintable():
        return encoded(name, value)
    folded: str = POLICY.fold(*POLICY.header_store_parse(name, value))
    return folded.encode("ascii")


def encoded(name: str, value: str) -> bytes:
    """Write a header in encoded words (RFC 2047, 2), none of which cuts a character in two."""
    words, word = [], b""
    room = (LINE - len(f"{name}: ") - len(WORD % b"")) // 4 * 3  # the first line holds the name too
    for character in value:
        coded = character.encode()
        if len(word) + len(coded) > room:
            words.append(word)
            word, room = b"", WORD_BYTES
        word += coded
    coded_words = (WORD % b2a_base64(each, newline=False) for each in (*words, word))
    return name.encode("ascii") + b": " + b"\r\n ".join(coded_words) + b"\r\n"


def _text(body: str) -> Piece:
    content = b"".join(line + b"\r\n" for line in body.encode().splitlines()) or b"\r\n"
    return (
        b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64_lines(content)
    )


def _enclosed(enclosure: Enclosure, file: Piece) -> list[Piece]:
    known = MEDIA_TYPE.fullmatch(enclosure.media_type)
    kind = known[0] if known else "application/octet-stream"
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment"
    written = f"{head};\r\n {_file_name(enclosure.name)}\r\n\r\n".encode("ascii")
    if isinstance(file, bytes):
        return [written + base64_lines(file)]
    return [written, file] if file.coded else [written, file, b"\r\n"]


def _file_name(name: str) -> str:
    """Write the parameter of a file's name: in quotes, or encoded and in pieces (RFC 2231, 4.1)."""
    if len(name) <= PIECE and PLAIN.fullmatch(name) and not set(name) & set('"\\'):
        return f'filename="{name}"'
    coded = f"utf-8''{quote(name.encode('utf-8', 'replace'), safe=UNCODED)}"
    if len(coded) <= PIECE:
        return f"filename*={coded}"
    pieces = [match[0] for match in CODED.finditer(coded)]
    return ";\r\n ".join(f"filename*{number}*={piece}" for number, piece in enumerate(pieces))


def _headers(spec: LetterSpec) -> list[tuple[str, str]]:
    headers = [
        ("From", _mailbox(spec.sender_name, spec.sender)),
        ("To", spec.recipient),
        ("Subject", spec.subject),
        ("Date", format_datetime(spec.at)),
        ("Message-ID", spec.message_id),
        ("Auto-Submitted", spec.auto_submitted),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Loop", spec.sender),
    ]
    optional = [
        ("Reply-To", spec.reply_to and formataddr((spec.reply_name, spec.reply_to))),
        ("In-Reply-To", _ids((spec.in_reply_to or "",))),
        ("References", _ids(spec.references)),
        *spec.headers,
    ]
    return headers + [(name, value) for name, value in optional if value]


@lru_cache(maxsize=64)  # the desk's own stands in every letter
def _mailbox(name: str, address: str) -> str:
    return formataddr((name, address))


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
