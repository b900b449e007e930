"""Bytes of mail into text, whatever their label says."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from typing import Final

# Labels that mean more than they say, or that Python spells otherwise.
_ALIASES: Final = {
    "gb2312": "gb18030",  # labelled so by every Chinese mail programme, written as GBK
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "windows-936": "gb18030",
    "euc-cn": "gb18030",
    "gb_2312-80": "gb18030",
    "gb-2312": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",  # a superset that Hong Kong writers use under the old label
    "big-5": "big5hkscs",
    "cp950": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
}
# Labels that promise no more than bytes: the text itself must tell.
_EMPTY_LABELS: Final = frozenset(
    {"", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252"}
    | {"unknown", "unknown-8bit", "x-unknown", "default", "8bit", "binary", "none"}
)
# Codecs that are no charset, or that take quadratic time.
_REFUSED: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_SAMPLE: Final = 20_000  # bytes that decide between two charsets
_RARE_SHARE: Final = 0.7  # below this share of common characters a decoding is not believed


def decode_text(data: bytes, label: str | None) -> str:
    """Decode a body under its label, and repair a label that lies.

    A label that the bytes contradict is set aside: UTF-8 strictly, then GB18030 or Big5, whichever
    gives common characters, then Latin-1. Never raises.
    """
    name = _codec(label)
    if name == "hz":
        return _try(data, "hz") or _guess(data)
    if name.startswith(("iso2022", "utf-16", "utf-7")):
        return _try(data, name) or _guess(data)
    if _try(data, "ascii") is not None:
        return data.decode("ascii")
    if name == "gb18030" and _is_chinese_utf8(data):
        return data.decode("utf-8", "replace")
    if name:
        text = _try(data, name)
        if text is not None:
            return text
    return _mostly(data, name) or _guess(data)


def decode_header(value: str) -> str:
    """Decode a raw header: RFC 2047 words (also where they are forbidden) and raw 8-bit text.

    `value` is the header as the parser gives it, with undecodable bytes as surrogates. White space
    is folded to one space.
    """
    if value.isascii() and "=?" not in value:
        return " ".join(value.split())
    joined = re.sub(r"(\?=)\s+(?==\?)", r"\1", re.sub(r"\r?\n[ \t]?", " ", value))
    words: list[tuple[str, bytes]] = []  # neighbours of one charset are joined: a character may be cut in two
    out: list[str] = []
    end = 0
    for match in _WORD.finditer(joined):
        if match.start() > end:
            out.append(_flush(words))
            out.append(raw_text(joined[end : match.start()]))
        _append(words, match[1], _word_bytes(match[2], match[3]))
        end = match.end()
    out.append(_flush(words))
    out.append(raw_text(joined[end:]))
    return " ".join("".join(out).split())


def raw_text(value: str) -> str:
    """Turn a string with surrogates for raw bytes into text, guessing the charset of these bytes."""
    if value.isascii():
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        data = value.encode("utf-8", "surrogateescape") if _only_escaped(value) else b""
        return _guess(data) if data else value.encode("utf-8", "replace").decode("utf-8")
    return value


def _only_escaped(value: str) -> bool:
    return all(not "\ud800" <= each <= "\udfff" or "\udc80" <= each <= "\udcff" for each in value)


def _append(words: list[tuple[str, bytes]], label: str, data: bytes) -> None:
    label = label.partition("*")[0].lower()  # RFC 2231 section 5: a language may follow
    if words and words[-1][0] == label:
        words[-1] = (label, words[-1][1] + data)
    else:
        words.append((label, data))


def _flush(words: list[tuple[str, bytes]]) -> str:
    text = "".join(decode_text(data, label) for label, data in words)
    words.clear()
    return text


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape" if _only_escaped(text) else "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b"_", b" "), header=True)
    return base64_bytes(raw)


def base64_bytes(data: bytes) -> bytes:
    """Decode base64 with missing padding or foreign characters, as far as it goes."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return b""


def _codec(label: str | None) -> str:
    name = (label or "").strip().strip("\"'").lower()
    if name in _EMPTY_LABELS:
        return ""
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found in _REFUSED else found


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _mostly(data: bytes, codec: str) -> str | None:
    """Keep the labelled charset where a few bytes only are broken, as in text cut within a character."""
    if not codec:
        return None
    try:
        text = data.decode(codec, "replace")
    except (UnicodeError, LookupError, ValueError):
        return None
    return text if text.count("\ufffd") * 50 <= len(text) else None


def _guess(data: bytes) -> str:
    text = _try(data, "utf-8")
    if text is not None:
        return text
    ranked = sorted(("gb18030", "big5hkscs"), key=lambda codec: _common_share(data, codec), reverse=True)
    if _common_share(data, ranked[0]) >= _RARE_SHARE:
        return data.decode(ranked[0], "replace")
    text = _mostly(data, "utf-8")
    return text if text is not None else data.decode("latin-1")


def _is_chinese_utf8(data: bytes) -> bool:
    text = _try(data, "utf-8")
    return text is not None and any("\u4e00" <= each <= "\u9fff" for each in text[:_SAMPLE])


def _common_share(data: bytes, codec: str) -> float:
    """Measure which share of the foreign characters belongs to the frequent ones of that charset.

    GB 2312 and Big5 both order characters by use: the first plane holds what texts are made of.
    """
    text = data[:_SAMPLE].decode(codec, "replace")
    foreign = [each for each in text if not each.isascii()]
    if not foreign:
        return 0.0
    first, last = ((0xA1, 0xD7), (0xA1, 0xC6))[codec == "big5hkscs"]
    base = "gb2312" if codec == "gb18030" else "big5"
    good = sum(1 for each in foreign if _lead_within(each, base, first, last))
    return good / len(foreign)


def _lead_within(character: str, codec: str, first: int, last: int) -> bool:
    try:
        return first <= character.encode(codec)[0] <= last
    except UnicodeEncodeError:
        return False
