"""Overviews of amounts that a guide prints as a table beside the text of its categories."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.rules.half_width import half_width
from handlers.rules.outline import Draft, Outline
from handlers.rules.problems import Level, Problem
from handlers.rules.section_titles import SectionKind

_GRANTING = {SectionKind.SUPPORT, SectionKind.CONTACTS, SectionKind.OTHER}
_SIGNS = re.compile(r"[\s“”\"'《》()（）·、,，。:：-]|项目$")
# What a table adds to a name, or a heading: 人工智能应用示范类 for 人工智能应用示范项目
_ADDED = re.compile(r"(?<=[一-鿿]{3})类?(?:项目|专项|课题|专题|方向|类别|类)$")
_TAKEN = "支持方式与金额取自一览表，请您核对。"
_MISSING = "一览表里没有读到这个类别的金额，请您核对。"
_UNKNOWN = "一览表里的“{name}”在正文里没有读到，没有列入，请您核对。"
_DIFFERS = "正文与一览表都写有支持方式或金额，以正文为准，请您核对两处是否一致。"


def is_overview(outline: Outline) -> bool:
    """Tell rows that only say what is granted and whom to ask."""
    kinds = {kind for draft in outline.drafts for part in draft.parts for kind in part.kinds}
    return SectionKind.SUPPORT in kinds and kinds <= _GRANTING


def join_overview(outline: Outline, overview: Outline) -> list[Problem]:
    """Give each category what its row of the overview grants, where its own text has no such section."""
    rows: dict[str, Draft] = {}
    for key, row in zip(_keys(overview.drafts), overview.drafts, strict=True):
        first = rows.setdefault(key, row)
        if first is not row:  # a second amount of the same category
            first.parts += row.parts
    keys = _keys(outline.drafts)
    problems = [_joined(draft, rows.pop(key, None)) for key, draft in zip(keys, outline.drafts, strict=True)]
    problems += [
        Problem(Level.WARNING, "ids", _UNKNOWN.format(name=row.name), line=row.line) for row in rows.values()
    ]
    return problems


def names_of_both(outline: Outline, overview: Outline) -> bool:
    """Tell whether most rows of an overview are categories that a text describes."""
    names = set(_keys([draft for draft in outline.drafts if draft.parts]))
    rows = _keys(overview.drafts)
    return sum(row in names for row in rows) * 2 > len(rows)


def without_doubles(drafts: Sequence[Draft]) -> list[Draft]:
    """Join the rows of an overview with the categories of the same name that a table before it describes."""
    kept: dict[str, Draft] = {}
    for draft in drafts:
        first = kept.setdefault(_plain(draft.name) or str(id(draft)), draft)
        kinds = {kind for part in draft.parts for kind in part.kinds}
        if first is not draft and kinds <= _GRANTING:
            own = {kind for part in first.parts for kind in part.kinds}
            first.parts += [part for part in draft.parts if not own & set(part.kinds)]
        elif first is not draft:
            kept[str(id(draft))] = draft
    return list(kept.values())


def _joined(draft: Draft, row: Draft | None) -> Problem:
    if row is None:
        return Problem(Level.WARNING, "funding", f"“{draft.name}”：{_MISSING}", line=draft.line)
    given = [part for part in row.parts if SectionKind.SUPPORT in part.kinds]
    # The overview's own caption reads as an empty section of the last category.
    draft.parts = [part for part in draft.parts if part.lines or SectionKind.SUPPORT not in part.kinds]
    if any(SectionKind.SUPPORT in part.kinds for part in draft.parts):
        return Problem(Level.WARNING, "funding", f"“{draft.name}”：{_DIFFERS}", line=draft.line)
    draft.parts += given
    return Problem(Level.NOTE, "funding", f"“{draft.name}”：{_TAKEN}", line=draft.line)


def _plain(name: str) -> str:
    return _SIGNS.sub("", half_width(name))


def _keys(drafts: Sequence[Draft]) -> list[str]:
    """Give the names without what one place adds to them, where they still tell all apart."""
    plain = [_plain(draft.name) for draft in drafts]
    bare = [_ADDED.sub("", name) for name in plain]
    return bare if len(set(bare)) == len(set(plain)) else plain
