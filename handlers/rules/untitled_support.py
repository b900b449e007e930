"""What a category grants in the text below its name, where no section's title says so."""

from __future__ import annotations

import re

from handlers.rules.amounts import amounts
from handlers.rules.outline import Draft, Outline, Part
from handlers.rules.passages import Passage
from handlers.rules.problems import Level, Problem
from handlers.rules.section_titles import SectionKind

# What says that an amount or a share is granted.
_GRANTED = re.compile(r"奖励|补助|资助|补贴|给予|奖补|贴息|支持")
_PERCENT = re.compile(r"\d\s?%")
_BOTH = (SectionKind.RESEARCH, SectionKind.SUPPORT)
_NAME = "支持内容与标准"
_TOLD = "“{name}”之下没有小节名的一段写有金额，读作支持内容与标准，请您核对。"


def take_untitled_support(outline: Outline) -> list[Problem]:
    """Read the text below a category's name as what is supported and how, where it grants amounts."""
    problems: list[Problem] = []
    for draft in outline.drafts:
        kinds = {kind for part in draft.parts for kind in part.kinds}
        if SectionKind.SUPPORT in kinds or not any(map(_grants, draft.preamble)):
            continue
        _take(draft, (SectionKind.SUPPORT,) if SectionKind.RESEARCH in kinds else _BOTH)
        text = _TOLD.format(name=draft.name)
        problems.append(Problem(Level.WARNING, "sections", text, line=draft.line))
    return problems


def _take(draft: Draft, kinds: tuple[SectionKind, ...]) -> None:
    draft.parts.insert(0, Part(kinds, _NAME, draft.preamble[0].number, draft.preamble))
    draft.preamble = []


def _grants(line: Passage) -> bool:
    told = any(amounts(line.half)) or _PERCENT.search(line.half) is not None
    return told and _GRANTED.search(line.half) is not None
