"""The parts of a mail: bodies and files, found once and in a stable order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from typing import Final
from urllib.parse import unquote_to_bytes

from handlers.rules import tnef
from handlers.rules.charsets import base64_bytes, decode_header, decode_text, raw_text
from handlers.rules.large_parts import Lightened, MarkedPart, lightened, plain_base64
from handlers.rules.problems import Unreadable

MOST_PARTS: Final = 10_000
_MOST_CONTAINERS: Final = 250  # multiparts and attached mails; the parser calls itself for each level
_FREE_CONTAINERS: Final = 40  # a digest or a long chain of forwards
_MOST_WORK: Final = 10_000_000  # containers times lines: each open container is asked about each line
_LONGEST_HEADER: Final = 8_000  # characters; a longer one is cut before any decoding
_LONGEST_HEAD: Final = 262_144  # bytes of all headers together
_CONTAINER: Final = re.compile(rb"(?im)^content-type:[ \t]*(?:\r?\n[ \t]+)?(?:multipart|message)/")
_BOUNDARY: Final = re.compile(rb"(?i)boundary[ \t]*=[ \t]*\"?([^\"\s;]{1,200})")
_EVEN: Final = b"=_the-boundary-that-all-mails-have"
_LEAST_BOUNDARY: Final = 8  # characters of a boundary that stands nowhere by chance
_SMALL: Final = 500_000  # bytes of a mail of which a copy costs less than a pattern
# Reports about mail: their parts are neither text nor files of the sender.
_REPORTS: Final = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
    }
)
_ATTACHED_MAIL: Final = frozenset({"message/rfc822", "message/global", "message/news"})

PlainMessage = Message  # one name for what the parser gives


class _RawPolicy(Compat32):
    """Parse as of old, with hostile headers cut and raw bytes kept as surrogates."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> str:
        del name
        return value


_POLICY: Final = _RawPolicy()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part that holds no other parts.

    `group` numbers the alternatives of one text alike; `depth` counts the attached mails around it;
    `related` is true for parts that belong to a page (RFC 2387).
    """

    part: PlainMessage
    type: str
    name: str
    disposition: str
    group: int
    depth: int
    related: bool

    @property
    def is_body(self) -> bool:
        """Whether this is text of the mail itself."""
        return self.type in {"text/plain", "text/html"} and self.disposition != "attachment" and not self.name

    @property
    def is_mail(self) -> bool:
        """Whether this is a mail attached as a whole."""
        return self.type in _ATTACHED_MAIL


def parse_message(raw: bytes) -> PlainMessage:
    """Parse a mail's bytes; raise Unreadable where the nesting or the number of parts is hostile."""
    light = lightened(raw)
    if light is None:
        return _parsed(raw)
    root = _parsed(light.text, light)
    # A mail that is attached as a whole is written out again as it stands.
    attached = any(part.get_content_maintype() == "message" for part in root.walk())
    return _parsed(raw) if attached else root


def _parsed(raw: bytes, light: Lightened | None = None) -> PlainMessage:
    containers = len(_CONTAINER.findall(raw))
    if containers > _MOST_CONTAINERS or (
        containers > _FREE_CONTAINERS and containers * raw.count(b"\n") > _MOST_WORK
    ):
        raise Unreadable("这封邮件的层次过多，程序不拆开。")
    if _count_boundaries(raw) > MOST_PARTS:
        raise Unreadable("这封邮件的部分超过一万个，程序不拆开。")
    text = _evenly_parted(_trimmed(raw)) if containers == 1 else _trimmed(raw)
    try:
        if light is None:
            return message_from_bytes(text, policy=_POLICY)
        return message_from_bytes(text, light.make_part, policy=_POLICY)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError) as fault:
        raise Unreadable("这封邮件的结构不合规范，程序读不了。") from fault


def parse_head(raw: bytes) -> PlainMessage:
    """Parse the headers alone, for mails whose body is not to be touched."""
    head = _trimmed(raw)
    return message_from_bytes(head[: body_start(head)], policy=_POLICY)


def body_start(raw: bytes) -> int:
    """Return where the body begins: behind the first empty line, or at the end."""
    end = len(raw)
    for gap in (b"\r\n\r\n", b"\n\n", b"\r\r"):
        at = raw.find(gap, 0, end)  # no further than where the nearest one found so far ends
        end = at + len(gap) if at >= 0 else end
    return end


def leaves(root: PlainMessage) -> Iterator[Leaf]:
    """Walk over a mail's parts in the order in which they stand, at most 10,000 of them."""
    stack: list[tuple[PlainMessage, int, int, bool]] = [(root, 0, 0, False)]
    groups = seen = 0
    while stack and seen < MOST_PARTS:
        part, group, depth, related = stack.pop()
        seen += 1
        kind = part.get_content_type()
        if kind in _REPORTS:
            continue
        inner = _inner(part)
        if not inner or kind in _ATTACHED_MAIL:
            groups += 1
            leaf = _leaf(part, kind, group or -groups, depth, related)
            yield leaf
            yield from _wrapped(leaf)
        if kind == "multipart/alternative":
            groups += 1
            group = groups
        deeper = depth + (kind in _ATTACHED_MAIL)
        related = related or kind == "multipart/related"
        stack.extend((each, 0 if deeper > depth else group, deeper, related) for each in reversed(inner))


def content(part: PlainMessage) -> bytes:
    """Decode a part's content; an attached mail is written out again."""
    held = inner_parts(part)
    if held:
        return _written(held[0])
    if part.is_multipart():
        return b""
    encoding = str(part.get("content-transfer-encoding", "")).lower()
    if isinstance(part, MarkedPart) and part.is_marked:
        plain = plain_base64(part.encoded()) if encoding.strip() == "base64" else None
        if plain is not None:
            return plain
        part.complete()
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        return b""
    data = data if isinstance(data, bytes) else b""
    # The library knows the bare word only: "base64 " and "base64 (a comment)" come back as they stood.
    return base64_bytes(data) if encoding.lstrip().startswith("base64") and encoding != "base64" else data


def inner_parts(part: PlainMessage) -> list[PlainMessage]:
    """Return the parts that a part holds.

    A part's text is never asked for undecoded: the library would look its charset up, and raise.
    """
    payload = part.get_payload() if part.is_multipart() else []
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def parameter(part: PlainMessage, name: str, header: str) -> str:
    """Read a header's parameter: RFC 2231, RFC 2047 in quotes, raw 8-bit or percent-encoded."""
    try:
        value = part.get_param(name, None, header)
    except (TypeError, ValueError, LookupError):  # continuations that contradict each other
        return ""
    if isinstance(value, tuple):
        charset, _, text = value
        return decode_text(text.encode("latin-1", "replace"), charset or None).strip()
    if not value:
        return ""
    return _unquoted(decode_header(str(value)))


def boundaryless(part: PlainMessage) -> bool:
    """Tell whether a part says that it holds parts but holds none."""
    return part.get_content_maintype() == "multipart" and not part.is_multipart()


def _inner(part: PlainMessage) -> list[PlainMessage]:
    found = inner_parts(part)
    encoding = str(part.get("content-transfer-encoding", "")).lower()
    is_encoded = part.get_content_type() in _ATTACHED_MAIL and "base64" in encoding
    return [_reparsed(found[0])] if found and is_encoded else found


def _reparsed(inner: PlainMessage) -> PlainMessage:
    """Repair an attached mail that was encoded in base64, which RFC 2046 section 5.2.1 forbids."""
    if inner.keys() or inner.is_multipart():
        return inner
    try:
        return parse_message(base64_bytes(content(inner)))
    except Unreadable:
        return inner


def _wrapped(leaf: Leaf) -> Iterator[Leaf]:
    """Give the files inside a winmail.dat as parts of their own, behind it."""
    if leaf.type not in tnef.TYPES:
        return
    for each in tnef.tnef_files(content(leaf.part)) or ():
        part = Message(policy=_POLICY)
        part.set_payload(each.data)
        yield replace(leaf, part=part, type=tnef.FILE, name=each.name, disposition="attachment")


def _leaf(part: PlainMessage, kind: str, group: int, depth: int, related: bool) -> Leaf:  # noqa: FBT001
    if boundaryless(part):
        kind = "text/plain"
    disposition = str(part.get("content-disposition", "")).partition(";")[0].strip().lower()
    name = parameter(part, "filename", "content-disposition") or parameter(part, "name", "content-type")
    if name.lower() == "winmail.dat":  # some gateways call it octets
        kind = tnef.TYPE
    return Leaf(part, raw_text(kind), name, disposition, group, depth, related)


def _written(message: PlainMessage) -> bytes:
    try:
        return message.as_bytes(policy=_POLICY)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return b""


def _unquoted(text: str) -> str:
    if len(re.findall(r"%[0-9A-Fa-f]{2}", text)) < 3:  # noqa: PLR2004 - one Chinese character is three bytes
        return text
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        return text


def _trimmed(raw: bytes) -> bytes:
    """Drop what stands before the first header, and headers beyond all measure."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    start = body_start(raw[: _LONGEST_HEAD + 4])
    if start < len(raw) and start >= _LONGEST_HEAD:
        cut = raw.rfind(b"\n", 0, _LONGEST_HEAD) + 1
        return raw[:cut] + b"\n" + raw[body_start(raw) :]
    return raw


def _evenly_parted(raw: bytes) -> bytes:
    """Give a small mail's only boundary the name that all have, where nothing else can be taken for it.

    The library compiles a pattern for each boundary, which takes longer than parsing a small mail.
    """
    found = _BOUNDARY.search(raw) if len(raw) <= _SMALL else None
    name = found[1] if found else b""
    if len(name) < _LEAST_BOUNDARY or _EVEN in raw or raw.count(name) != raw.count(b"\n--" + name) + 1:
        return raw
    return raw.replace(name, _EVEN)


def _count_boundaries(raw: bytes) -> int:
    """Count the lines that separate parts, without parsing."""
    if raw.count(b"\n--") <= MOST_PARTS:
        return 0
    names = set(_BOUNDARY.findall(raw))
    return sum(raw.count(b"\n--" + name) for name in list(names)[:_MOST_CONTAINERS])
