"""Telegram's HTML parse mode: marked-up text in, plain text and entities out, or a refusal."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from demo.bot_api_errors import BadRequest
from demo.messages import Entity, Text

# Tag -> type of entity, as core.telegram.org/bots/api#html-style lists them.
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",  # only with class="tg-spoiler"
    "a": "text_link",  # without href it marks nothing
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",  # or expandable_blockquote
}
_TOKEN = re.compile(r"<(/?)([^\s<>/]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|<|&[^;&<\s]{1,10};|[^<&]+|&")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_KNOWN_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)")


def utf16_length(text: str) -> int:
    """Count the UTF-16 units of a text, the measure of offsets and limits."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    type: str | None
    offset: int
    url: str | None = None


def parse_html(source: str) -> Text:
    """Read a text in HTML parse mode; raises BadRequest as Telegram does where it is broken."""
    pieces: list[str] = []
    entities: list[Entity] = []
    open_tags: list[_Open] = []
    offset = 0
    for token in _TOKEN.finditer(source):
        where = len(source[: token.start()].encode())
        name = token[2].lower() if token[2] is not None else None
        if name is None:
            piece = _plain(token[0], where)
            pieces.append(piece)
            offset += utf16_length(piece)
        elif token[1]:
            entities += _close(open_tags, name, offset, where)
        else:
            open_tags.append(_open(name, token[3], offset, where))
    if open_tags:
        raise BadRequest(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1].tag}\""
        )
    return trimmed(
        Text("".join(pieces), tuple(sorted(entities, key=lambda each: (each.offset, -each.length))))
    )


def _plain(piece: str, where: int) -> str:
    if piece == "<":
        raise BadRequest(f'can\'t parse entities: Unsupported start tag "" at byte offset {where}')
    return html.unescape(piece) if _KNOWN_REFERENCE.fullmatch(piece) else piece


def _open(name: str, rest: str, offset: int, where: int) -> _Open:
    attributes = {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(rest)
    }
    spoiler = name != "span" or attributes.get("class") == "tg-spoiler"
    if name not in TAGS or not spoiler:
        raise BadRequest(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {where}')
    if name == "blockquote" and "expandable" in attributes:
        return _Open(name, "expandable_blockquote", offset)
    if name == "a":
        url = attributes.get("href")
        return _Open(name, "text_link" if url else None, offset, url)
    return _Open(name, TAGS[name], offset)


def _close(open_tags: list[_Open], name: str, offset: int, where: int) -> list[Entity]:
    if not open_tags:
        raise BadRequest(f"can't parse entities: Unexpected end tag at byte offset {where}")
    opened = open_tags.pop()
    if name not in {"", opened.tag}:
        raise BadRequest(
            f"can't parse entities: Unmatched end tag at byte offset {where}, "
            f'expected "</{opened.tag}>", found "</{name}>"'
        )
    if opened.type is None or offset == opened.offset:
        return []
    return [Entity(opened.type, opened.offset, offset - opened.offset, opened.url)]


def trimmed(body: Text) -> Text:
    """Cut the outer blanks of a text, its entities with it, as Telegram does."""
    text = body.text.strip()
    cut = utf16_length(body.text) - utf16_length(body.text.lstrip())
    end = utf16_length(text)
    entities = tuple(
        Entity(each.type, start, stop - start, each.url, each.language)
        for each in body.entities
        if (start := max(0, each.offset - cut)) < (stop := min(end, each.offset + each.length - cut))
    )
    return Text(text, entities)


def with_commands(body: Text) -> Text:
    """Mark the commands in a text, which Telegram does by itself."""
    found = [
        Entity("bot_command", utf16_length(body.text[: match.start()]), utf16_length(match[0]))
        for match in _COMMAND.finditer(body.text)
    ]
    free = [entity for entity in found if not any(_overlap(entity, other) for other in body.entities)]
    return Text(body.text, tuple(sorted((*body.entities, *free), key=lambda each: each.offset)))


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.offset + other.length and other.offset < one.offset + one.length
