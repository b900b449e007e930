"""The text of a mail as its reader sees it."""

from __future__ import annotations

import re
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

from handlers.rules.charsets import decode_text
from handlers.rules.mail_parts import Leaf, content, parameter

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST_HTML: Final = 2_000_000  # characters of a page that are read
_LONGEST_TEXT: Final = 400_000  # characters of text that are kept
_PLAIN_SHARE: Final = 0.25  # a plain text shorter than this share of the page is a stub ("请用 HTML 查看")
# Styles by which text is hidden from people but not from programmes.
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|font-size\s*:\s*(?:0(?:\.\d+)?[a-z%]*|1(?:px|pt))\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|(?<![-\w])(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|!|$)|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_WHITE: Final = re.compile(r"(?<![-\w])color\s*:\s*(?:transparent|#fff(?:fff)?\b|white\b)", re.IGNORECASE)
_BACKGROUND: Final = re.compile(r"background(?:-color)?\s*:", re.IGNORECASE)
_NOT_SHOWN: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "object", "iframe"}
)
_QUOTE_CLASSES: Final = re.compile(
    r"(?:^|\s)(?:gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote)(?:\s|$)"
)
# Private-use characters that mark a quotation's bounds while the page becomes text.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"


def body_text(bodies: list[Leaf]) -> str:
    """Join a mail's texts; of alternatives (RFC 2046 section 5.1.4) one is read.

    Plain text, unless it is a mere stub of the page. Quotations in pages become lines with ">".
    """
    texts = [_chosen(list(same)) for _, same in groupby(bodies, key=lambda leaf: leaf.group)]
    return "\n\n".join(text for text in texts if text)[:_LONGEST_TEXT]


def html_text(page: str) -> str:
    """Turn a page into text: no scripts, no styles, no hidden text, quotations as lines with ">"."""
    import html_text as library
    from lxml.etree import LxmlError

    try:
        tree = library.parse_html(_printable(page[:_LONGEST_HTML]))
        _drop_hidden(tree)
        _mark_quotes(tree)
        text = library.extract_text(tree)
    except (LxmlError, ValueError, AssertionError, RecursionError):
        text = re.sub(r"<[^<>]{0,2000}>", " ", page[:_LONGEST_HTML])
    return _as_lines(str(text))


def page_of(leaf: Leaf) -> str:
    """Decode a part's characters."""
    label = parameter(leaf.part, "charset", "content-type")
    data = content(leaf.part)
    if leaf.type == "text/html" and not label:
        named = re.search(rb"charset\s*=\s*[\"']?([\w-]{2,30})", data[:2000])
        label = named[1].decode("ascii", "replace") if named else ""
    return decode_text(data, label)


def _chosen(same: list[Leaf]) -> str:
    plain = "\n".join(_clean(page_of(leaf)) for leaf in same if leaf.type == "text/plain").strip()
    pages = [leaf for leaf in same if leaf.type == "text/html"]
    if plain and (not pages or len(plain) > _LONGEST_TEXT):
        return plain
    shown = "\n".join(html_text(page_of(leaf)) for leaf in pages).strip()
    return plain if len(plain) > _PLAIN_SHARE * len(shown) else shown


def _clean(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text).replace("\x00", "").replace("\xa0", " ")


def _printable(page: str) -> str:
    """Drop the control characters that no XML tree can hold, and our own marks."""
    page = page.encode("utf-8", "replace").decode("utf-8")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ue0f0\ue0f1]", "", page)


def _drop_hidden(tree: HtmlElement) -> None:
    for element in list(tree.iter()):
        if isinstance(element.tag, str) and element.getparent() is not None and _is_hidden(element):
            element.drop_tree()


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "")[:2000]
    if element.tag in _NOT_SHOWN or element.get("hidden") is not None or _HIDDEN.search(style):
        return True
    return bool(_WHITE.search(style)) and not _has_ground(element)


def _has_ground(element: HtmlElement) -> bool:
    """Tell whether white letters stand on a ground of their own: then they are a design."""
    around = [element, *islice(element.iterancestors(), 8)]
    return any(each.get("bgcolor") or _BACKGROUND.search(each.get("style") or "") for each in around)


def _mark_quotes(tree: HtmlElement) -> None:
    for element in tree.iter("blockquote", "div"):
        is_quote = element.tag == "blockquote" or _QUOTE_CLASSES.search(element.get("class") or "")
        if is_quote and element.getparent() is not None:
            element.text = f"{_OPEN} {element.text or ''}"
            element.tail = f"{_CLOSE} {element.tail or ''}"


def _as_lines(text: str) -> str:
    depth, out = 0, []
    for line in _clean(text).splitlines():
        quoted = depth > 0 or line.lstrip().startswith(_OPEN)
        depth = max(0, depth + line.count(_OPEN) - line.count(_CLOSE))
        plain = line.replace(_OPEN, "").replace(_CLOSE, "").strip()
        out.append(f"> {plain}" if quoted and plain else plain)
    return "\n".join(out).strip()
