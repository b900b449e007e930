"""Categories that a guide prints as the clauses of one section, each with its amount, under rules for all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.rules.amounts import amounts
from handlers.rules.clauses import Clause, clauses
from handlers.rules.half_width import half_width
from handlers.rules.outline import Draft, Outline, Part
from handlers.rules.passages import Passage
from handlers.rules.problems import Level, Problem
from handlers.rules.section_titles import SectionKind

# 氢能关键材料。支持质子交换膜研发，单项资助不超过80万元
_NAMED = re.compile(r"(?P<name>[^。；;：:，,]{3,40})[。：:]\s*(?P<rest>\S.+)", re.DOTALL)
_FIELD = re.compile(r"(?:支持|资助|补助|奖励|申报)?(?:方式|强度|标准|额度|数量|条件|对象|要求|期限|金额)")
_FEWEST = 2  # clauses
_LONGEST = 40  # characters of a name
_SENTENCE = re.compile(r"[。；;:,]")


def part_listed(outline: Outline) -> list[Problem]:
    """Part the only category of a guide, which has no name, where one section lists several with amounts."""
    if len(outline.drafts) != 1 or outline.drafts[0].name:
        return []
    whole = outline.drafts[0]
    for part in whole.parts:
        found = [_named_apart(each, part.lines) for each in clauses(part.lines).items]
        names = [_NAMED.fullmatch(each.text.strip()) for each in found]
        if SectionKind.RESEARCH in part.kinds and len(found) >= _FEWEST and all(map(_is_category, names)):
            others = [own for own in whole.parts if own is not part]
            outline.drafts = [
                _draft(place, clause, match, whole, others)
                for place, (clause, match) in enumerate(zip(found, names, strict=True), start=1)
                if match
            ]
            text = f"“{part.name}”一节里的各条读作项目类别，其余各节列在每个类别，请您核对。"
            return [Problem(Level.WARNING, "sections", text, line=part.line)]
    return []


def _named_apart(clause: Clause, lines: Sequence[Passage]) -> Clause:
    """Put a stop behind a name that stands on a line of its own above its text."""
    printed = next((line.text.strip() for line in lines if line.number == clause.line), "")
    name = next(
        (printed[start:] for start in range(len(printed)) if clause.text.startswith(printed[start:])), ""
    )
    rest = clause.text[len(name) :].strip()
    if not name or not rest or len(name) > _LONGEST or _SENTENCE.search(half_width(name)):
        return clause
    return replace(clause, text=f"{name}：{rest}")


def _is_category(found: re.Match[str] | None) -> bool:
    """Tell a clause that names something and grants an amount from one that names a field."""
    if found is None or _FIELD.fullmatch(found["name"].strip()):
        return False
    return any(amounts(half_width(found["rest"])))


def _draft(number: int, clause: Clause, found: re.Match[str], whole: Draft, others: Sequence[Part]) -> Draft:
    line = Passage(clause.line, found["rest"], half_width(found["rest"]).strip())
    own = Part((SectionKind.RESEARCH, SectionKind.SUPPORT), found["name"].strip(), clause.line, [line])
    return Draft(found["name"].strip(), clause.line, whole.topic, number, parts=[own, *others])
