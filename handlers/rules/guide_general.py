"""Sections that a guide prints once for all of its categories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.rules.funding import read_funding
from handlers.rules.funding_words import MODES, SELECTIONS
from handlers.rules.guide import Category
from handlers.rules.outline import Draft, Outline, Part
from handlers.rules.passages import Passage, texts
from handlers.rules.periods import read_period
from handlers.rules.problems import Level, Problem
from handlers.rules.section_titles import SectionKind

_SHARED = (SectionKind.CONDITIONS, SectionKind.MATERIALS, SectionKind.SUPPORT)
# 以上两类均为事前资助, 上述项目统一采取…
_CLOSING = re.compile(
    r"(?:以上|上述|各|本指南|所有)[^。:;]{0,12}(?:类别?|项目|专题|方向|榜单|[一二两三四五六七八九十\d]+[项类个])"
    r"[^。:;]{0,6}(?:均|都|皆|统一|一律)"
)
# 本指南由规划财务股负责解释，联系人：…, 各类别咨询请联系…
_ASKED = re.compile(
    r"(?:以上|上述|各|本|全部|所有)(?:类别?|各类|项目|专题|方向|指南|申报|业务|政策){1,3}"
    r"[^。:;,]{0,8}(?:由[^。:;,]{2,20}(?:负责|受理|解释|承办|办理)|(?:咨询|联系|受理|对接)[^。:;,]{0,20}[:,请])"
)
# 各股室电子邮箱：, 各业务科室联系方式如下：
_LISTING = re.compile(
    r"(?:[\d一二三四五六七八九十]{1,2}[、.]\s?)?(?:各|全部|所有)(?:项目|类别|专题|方向|个|业务|相关|有关|责任|归口|受理|主管|的){0,3}"
    r"(?:科室|股室|处室|部门|单位|机构|类别|专题|方向|项目)的?(?:业务|项目|申报|对外|办公|政策|统一)?"
    r"(?:咨询|联系|受理|接收|报送|电子)*(?:人|方式|电话|邮箱|信箱|表|名单|信息)(?:及(?:电话|邮箱|联系方式))?"
    r"(?:如下|一览表?|汇总表?)?(?:\s?:\s*|$)"
)
# 各类申报材料电子版统一发至 a@example.org
_SENT_TO = re.compile(
    r"(?:请将|各类?|所有|全部|以上|上述)[^。:;@]{0,12}(?:材料|申报书|申请表|电子版|资料)[^。;@]{0,20}(?:发|报|送|寄|投)[^。;@]{0,12}[A-Za-z0-9._-]{1,40}@"
)
# 申报材料一式两份报送至行政服务中心…
_HANDED_IN = re.compile(
    r"(?:所有|全部|各类?|以上|上述|纸质|书面)?(?:申报|纸质|书面)?材料(?:(?:一式|统一|请|应|须|需|均|于|纸质|[\d一二两三四五六]+份)[^。:;@]{0,12})?"
    r"(?:报送|寄送|送达?|递交|提交|交)(?:至|到)"
    r"|(?:注|备注)\s?:|本(?:指南|通知)由[^。:;]{2,24}负责解释"  # what a guide ends with
)
_CONTACT = re.compile(r"联系人|联系方式|电话|手机|邮箱|@|\d{7}")
_NAME = 12  # characters of a sentence that name it where it has no title


def is_for_all(line: Passage) -> bool:
    """Tell a sentence that speaks of all categories, or of the whole guide."""
    return _CLOSING.match(line.half) is not None or _ASKED.match(line.half) is not None


def listing_part(line: Passage) -> Part | None:
    """Read the heading of a list of contacts behind the last category, whatever stands before it."""
    if _SENT_TO.match(line.half):
        return Part((SectionKind.CONTACTS,), line.text.strip()[:_NAME], line.number, [line])
    found = _LISTING.match(line.half)
    if found is None:
        return None
    rest = line.half[found.end() :]
    text = line.text.strip()[found.end() :]
    name = line.text.strip()[: found.end()].strip("：: ")
    return Part(
        (SectionKind.CONTACTS,), name, line.number, [replace(line, text=text, half=rest)] if rest else []
    )


def handing_in_part(line: Passage) -> Part | None:
    """Read a sentence that says where papers go, behind the contacts of the last category."""
    if _HANDED_IN.match(line.half):
        return Part((SectionKind.OTHER,), line.text.strip()[:_NAME], line.number, [line])
    return None


def closing_part(line: Passage) -> Part | None:
    """Read a sentence behind the last category that speaks of all of them; None where it does not."""
    if _CONTACT.search(line.half) and is_for_all(line):
        return Part((SectionKind.CONTACTS,), line.text.strip()[:_NAME], line.number, [line])
    if not _CLOSING.match(line.half):
        return None
    paid = any(words.search(line.half) for _, words in (*MODES, *SELECTIONS))
    kind = SectionKind.SUPPORT if paid else SectionKind.OTHER
    return Part((kind,), line.text.strip()[:_NAME], line.number, [line])


def share_general(outline: Outline) -> list[Problem]:
    """Give every category the sections that none of them has and the guide prints once, and say so."""
    problems: list[Problem] = []
    for part in [*outline.cover_parts, *outline.parts]:
        if not set(part.kinds) <= set(_SHARED) or not any(line.half for line in part.lines):
            continue
        if len(outline.drafts) > 1 and not any(
            _has(draft, kind) for draft in outline.drafts for kind in part.kinds
        ):
            for draft in outline.drafts:
                draft.parts.append(part)
            (outline.parts if part in outline.parts else outline.cover_parts).remove(part)
            text = f"“{part.name}”全文只有一处，列在每个类别，请您核对。"
            problems.append(Problem(Level.WARNING, "sections", text, line=part.line))
    return problems


def with_general_facts(
    categories: Sequence[Category], outline: Outline
) -> tuple[list[Category], list[Problem]]:
    """Fill in how projects are paid and chosen and how long they run where only a part for all says so."""
    general = [part for part in outline.parts if SectionKind.SUPPORT in part.kinds]
    read = read_funding([line for part in general for line in part.lines]).funding
    period = read_period(_with_name(part) for part in outline.parts if not _is_contact(part)).period
    filled = [
        replace(
            each,
            funding=replace(own, mode=own.mode or read.mode, selection=own.selection or read.selection),
            period=each.period or period,
        )
        for each in categories
        for own in (each.funding,)
    ]
    return filled, list(told_as_filled(categories, filled, "全文统一"))


def told_as_filled(before: Sequence[Category], after: Sequence[Category], whence: str) -> Iterator[Problem]:
    """Tell what categories took over from a part that speaks of several: `whence` says which, in words."""
    for old, new in zip(before, after, strict=True):
        if old.funding != new.funding:
            what = "支持方式" if old.funding.items == new.funding.items else "支持方式或金额"
            text = f"{what}取自{whence}的说明，请您核对。"
            yield Problem(Level.WARNING, "funding", text, category=new.id)
        if old.period != new.period:
            text = f"实施期限取自{whence}的说明，请您核对。"
            yield Problem(Level.WARNING, "period", text, category=new.id)


def _with_name(part: Part) -> str:
    """Give a section's text behind its own title: 实施期限:1年."""
    text = texts(part.lines)
    return text if text.startswith(part.name) else f"{part.name}:{text}"


def _is_contact(part: Part) -> bool:
    return SectionKind.CONTACTS in part.kinds


def _has(draft: Draft, kind: SectionKind) -> bool:
    return any(kind in part.kinds for part in draft.parts)
