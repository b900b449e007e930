"""Cut a guide's lines to topics, categories and sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.rules.category_headings import Headings, find_headings
from handlers.rules.clauses import joined
from handlers.rules.guide_general import closing_part, handing_in_part, listing_part
from handlers.rules.guide_strays import tells_contact
from handlers.rules.guide_title import is_enclosed_guide
from handlers.rules.heading_lines import LONG, Heading, is_closing, is_heading_like
from handlers.rules.marks import opening_mark
from handlers.rules.outline import Draft, Outline, Part, TopicDraft
from handlers.rules.passages import Passage, is_full, printed_width
from handlers.rules.section_headings import SectionHeading
from handlers.rules.section_titles import SectionKind

_ORDINAL = re.compile(
    r"(?:榜单|项目|课题|任务|需求|序号|编号|第)\s?[\d一二三四五六七八九十]{1,3}\s?(?:[项个号]|榜单|项目)?"
)
_CODED = re.compile(
    r"(?:榜单|项目|课题|指南|方向|任务|需求)?(?:编号|代码|编码)\s?:\s?([A-Za-z0-9][A-Za-z0-9.\-]{1,20})"
)
_OUTER = ("part", "chapter", "cn")  # the marks of a guide's own parts, the outermost first
_SHORT = 16  # characters of their headings
_NEAR = 4  # lines in which the next heading stands
_CONTACTS = "联系方式"  # the name of a section that has no title
_SEVERAL = 2  # categories, which a line behind them all may speak of
_OWN = re.compile(r"本(?:项目|类别|方向|专题|课题|榜单|类)")  # speaks of the last category, or the last topic
_ENDS = "。；;:!?)"
# The heads of a table of two columns, which are no text: 栏目 | 内容
_COLUMN_HEADS = re.compile(
    r"(?:栏目|项目|要素|小节|名称|事项|类目|条目|指标|要点|序号)\s+(?:具体|主要|相关)?(?:内容|说明|要求|描述|详情)(?:及?要求|说明)?"
)


def read_outline(lines: Sequence[Passage]) -> Outline:
    """Sort every line under the topic, category and section that it belongs to."""
    walk = _Walk(lines, find_headings(lines))
    for place in range(len(lines)):
        walk.step(place)
    return walk.outline


class _Walk:
    """The place in the outline where the next line belongs."""

    def __init__(self, lines: Sequence[Passage], headings: Headings) -> None:
        self.outline = Outline()
        self._lines = lines
        self._headings = headings
        self._draft: Draft | None = None
        self._part: Part | None = None
        self._width = printed_width(lines)
        self._category_form = ""
        self._code: str | None = None  # printed before the heading that comes next
        self._name_open = False  # a heading without a name waits for it
        self._last = max([*headings.topics, *headings.categories, *headings.unheaded], default=-1)

        self._last_section = max(headings.sections, default=-1)

    def step(self, place: int) -> None:
        """Take one line."""
        if place in self._headings.topics:
            self._open_topic(self._headings.topics[place])
        elif place in self._headings.categories:
            self._open_category(self._headings.categories[place])
        elif place in self._headings.sections:
            self._open_section(self._headings.sections[place])
        elif self.outline.drafts and place < self._last and is_enclosed_guide(self._lines[place]):
            self._draft = self._part = None  # the next of several guides
        elif place > self._last and (is_closing(self._lines[place]) or self._is_outer(place)):
            self._draft = self._part = None  # what follows belongs to no category
            self.outline.closing.append(self._lines[place])
        elif place > self._last and (general := self._closing(place)):
            self._draft, self._part = None, general
            self.outline.parts.append(general)
        elif coded := _CODED.fullmatch(self._lines[place].half):
            self._take_code(place, coded[1])
        elif not self._is_ordinal(place) and not _COLUMN_HEADS.fullmatch(self._lines[place].half):
            self._text(place)

    def _closing(self, place: int) -> Part | None:
        """Read a list or a sentence for all categories; among contacts a sentence is one of their lines."""
        if listing := listing_part(self._lines[place]):
            return listing
        if place > self._last_section and tells_contact(self._lines[place]) and self._is_unasked(place):
            return Part((SectionKind.CONTACTS,), _CONTACTS, self._lines[place].number, [self._lines[place]])
        behind = self._part and SectionKind.CONTACTS in self._part.kinds and place > self._last_section
        if behind and (handing := handing_in_part(self._lines[place])):
            return handing
        general = closing_part(self._lines[place])
        inside = general and self._part and set(general.kinds) <= set(self._part.kinds)
        return None if inside else general

    def _is_unasked(self, place: int) -> bool:
        """Tell whether nothing before a line that says whom to ask has said so for any category."""
        owners: list[Draft | TopicDraft] = [*self.outline.drafts, *self.outline.topics]
        parts = [part for owner in owners for part in owner.parts] + self.outline.parts
        if len(self.outline.drafts) < _SEVERAL or _OWN.match(self._lines[place].half):
            return False
        return not any(
            SectionKind.CONTACTS in part.kinds or any(map(tells_contact, part.lines)) for part in parts
        )

    def _is_outer(self, place: int) -> bool:
        """Tell a heading above the last category, as 二、组织保障 behind 2.… under （二）…."""
        mark = opening_mark(self._lines[place].half)
        part = self._part
        if mark is None or part is None or mark.form not in _OUTER or mark.number == 1:
            return False
        listed = any((own := opening_mark(line.half)) and own.form == mark.form for line in part.lines)
        below = _OUTER[: _OUTER.index(mark.form) + 1]  # what is as high or higher
        inner = part.form not in below and self._category_form not in below
        short = len(self._lines[place].half) <= _SHORT and is_heading_like(self._lines[place])
        return inner and short and not listed

    def _take_code(self, place: int, code: str) -> None:
        """Keep the document's own code on a line before or below a category's heading: YA2026-01."""
        if self._following(place) in self._headings.categories:
            self._code = code
        elif self._draft and not self._part and self._draft.code is None:
            self._draft.code = code
        else:
            self._text(place)

    def _is_ordinal(self, place: int) -> bool:
        """Tell a line that only counts the category whose heading follows: 榜单一."""
        counted = _ORDINAL.fullmatch(self._lines[place].half) is not None
        return counted and self._following(place) in self._headings.categories

    def _following(self, place: int) -> int | None:
        """Find the next line that is not empty, if it is near."""
        near = range(place + 1, min(place + _NEAR, len(self._lines)))
        return next((each for each in near if self._lines[each].half), None)

    def _open_topic(self, heading: Heading) -> None:
        line = self._lines[heading.place].number
        word = heading.form.partition("word:")[2]
        if self._is_same_topic(heading):
            self._draft = self._part = None
            return
        self.outline.topics.append(TopicDraft(heading.name, line, heading.number, word=word))
        self._draft = self._part = None
        self._await_name(heading)

    def _is_same_topic(self, heading: Heading) -> bool:
        """Tell a topic that each form of a category names again: 专题名称：新材料."""
        last = self.outline.topics[-1] if self.outline.topics else None
        again = last is not None and (heading.number, heading.name) == (None, last.name)
        return again and bool(heading.name)

    def _open_category(self, heading: Heading) -> None:
        topic = len(self.outline.topics) - 1 if self.outline.topics else None
        line = self._lines[heading.place].number
        code, self._code = heading.code or self._code, None
        draft = Draft(heading.name, line, topic, heading.number, code, heading.upper, form=heading.form)
        self.outline.drafts.append(draft)
        self._draft, self._part = draft, None
        self._category_form = heading.form
        self._await_name(heading)

    def _open_section(self, heading: SectionHeading) -> None:
        line = self._lines[heading.place]
        part = Part(heading.title.kinds, heading.title.name, line.number, [], heading.form, heading.number)
        part.unknown = heading.unknown
        rest = line.half[heading.title.end :].strip()
        if rest:
            text = line.text.strip()[heading.title.end :].strip()
            part.lines.append(replace(line, text=text, half=rest))
        if heading.place in self._headings.unheaded:
            self._open_unheaded(line)
        elif heading.place in self._headings.scoped:
            self._draft = None
        self._file(part, heading.place)
        self._part = part
        self._name_open = False

    def _open_unheaded(self, line: Passage) -> None:
        topics = self.outline.topics
        self._draft = Draft("", line.number, len(topics) - 1 if topics else None)
        self.outline.drafts.append(self._draft)

    def _file(self, part: Part, place: int) -> None:
        """Put a section under its category, its topic, or under all of them where it closes the guide."""
        if self._draft:
            self._draft.parts.append(part)
        elif place > self._last:
            self.outline.parts.append(part)
        elif self.outline.topics:
            self.outline.topics[-1].parts.append(part)
        else:
            self.outline.cover_parts.append(part)

    def _text(self, place: int) -> None:
        line = self._lines[place]
        if self._name_open and line.half and "\t" not in line.text:
            self._name(line)
        elif self._wraps(place):
            self._name(line)
            self._owner().wrapped = True
        elif self._part:
            self._part.lines.append(line)
        elif self._draft:
            self._draft.preamble.append(line)
        elif place > self._last > 0:
            self.outline.closing.append(line)
        elif self.outline.topics:
            self.outline.topics[-1].preamble.append(line)
        else:
            self.outline.cover.append(line)

    def _await_name(self, heading: Heading) -> None:
        """Expect the name, or its rest, on the next line: behind a bare number or a full line."""
        line = self._lines[heading.place]
        self._name_open = not heading.name or is_full(line, self._width)

    def _name(self, line: Passage) -> None:
        self._name_open = is_full(line, self._width)
        owner = self._owner()
        owner.name = joined([owner.name, line.text.strip()]).rstrip("。.；;")

    def _owner(self) -> Draft | TopicDraft:
        return self._draft or self.outline.topics[-1]

    def _wraps(self, place: int) -> bool:
        """Tell a shorter line between a long heading and the next one from text of its own."""
        headings = self._headings
        if place - 1 not in headings.categories and place - 1 not in headings.topics:
            return False
        above, line = self._lines[place - 1].half, self._lines[place]
        after = self._following(place)
        headed = after in headings.sections or after in headings.categories
        whole = above[-1] in _ENDS or len(above) < LONG or len(line.half) > len(above)
        own = is_heading_like(line) and opening_mark(line.half) is None and "\t" not in line.text
        return headed and not whole and own
