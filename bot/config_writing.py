"""Fill answers into the annotated example of a configuration."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

# Section and key; None takes the line out of force, so that a preset or the default holds.
Value = str | int | bool | None
Answers = Mapping[tuple[str, str], Value]
_SECTION: Final = re.compile(r"\[([\w.]+)\]")
_VALUE: Final = re.compile(r"(?:# )?(\w+) = ")


def example() -> str:
    """Return the example with every key, its meaning and its default."""
    return (files("templates") / "config.example.toml").read_text(encoding="utf-8")


def filled(text: str, answers: Answers) -> str:
    """Return the text with the answers in the place of the example's values; comments stay.

    A key that stands twice in a section, once as an example in a comment, is filled in once.
    """
    left, section, lines = dict(answers), "", []
    for line in text.splitlines():
        named, value = _SECTION.fullmatch(line), _VALUE.match(line)
        if named:
            section = named[1]
        place = (section, value[1]) if value else None
        lines.append(_line(line, place[1], left.pop(place)) if place and place in left else line)
    if left:
        raise ValueError(f"no such key in the example: {sorted(left)}")
    return "\n".join((*lines, ""))


def _line(line: str, key: str, value: Value) -> str:
    if value is None:
        return line if line.startswith("#") else f"# {line}"
    # A JSON string of this kind is a TOML string too.
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"
