"""Render the sentences that people read from the templates folder."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

import templates
from handlers.rules.masking import without_phones

FOLDER: Final = Path(templates.__file__ or "").parent

# What would break a line or turn the reading direction; the first is folded to a blank, the rest dropped.
WHITE_SPACE: Final = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
INVISIBLE: Final = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional marks, embeddings, overrides and isolates
    "\u200b\u2060\ufeff"  # blanks without width
    "\ud800-\udfff"  # halves of a surrogate pair, which no channel can encode
    "]"
)

SMALL: Final = 100_000  # bytes; below, a file is told in KB

TAG: Final = re.compile(r"</?[a-z][^<>]{0,200}>")  # the few tags that a chat knows


def one_line(text: object) -> str:
    """Fold a text to one line that no control, bidirectional or separator character can break."""
    return INVISIBLE.sub("", WHITE_SPACE.sub(" ", str(text))).strip()


def file_size(count: int) -> str:
    """Return a number of bytes as people read it: small files in KB, never as 0.0 MB."""
    if count >= SMALL:
        return f"{count / 1_000_000:.1f} MB"
    return f"{max(count / 1000, 1):.0f} KB"


def say(name: str, /, **values: object) -> str:
    """Render `templates/chat/NAME`, by default a .txt; a name that ends in .html is autoescaped.

    A value that the template asks for and the caller forgot raises `jinja2.UndefinedError`.
    """
    path = name if name.endswith((".txt", ".html")) else f"{name}.txt"
    return _rendered(f"chat/{path}", values)


def letter(name: str, /, **values: object) -> tuple[str, str]:
    """Render `templates/mail/NAME` to the subject, on one line, and the plain body."""
    subject = one_line(_rendered(f"mail/{name}/subject.txt", values))
    return subject, _rendered(f"mail/{name}/body.txt", values)


def attached(name: str, /, **values: object) -> str:
    """Render `templates/mail/NAME.txt`, a text that travels with a letter as a file."""
    return _rendered(f"mail/{name}.txt", values)


def page(name: str, /, **values: object) -> str:
    """Render `templates/receipt/NAME.txt`, a marked-up text from which a page is drawn."""
    return _rendered(f"receipt/{name}.txt", values)


def desk_page(name: str, /, **values: object) -> str:
    """Render `templates/page/NAME.html`, a page of the operators' site, autoescaped."""
    return _rendered(f"page/{name}.html", values)


def plain(text: str) -> str:
    """Turn one of our own chat texts (HTML) into plain text, for letters and the terminal."""
    return unescape(TAG.sub("", text))


def _rendered(path: str, values: dict[str, object]) -> str:
    return _environment().get_template(path).render(values).strip("\n")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        # The templates of a running programme do not change: no look at the disk for each sentence.
        auto_reload=False,
    )
    environment.globals = {"range": range}  # copied for each sentence: no more than is used
    environment.filters["line"] = one_line
    environment.filters["size"] = file_size
    environment.filters["private"] = without_phones
    return environment
