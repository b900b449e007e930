"""Checks of a guide as read against itself: what is missing, doubled, or contradicts itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from handlers.rules.funding_words import MODES
from handlers.rules.guide import Category, Guide
from handlers.rules.half_width import half_width
from handlers.rules.outline import Draft, Outline, Part, TopicDraft
from handlers.rules.problems import Level, Problem
from handlers.rules.section_titles import SectionKind, section_title

# A word that ends as a department does; 科长 and 科技 do not.
_OFFICE = re.compile(r"[一-鿿]{2}(?:[科股处室](?![长员技研学普级目])|中心|委员会)")
_SHORTEST_NAME = 2  # characters; of 张伟 and 张敏 nobody can say that one is mistyped
_FIELD = re.compile(r"(?:项目|申报|支持|资助|奖补)?(?:类别|名称|专题|类型|方向|编号|序号|单位)|专题|填报说明")
_GENERAL = {SectionKind.CONDITIONS, SectionKind.MATERIALS, SectionKind.SUPPORT}
_OF_TOPIC = ("本专题", "本部分", "本领域", "本板块")
_Finding = tuple[Level, str, str]
_Check = Callable[[Category], Iterator[_Finding]]


def check_guide(guide: Guide, outline: Outline) -> Iterator[Problem]:
    """Give what the checks find, with the line of the category's heading."""
    for draft, category in zip(outline.drafts, guide.categories, strict=True):
        for check in _CHECKS:
            for level, name, message in check(category):
                yield Problem(level, name, message, line=draft.line, category=category.id)
    yield from _doubled_names(guide, outline.drafts)
    yield from _other_phones(guide, outline.drafts)
    yield from _like_names(guide, outline.drafts)
    yield from _wrapped(outline)
    yield from _general_parts(outline)
    yield from _last_only(outline)
    yield from _for_topic(outline, guide)


def _name(category: Category) -> Iterator[_Finding]:
    if not category.name:
        yield Level.ERROR, "name", "这些小节之上没有读到项目类别的标题，名称留空，请您核对。"


def _titled(category: Category) -> Iterator[_Finding]:
    title = section_title(half_width(category.name).strip())
    if _FIELD.fullmatch(category.name.strip()) or (title is not None and title.alone):
        yield Level.WARNING, "name", f"名称“{category.name}”像是表头或小节名，请您核对。"


def _sections(category: Category) -> Iterator[_Finding]:
    sections = category.sections
    if not any((sections.research, sections.conditions, sections.materials, sections.support)):
        yield Level.WARNING, "sections", "这个类别没有读到任何小节，请您核对。"
    elif sections.support is None:
        yield Level.WARNING, "funding", "没有读到支持方式一节。"


def _amounts(category: Category) -> Iterator[_Finding]:
    if category.sections.support and not category.funding.items:
        yield Level.WARNING, "funding", "支持方式一节没有读出金额，金额留空。"


def _absent(category: Category) -> Iterator[_Finding]:
    own = category.sections
    parts = (("研究内容", own.research), ("申报条件", own.conditions), ("申报材料", own.materials))
    missing = [name for name, text in parts if text is None]
    if own.support and missing:
        yield Level.NOTE, "sections", f"没有{'、'.join(missing)}一节。"


def _modes(category: Category) -> Iterator[_Finding]:
    """Compare the mode of the support section with what the other sections say."""
    own = category.funding.mode
    text = half_width((category.sections.research or "") + (category.sections.conditions or ""))
    for mode, words in MODES:
        if own and mode != own and words.search(text):
            yield Level.NOTE, "funding", f"正文提到{mode}，支持方式一节写的是{own}，以后者为准。"


def _mailboxes(category: Category) -> Iterator[_Finding]:
    if category.contacts and not any(contact.emails for contact in category.contacts):
        yield Level.WARNING, "emails", "联系人没有邮箱，交到这个类别的材料要由人决定转给谁。"


def _departments(category: Category) -> Iterator[_Finding]:
    if not category.contacts or any(contact.department for contact in category.contacts):
        return
    if not any(contact.name for contact in category.contacts):
        yield Level.WARNING, "contacts", "联系方式没有读出姓名和科室，请您核对。"
    elif _OFFICE.search(category.sections.contacts or ""):
        yield Level.WARNING, "contacts", "联系人的科室没有读出，请您核对。"
    else:
        yield Level.NOTE, "contacts", "联系人没有写明科室。"


# What is looked at for each category.
_CHECKS: tuple[_Check, ...] = (
    _name,  # a row of sections without a heading
    _titled,  # the head of a column for a name
    _sections,  # a heading without sections
    _amounts,  # a support section without amounts
    _absent,  # sections that other guides have
    _modes,  # research says 事后补助, support says 事前资助
    _mailboxes,  # nobody to send submissions to
    _departments,  # a person of no department
)


def _doubled_names(guide: Guide, drafts: list[Draft]) -> Iterator[Problem]:
    counts = Counter(category.name for category in guide.categories if category.name)
    seen: set[str] = set()
    for draft, category in zip(drafts, guide.categories, strict=True):
        if counts[category.name] > 1 and category.name in seen:
            text = f"项目类别名称“{category.name}”重复，请您核对。"
            yield Problem(Level.WARNING, "name", text, line=draft.line, category=category.id)
        seen.add(category.name)


def _other_phones(guide: Guide, drafts: list[Draft]) -> Iterator[Problem]:
    """Tell of a person who has another phone of the same kind in a later category: one may be mistyped."""
    known: dict[tuple[str | None, str, bool], set[str]] = {}
    for draft, category in zip(drafts, guide.categories, strict=True):
        for contact in category.contacts:
            for mobile in (False, True) if contact.name else ():
                own = {phone for phone in contact.phones if ("-" not in phone) is mobile}
                before = known.setdefault((contact.department, str(contact.name), mobile), set())
                if own and before and not before & own:
                    text = f"“{contact.name}”的电话与前面类别里的{'、'.join(sorted(before))}不同，请您核对。"
                    yield Problem(Level.WARNING, "phones", text, line=draft.line, category=category.id)
                before.update(own)


def _like_names(guide: Guide, drafts: list[Draft]) -> Iterator[Problem]:
    """Tell of two spellings of one person: the same phone, names that differ in one character."""
    known: dict[str, str] = {}
    for draft, category in zip(drafts, guide.categories, strict=True):
        for contact in category.contacts:
            for phone in contact.phones if contact.name else ():
                before = known.setdefault(phone, str(contact.name))
                if _is_like(before, str(contact.name)):
                    text = f"“{contact.name}”与“{before}”的电话相同，姓名只差一个字，请您核对。"
                    yield Problem(Level.WARNING, "contacts", text, line=draft.line, category=category.id)


def _is_like(one: str, other: str) -> bool:
    """Tell names that share the surname and differ in one character behind it."""
    differing = sum(first != second for first, second in zip(one, other, strict=False))
    return one[:1] == other[:1] and len(one) == len(other) > _SHORTEST_NAME and differing == 1


def _wrapped(outline: Outline) -> Iterator[Problem]:
    owners: list[TopicDraft | Draft] = [*outline.topics, *outline.drafts]
    for each in owners:
        if each.wrapped:
            text = f"名称“{each.name}”分作两行，已连成一句，请您核对。"
            yield Problem(Level.WARNING, "name", text, line=each.line)


def _last_only(outline: Outline) -> Iterator[Problem]:
    """Tell of a section that only the last category of the guide, or of a topic, has at its end."""
    groups: dict[int | None, list[Draft]] = {}
    for draft in outline.drafts:
        groups.setdefault(draft.topic, []).append(draft)
    for drafts in [outline.drafts, *groups.values()]:
        yield from _at_end(drafts)


def _at_end(drafts: list[Draft]) -> Iterator[Problem]:
    *others, last = drafts
    for part in reversed(last.parts if others else []):
        given = any(part is own for draft in others for own in draft.parts)  # printed once for all
        if SectionKind.CONTACTS in part.kinds or given:
            continue
        own = _shared(part.kinds, others) and not _again(part, last, others)
        if not _GENERAL.issuperset(part.kinds) or own:
            break
        text = f"只有最后一个类别有“{part.name}”一节，也可能是全文或整个专题统一的，请您核对。"
        yield Problem(Level.WARNING, "sections", text, line=part.line)


def _again(part: Part, last: Draft, others: list[Draft]) -> bool:
    """Tell a section that the last category has once more than any other: 支持强度 above, 资助方式 behind."""
    most = max(sum(each.kinds == part.kinds for each in draft.parts) for draft in others)
    alike = [each for each in last.parts if each.kinds == part.kinds]
    if last.topic is not None and all(draft.topic == last.topic for draft in others):
        return False  # what closes a topic is given to all of it
    named = any(each.name == part.name for draft in others for each in draft.parts)
    return part is not alike[0] and len(alike) > most and not named


def _for_topic(outline: Outline, guide: Guide) -> Iterator[Problem]:
    """Tell of a topic's contacts before its last category: a heading between may not have been read."""
    last = {draft.topic: draft for draft in outline.drafts}
    for draft, category in zip(outline.drafts, guide.categories, strict=True):
        if draft is last[draft.topic]:
            continue
        for part in draft.parts:
            if SectionKind.CONTACTS in part.kinds and part.name.startswith(_OF_TOPIC):
                text = f"“{part.name}”列在了这一个类别，请您核对是否属于整个专题。"
                yield Problem(Level.WARNING, "contacts", text, line=part.line, category=category.id)


def _shared(kinds: tuple[SectionKind, ...], drafts: list[Draft]) -> bool:
    return any(set(part.kinds) & set(kinds) for draft in drafts for part in draft.parts)


def _general_parts(outline: Outline) -> Iterator[Problem]:
    general = [part for part in outline.parts if SectionKind.CONTACTS not in part.kinds]
    for part in [*outline.cover_parts, *general]:
        text = f"“{part.name}”不属于任何项目类别，没有列入。"
        yield Problem(Level.NOTE, "sections", text, line=part.line)
