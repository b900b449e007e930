"""Automatic numbers of a Word document, rendered as Word prints them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.rules.docx_styles import Styles, child, qualified, value_of

_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_DEEPEST = 9  # levels of a list (ECMA-376 part 1, 17.9.6)


@dataclass(frozen=True, slots=True)
class Label:
    """A printed number, with the depth of its list counted from 1; bullets print nothing."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is printed."""

    form: str
    pattern: str  # such as （%1）
    start: int
    restarts: bool
    suffix: str  # tab, space or nothing
    legal: bool  # all numbers in Arabic digits, whatever their own form


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted; ask in the order of the text."""

    styles: Styles
    _lists: Mapping[str, str] = field(default_factory=dict)  # list -> its definition
    _levels: Mapping[str, Mapping[int, _Level]] = field(default_factory=dict)
    _overrides: Mapping[tuple[str, int], int] = field(default_factory=dict)
    _linked: Mapping[tuple[str, str], int] = field(default_factory=dict)  # definition, style -> level
    _counted: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, paragraph: Any) -> Label | None:
        """Count a paragraph and give the number printed before it, or None where it has none."""
        number, level = self._place(paragraph)
        definition = self._lists.get(number or "")
        form = self._levels.get(definition or "", {}).get(level)
        if number is None or definition is None or form is None:
            return None
        self._count(number, definition, level, form)
        text = self._printed(definition, form)
        return Label(text + (" " if text and form.suffix == "space" else ""), level + 1)

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        own = child(child(paragraph, "pPr"), "numPr")
        style = value_of(child(child(paragraph, "pPr"), "pStyle"))
        styled = self.styles.numbering(style)
        if own is not None and child(own, "numId") is not None:
            return value_of(child(own, "numId")), _integer(value_of(child(own, "ilvl")), 0)
        if styled is None:
            return None, 0
        number, level = styled
        linked = self._linked.get((self._lists.get(number, ""), style or ""))
        return number, level if linked is None else linked

    def _count(self, number: str, definition: str, level: int, form: _Level) -> None:
        counted = self._counted.setdefault(definition, {})
        override = self._overrides.get((number, level))
        if override is not None and (number, level) not in self._begun:
            counted[level] = override - 1
        self._begun.add((number, level))
        counted[level] = counted.get(level, form.start - 1) + 1
        for deeper in range(level + 1, _DEEPEST):
            below = self._levels[definition].get(deeper)
            if below is None or below.restarts:
                counted.pop(deeper, None)

    def _printed(self, definition: str, form: _Level) -> str:
        if form.form in ("bullet", "none"):
            return ""
        text = form.pattern
        for level in range(_DEEPEST):
            mark = f"%{level + 1}"
            if mark in text:
                own = self._levels[definition].get(level, form)
                value = self._counted[definition].get(level, own.start)
                text = text.replace(mark, number_text(value, "decimal" if form.legal else own.form))
        return text


def read_numbering(root: Any, styles: Styles) -> Numbering:
    """Read numbering.xml; `root` may be None where a document has no lists."""
    if root is None:
        return Numbering(styles)
    definitions = {_identity(node, "abstractNumId"): node for node in root.iter(qualified("abstractNum"))}
    by_style = {value_of(child(node, "styleLink")): key for key, node in definitions.items()}
    lists = {}
    overrides = {}
    for node in root.iter(qualified("num")):
        number = _identity(node, "numId")
        definition = value_of(child(node, "abstractNumId")) or ""
        link = value_of(child(definitions.get(definition), "numStyleLink"))
        lists[number] = by_style.get(link, definition) if link else definition
        for override in node.iter(qualified("lvlOverride")):
            start = value_of(child(override, "startOverride"))
            if start is not None:
                overrides[number, _integer(_identity(override, "ilvl"), 0)] = _integer(start, 1)
    levels = {key: _levels(node) for key, node in definitions.items()}
    linked = {
        (key, style): _integer(_identity(level, "ilvl"), 0)
        for key, node in definitions.items()
        for level in node.iter(qualified("lvl"))
        if (style := value_of(child(level, "pStyle")))
    }
    return Numbering(styles, lists, levels, overrides, linked)


def number_text(value: int, form: str) -> str:
    """Write a number in one of Word's forms (ECMA-376 part 1, 17.18.59); unknown forms are Arabic."""
    return next((write(value) for begin, write in _FORMS if form.startswith(begin)), str(value))


def _chinese(value: int) -> str:
    from cn2an import an2cn

    return str(an2cn(value))


def _chinese_legal(value: int) -> str:
    from cn2an import an2cn

    return str(an2cn(value, "up"))


def _row(characters: str) -> Callable[[int], str]:
    """Write numbers by a row of characters, beyond its end in Arabic."""
    return lambda value: characters[value - 1] if 1 <= value <= len(characters) else str(value)


def _translated(digits: str) -> Callable[[int], str]:
    return lambda value: "".join(digits[int(digit)] for digit in str(value))


def _letters(value: int) -> str:
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _roman(value: int) -> str:
    text = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        text += letters * count
    return text


# How each form begins, with what writes it; the longer names stand before the shorter.
_FORMS: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("chineseLegal", _chinese_legal),  # 壹
    ("ideographLegal", _chinese_legal),
    ("chinese", _chinese),  # 一, 十一
    ("japaneseCounting", _chinese),
    ("taiwaneseCounting", _chinese),
    ("ideographDigital", _translated("〇一二三四五六七八九")),
    ("ideographTraditional", _row("甲乙丙丁戊己庚辛壬癸")),
    ("decimalEnclosedCircle", _row("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")),
    ("decimalFullWidth", _translated("０１２３４５６７８９")),
    ("decimalZero", "{:02d}".format),
    ("upperLetter", _letters),
    ("lowerLetter", lambda value: _letters(value).lower()),
    ("upperRoman", _roman),
    ("lowerRoman", lambda value: _roman(value).lower()),
)


def _levels(definition: Any) -> Mapping[int, _Level]:
    return {
        _integer(_identity(level, "ilvl"), 0): _Level(
            form=value_of(child(level, "numFmt")) or "decimal",
            pattern=value_of(child(level, "lvlText")) or "",
            start=_integer(value_of(child(level, "start")), 1),
            restarts=value_of(child(level, "lvlRestart")) != "0",
            suffix=value_of(child(level, "suff")) or "tab",
            legal=child(level, "isLgl") is not None,
        )
        for level in definition.iter(qualified("lvl"))
    }


def _identity(node: Any, name: str) -> str:
    return str(node.get(qualified(name)) or "")


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise
