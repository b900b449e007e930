"""What hides in a section and belongs elsewhere: labels that no table knows, contacts, the next category."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.rules.contact_words import LABELS, is_department
from handlers.rules.heading_lines import is_heading_like
from handlers.rules.marks import opening_mark
from handlers.rules.outline import Draft, Outline, Part
from handlers.rules.passages import Passage
from handlers.rules.problems import Level, Problem
from handlers.rules.section_titles import SectionKind, section_title
from handlers.rules.unknown_titles import likely_kind

_LABEL = re.compile(r"([一-鿿]{2,8})\s?:\s*")
_BRACKETED = re.compile(r"[\[【〖]([一-鿿]{2,10})[\]】〗]\s?:?\s*")
# What titles in any words end with: 扶持说明, 名额安排
_ALONE = re.compile(
    r"[一-鿿]{2,10}(?:说明|要求|安排|标准|方式|情况|指标|数量|名额|办法|事项|内容|方向|条件|期限|时间|周期|政策|力度)"
)
_STOPS = ("。", "；", ";", "！", "!")
_NO_TITLE = re.compile(r"其中|备注|注意|说明|例如|注|附|如下|分别|包括|格式")
_FIGURE = re.compile(r"[^:]{2,8}\s?:[^:]{0,12}\d")
_SHARE = 0.6  # of the categories that bear a label make it a title
_FEWEST = 2  # categories
# A line that tells whom to ask: a mailbox, or a telephone with its word.
_REACHED = re.compile(
    r"[A-Za-z0-9._-]+[@#][A-Za-z0-9-]+\.[A-Za-z]|(?:联系人|联系方式|电话|手机|咨询).{0,20}\d{3,4}[- ]?\d{4}"
    r"|(?<!\d)(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9})(?!\d)"
)


def tells_contact(line: Passage) -> bool:
    """Tell whether a line says whom to ask: with a mailbox, a phone, or a label of such."""
    label = _LABEL.match(line.half)
    labelled = label is not None and any(form.match(label[1]) for _, form in LABELS)
    return labelled or _REACHED.search(line.half) is not None


def split_labels(outline: Outline) -> None:
    """Make a title of a label that opens a line in most categories, where sections bear no numbers."""
    drafts = [
        each for each in outline.drafts if each.parts and all(part.form == "bare" for part in each.parts)
    ]
    counts = Counter(label for draft in drafts for label in {*_labels(draft)})
    needed = max(_FEWEST, len(outline.drafts) * _SHARE)
    titles = {label for label, count in counts.items() if count >= needed}
    for draft in drafts if titles else ():
        draft.parts = [piece for part in draft.parts for piece in _pieces(part, titles, draft)]
        opening, *rest = _pieces(_before_sections(draft), titles, draft)
        draft.preamble = opening.lines
        draft.parts = [*rest, *draft.parts]


def stray_lines(draft: Draft, category: str) -> Iterator[Problem]:
    """Tell of contacts and of the next category's heading inside a category's sections."""
    for part in draft.parts:
        for line in part.lines:
            if SectionKind.CONTACTS not in part.kinds and _REACHED.search(line.half):
                text = f"“{part.name}”一节里像是有联系方式，没有列入联系人，请您核对。"
                yield Problem(Level.WARNING, "contacts", text, line=line.number, category=category)
            if _heads_next(line, part.lines, draft):
                text = f"“{line.text.strip()[:20]}”像是下一个项目类别的标题，没有单独读入，请您核对。"
                yield Problem(Level.WARNING, "sections", text, line=line.number, category=category)


def _labels(draft: Draft) -> Iterator[str]:
    parts = [_before_sections(draft), *draft.parts]
    found = (_label(place, part) for part in parts for place in range(len(part.lines)))
    return (label for label, _ in filter(None, found))


def _before_sections(draft: Draft) -> Part:
    return Part((SectionKind.OTHER,), "", draft.line, draft.preamble)


def _label(place: int, part: Part) -> tuple[str, int] | None:
    """Give what may be a title at the start of a line, and where its text begins.

    That is what stands in brackets, before a colon or alone; but no contact's label, no tier's name.
    """
    line = part.lines[place]
    known = section_title(line.half)
    if known and set(known.kinds) <= set(part.kinds) - {SectionKind.OTHER}:
        return None  # 支持方式：… under 支持强度
    if bracketed := _BRACKETED.match(line.half):
        return bracketed[1], bracketed.end()
    found = _LABEL.match(line.half)
    if found is None:
        return (line.half, len(line.half)) if _stands_alone(place, part.lines) else None
    if SectionKind.CONTACTS in part.kinds or _NO_TITLE.search(found[1]):
        return None
    tier = SectionKind.SUPPORT in part.kinds and _FIGURE.match(line.half)
    contact = any(form.match(found[1]) for _, form in LABELS)
    contact = contact or (is_department(found[1]) and known is None)  # 高新科：张三 over several categories
    return None if tier or contact else (found[1], found.end())


def _stands_alone(place: int, lines: Sequence[Passage]) -> bool:
    """Tell a short line in words of titles, with a whole sentence before it and text behind it."""
    if _ALONE.fullmatch(lines[place].half) is None:
        return False
    before = next((each.half for each in reversed(lines[:place]) if each.half), "")
    behind = next((each.half for each in lines[place + 1 :] if each.half), "")
    return before[-1:] in _STOPS and (behind[-1:] in _STOPS or opening_mark(behind) is not None)


def _pieces(part: Part, titles: set[str], draft: Draft) -> Iterator[Part]:
    """Cut a section where such a label opens a line."""
    current = Part(part.kinds, part.name, part.line, [], part.form, part.number, part.unknown)
    taken = {kind for each in draft.parts for kind in each.kinds}
    for place, line in enumerate(part.lines):
        found = _label(place, part)
        if found and found[0] in titles:
            yield current
            label, end = found
            reached = _REACHED.search(line.half) and SectionKind.CONTACTS not in taken
            kind = SectionKind.CONTACTS if reached else likely_kind(label, taken)
            current = Part((kind,), label, line.number, [], unknown=True)
            rest = replace(line, text=line.text.strip()[end:].strip(), half=line.half[end:].strip())
            current.lines += [rest] if rest.half else []
        else:
            current.lines.append(line)
    yield current


def _heads_next(line: Passage, lines: Sequence[Passage], draft: Draft) -> bool:
    """Tell a short line with the number that follows the category's own, printed in the same form."""
    mark = opening_mark(line.half)
    if mark is None or draft.number is None or mark.form != draft.form or mark.number != draft.number + 1:
        return False
    others = (opening_mark(each.half) for each in lines if each is not line)
    listed = any(own is not None and own.form == mark.form for own in others)
    return not listed and is_heading_like(line) and line.half[-1] not in "。;"
