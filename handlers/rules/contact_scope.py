"""Which contacts belong to which category: its own, its topic's, or those given once for all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from handlers.rules.contact_lines import ContactReading, Entry, read_contacts
from handlers.rules.contact_offices import office_rows, person_rows
from handlers.rules.contact_rows import (
    clause_rows,
    common_mailbox,
    headed_rows,
    is_common,
    printed_rows,
    with_common,
)
from handlers.rules.contact_same import Assigned, as_problem, resolve_same
from handlers.rules.contact_tables import ContactRow, Named, is_for, listed_rows
from handlers.rules.contact_words import is_department
from handlers.rules.guide_general import is_for_all
from handlers.rules.guide_strays import tells_contact
from handlers.rules.guide_title import title_line
from handlers.rules.half_width import half_width
from handlers.rules.outline import Draft, Outline, Part, TopicDraft
from handlers.rules.passages import Passage, running, texts
from handlers.rules.section_titles import SectionKind
from handlers.rules.shared_mailboxes import office_boxes

_FOR_ALL = re.compile(r"^(?:各|全部|统一|以上|本指南)")
_MOST = 100_000  # lines times categories; a longer list is left to a person
_REFERRING = re.compile(r"(?:专题|项目类别|类别|方向|板块|第)[\d一二三四五六七八九十A-Z]|[A-Z]类")
# A类、专题一、项目2 among the contacts for all
_NAMING = re.compile(
    r"[A-Z]类|(?:专题|类别|方向|项目|领域|榜单)[\d一二三四五六七八九十A-Z](?![\d个])|[类项]目?[（(]"
)
_IN_TITLE = re.compile(r"\(([^()]{3,20})\)$")
_FOR_TOPIC = re.compile(r"^本(?:专题|部分|领域|板块|类|方向|篇|章)")


def assign_contacts(outline: Outline, named: Sequence[Named], rows: Sequence[ContactRow]) -> list[Assigned]:
    """Give every category its contacts, in the order of the outline's drafts.

    Its own come first, then those of a table of contacts, of its topic, and those given for all.
    """
    titled = list(_titled_rows(outline, len(named)))
    _lift(outline)
    listed = list(_listed(outline.parts, named))
    rows = [*rows, *titled, *listed]
    general = [] if listed else [outline.parts, _front(outline)]
    for_all = next((found for parts in general if (found := _for_all(parts))), None)
    for_topics = [_read(topic.parts) for topic in outline.topics]
    given: dict[str, Assigned] = {}
    for draft, name in zip(outline.drafts, named, strict=True):
        own = _read(draft.parts)
        topic = for_topics[draft.topic] if draft.topic is not None else None
        reading = (_headed(own, topic) if own else None) or _from_rows(rows, name) or topic or for_all
        given[name.id] = _assigned(reading, draft, name.id, given, own=own is not None)
    return list(given.values())


def _for_all(parts: Sequence[Part]) -> tuple[int, ContactReading] | None:
    """Read contacts for all; tell where their text names single categories or topics all the same."""
    found = _read(parts)
    named = [line.half for part in contact_parts(parts) for line in part.lines if _NAMING.search(line.half)]
    if not found or not named or len(found[1].entries) <= 1:
        return found
    line, reading = found
    text = f"联系方式里的“{named[0][:20]}”像是只管一部分类别，没有分开，请您核对。"
    return line, replace(reading, doubts=(*reading.doubts, ("warning", "contacts", text)))


def _listed(parts: Sequence[Part], named: Sequence[Named]) -> Iterator[ContactRow]:
    """Read what the sections for all say of single categories; a mailbox for all of them goes to each."""
    own = [part for part in contact_parts(parts) if len(part.lines) * len(named) <= _MOST]
    common = common_mailbox([line for part in own for line in _titled(part)])
    for part in own:
        for row in _rows([line for line in part.lines if not is_common(line)], named):
            yield with_common(row, common)


def _titled(part: Part) -> list[Passage]:
    """Give the lines of a section, its title before the first: 各科室受理邮箱：…."""
    first, *rest = part.lines or [Passage(part.line, "", "")]
    return [replace(first, half=f"{part.name}:{first.half}"), *part.lines[:1], *rest]


def _rows(lines: Sequence[Passage], named: Sequence[Named]) -> list[ContactRow]:
    """Read a table, a list, or clauses."""
    ways = (printed_rows, office_rows, person_rows, headed_rows, listed_rows, clause_rows)
    return next((rows for way in ways if (rows := way(lines, named))), [])


def listed_entries(outline: Outline) -> tuple[Entry, ...]:
    """Give what the guide lists for all: the mailboxes of departments may stand there alone."""
    found = [_read([part]) for part in outline.parts]
    texts = [line.half for part in outline.parts for line in part.lines]
    texts += [line.half for line in [*outline.cover, *outline.closing]]
    return tuple([entry for each in found if each for entry in each[1].entries] + list(office_boxes(texts)))


def _titled_rows(outline: Outline, size: int) -> Iterator[ContactRow]:
    """Take out the contacts whose own title says which topic or category they are for: 专题一联系人."""
    owners: list[Draft | TopicDraft | Outline] = [*outline.drafts, *outline.topics, outline]
    found = [
        (owner, part)
        for owner in owners
        for part in contact_parts(owner.parts)
        if _REFERRING.match(part.name)
    ]
    for owner, part in found if len(found) * size <= _MOST else ():
        owner.parts.remove(part)
        yield ContactRow((part.name,), read_contacts(running(part.lines)), part.line)


def _front(outline: Outline) -> list[Part]:
    """Pick contacts between the guide's title and its first category where no category has any."""
    owners: list[TopicDraft | Draft] = [*outline.topics, *outline.drafts]
    if any(contact_parts(owner.parts) for owner in owners):
        return []
    title = title_line(outline.cover)
    return [part for part in outline.cover_parts if title is not None and part.line > title]


def _from_rows(rows: Sequence[ContactRow], name: Named) -> tuple[int, ContactReading] | None:
    found = [row for row in rows if is_for(row.references, name)]
    if not found:
        return None
    printed = {_printed(entry): entry for row in reversed(found) for entry in reversed(row.reading.entries)}
    entries = tuple(reversed(printed.values()))
    doubts = tuple(doubt for row in found for doubt in row.reading.doubts)
    return found[0].line, ContactReading(entries, (), doubts)


def _printed(entry: Entry) -> tuple[object, ...]:
    """Give what two entries have in common where one is printed twice."""
    return (entry.department, entry.name, *map(str, entry.phones), *entry.emails)


def contact_parts(parts: Iterable[Part]) -> list[Part]:
    """Pick the sections that tell whom to ask."""
    return [part for part in parts if SectionKind.CONTACTS in part.kinds]


def _read(parts: Iterable[Part]) -> tuple[int, ContactReading] | None:
    found = [part for part in contact_parts(parts) if texts(part.lines)]
    if not found:
        return None
    return found[0].line, read_contacts(
        "\n".join(_office_in(part) + running(_telling(part)) for part in found)
    )


def _office_in(part: Part) -> str:
    """Give the department that a title names in parentheses: 联系人（高新科）."""
    found = _IN_TITLE.search(half_width(part.name))
    return f"{found[1]}：" if found and is_department(found[1]) else ""


def _telling(part: Part) -> Sequence[Passage]:
    """Leave out what a section merged with contacts says before them: 申报材料及联系人."""
    first = next((place for place, line in enumerate(part.lines) if tells_contact(line)), 0)
    if len(part.kinds) == 1 or not part.lines:
        return part.lines
    line = part.lines[first]
    cut = line.half.rstrip("。").rfind("。") + 1  # 申报书、方案。科普科 李四，…
    text, half = line.text.strip()[cut:], line.half[cut:]
    return [replace(line, text=text, half=half), *part.lines[first + 1 :]]


def _assigned(
    reading: tuple[int, ContactReading] | None,
    draft: Draft,
    number: str,
    before: Mapping[str, Assigned],
    *,
    own: bool,
) -> Assigned:
    if reading is None:
        return Assigned((), [as_problem(draft.line, number, ("warning", "contacts", "没有读到联系人。"))])
    line, found = reading
    result = Assigned(found.entries, [as_problem(line, number, doubt) for doubt in found.doubts], line)
    if found.same:
        resolve_same(result, found, line, number, before)
    elif not own:
        text = "联系人不在本类别之内，取自联系人表、所在专题或全文统一的联系方式。"
        result.problems.append(as_problem(line, number, ("note", "contacts", text)))
        if len({each.department for each in found.entries}) > 1:
            text = "几个科室的联系人没有写明各管哪个类别，都列在这里，请您核对。"
            result.problems.append(as_problem(line, number, ("warning", "contacts", text)))
    if not result.entries and not found.same:
        result.problems.append(as_problem(line, number, ("warning", "contacts", "联系人一节没有读出内容。")))
    return result


def _headed(
    reading: tuple[int, ContactReading], above: tuple[int, ContactReading] | None
) -> tuple[int, ContactReading]:
    """Give persons the department and the mailbox that stand once over all categories of a topic."""
    entries = above[1].entries if above else ()
    if len(entries) != 1 or entries[0].name or entries[0].phones:
        return reading
    office = entries[0]
    line, found = reading
    filled = tuple(
        replace(each, department=each.department or office.department, emails=each.emails or office.emails)
        if each.department in {None, office.department}
        else each
        for each in found.entries
    )
    return line, replace(found, entries=filled)


def _lift(outline: Outline) -> None:
    """Move contacts behind the last category that are meant for all of its topic or of the guide."""
    drafts = outline.drafts
    if (
        not contact_parts(outline.parts)
        and _only_last(drafts)
        and not any(topic.parts for topic in outline.topics)
    ):
        _move(drafts[-1], outline.parts, _FOR_ALL)
    groups: dict[int | None, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(draft.topic, []).append(draft)
    for place, topic in enumerate(outline.topics):
        own = groups.get(place, [])
        if not contact_parts(topic.parts) and _only_last(own):
            _move(own[-1], topic.parts, _FOR_TOPIC)
    others = outline.topics[:-1]
    if others and contact_parts(outline.parts) and all(contact_parts(topic.parts) for topic in others):
        outline.topics[-1].parts += outline.parts
        outline.parts = []


def _only_last(drafts: Sequence[Draft]) -> bool:
    having = [bool(contact_parts(draft.parts)) for draft in drafts]
    return len(having) > 1 and having[-1] and not any(having[:-1])


def _move(draft: Draft, parts: list[Part], words: re.Pattern[str]) -> None:
    found = contact_parts(draft.parts)[-1]
    before = draft.parts[draft.parts.index(found) - 1] if draft.parts.index(found) else None
    runs_on = before is not None and found.number is not None and found.number == (before.number or 0) + 1
    said = words is _FOR_ALL and any(is_for_all(line) for line in found.lines[:1])
    if words.match(found.name) or said or not (runs_on and before is not None and found.form == before.form):
        draft.parts.remove(found)
        parts.append(found)
