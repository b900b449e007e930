"""Paragraph styles of a Word document: the depth of headings, lists, tables of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BODY_TEXT = 9  # an outline level that means none (ECMA-376 part 1, 17.3.1.20)
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录)\s*\d?$|^toc heading$|^table of figures$", re.IGNORECASE)


def qualified(name: str) -> str:
    """Give a name of the Word namespace as the parser writes it."""
    return f"{{{_NAMESPACE}}}{name}"


def child(node: Any, name: str) -> Any:
    """Give the first child of a name, or None, also where there is no node at all."""
    return None if node is None else node.find(qualified(name))


def value_of(node: Any) -> str | None:
    """Give a node's value attribute, or None."""
    return None if node is None else node.get(qualified("val"))


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles by their identifiers."""

    nodes: Mapping[str, Any]
    default: str | None = None

    def numbering(self, style: str | None) -> tuple[str, int] | None:
        """Find the list and its level that a style or one of its ancestors sets."""
        for node in self._line(style):
            found = child(child(node, "pPr"), "numPr")
            number = value_of(child(found, "numId"))
            if number is not None:
                level = value_of(child(found, "ilvl"))
                return number, int(level) if level and level.isdecimal() else 0
        return None

    def heading(self, paragraph: Any) -> int | None:
        """Give the depth of a heading counted from 1, or None for body text."""
        properties = child(paragraph, "pPr")
        own = value_of(child(properties, "outlineLvl"))
        levels = [own] if own is not None else []
        for node in self._line(value_of(child(properties, "pStyle"))):
            stated = value_of(child(child(node, "pPr"), "outlineLvl"))
            named = _HEADING.match(value_of(child(node, "name")) or "")
            levels += [stated] if stated is not None else [str(int(named[1]) - 1)] if named else []
        level = next((int(level) for level in levels if level.isdecimal()), _BODY_TEXT)
        return level + 1 if level < _BODY_TEXT else None

    def is_contents(self, paragraph: Any) -> bool:
        """Tell whether a paragraph is a line of the table of contents."""
        style = value_of(child(child(paragraph, "pPr"), "pStyle"))
        return any(_CONTENTS.match(value_of(child(node, "name")) or "") for node in self._line(style))

    def _line(self, style: str | None) -> Iterator[Any]:
        """Walk from a style to its ancestors, each once."""
        seen: set[str] = set()
        style = style or self.default
        while style and style in self.nodes and style not in seen:
            seen.add(style)
            yield self.nodes[style]
            style = value_of(child(self.nodes[style], "basedOn"))


def read_styles(root: Any) -> Styles:
    """Read styles.xml; `root` may be None."""
    if root is None:
        return Styles({})
    nodes = {str(node.get(qualified("styleId"))): node for node in root.iter(qualified("style"))}
    paragraphs = {key: node for key, node in nodes.items() if node.get(qualified("type")) == "paragraph"}
    default = next((key for key, node in paragraphs.items() if node.get(qualified("default")) == "1"), None)
    return Styles(paragraphs, default)
