"""A mail cut into pieces that speak with different weight about what it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Final

from handlers.rules.english_terms import in_chinese
from handlers.rules.forwards import is_forward, says_little
from handlers.rules.mime import ParsedMail
from handlers.rules.spelling import folded
from handlers.rules.synonyms import TERMS
from handlers.rules.trade_words import general_words

_LONGEST: Final = 12_000  # characters of one piece that are read
_CLAUSE: Final = re.compile(r"[^。！？；，\n!?;,]+[。！？；，\n!?;,]?")
# A clause about the past names a category without applying for it.
_ASIDE: Final = re.compile(
    r"去年|前年|上年度?曾|往年|往届|历年|历届|此前|之前|以前|早前|过去|曾经?(?:获|承|参|申|是|为|于|在)|已(?:于|经)20\d\d"
    r"|(?:承办|协办|参与|参加|主办|获得|荣获|实施|完成|承担|组织|服务|认定|入选)(?:过|了)"
    r"|近[一二三四五六七八九十两几\d]+年|先后(?:承|参|获)|20\d\d年(?:获|承|曾|已|被|通过|参|入)"
)
# A clause about what the writer is or owns recommends the writer; it applies for nothing.
_OWNED: Final = re.compile(
    r"(?:拥有|建有|设有|获评|获批|荣获|通过了?)[^，。\n]{0,30}(?:中心|实验室|平台|工作站|称号|资质|企业|认定)"
    r"|(?:我|本|敝)(?:单位|公司|司|院|校|所|中心)?(?:是|系|为|属于?)[^，。\n]{0,12}(?:高新技术企业|高企|中小企业|专精特新)"
)
_APPLYING: Final = re.compile(r"申报|申请|承担|报送|补助|资助")
# A clause that says what is not meant does not count at all.
_DENIED: Final = re.compile(
    r"(?:不|没有?|未)(?:是|再|曾)?(?:申报|申请|参加|报|属于|涉及)|而(?:不是|非)|并非|不是|不同于|无关|有别于|区别于|另行"
    r"|改(?:为|报|成)|(?:原来|原先|原本|本来)(?:打算|想|准备|计划)|除.{0,20}(?:之)?外|不含|不包括"
)
_SIGNS: Final = re.compile(r"20\d\d年?度?|[\W_]")
_GAPS: Final = re.compile(r"[\s-]")
_LATIN: Final = re.compile(r"[a-z]{2}")
_ENGLISH: Final = tuple(
    (re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])"), word) for pattern, word in TERMS if pattern.isascii()
)
_CHINESE: Final = tuple((pattern, word) for pattern, word in TERMS if not pattern.isascii())


class Place(StrEnum):
    """Where in a mail a piece stands."""

    SUBJECT = "主题"
    NAMES = "附件名"
    TEXT = "正文"
    FILES = "附件内容"
    QUOTED = "引用的旧邮件"
    FORWARDED = "转发的邮件"
    ASIDE = "正文里提到的过往"
    OWNED = "正文里的单位介绍"


# How much a word counts at each place.
WEIGHTS: Final = {
    Place.SUBJECT: 1.0,  # what the writer calls it
    Place.NAMES: 0.95,  # what the writer sends
    Place.TEXT: 0.85,  # what the writer says
    Place.FILES: 0.6,  # long, and may speak of many things
    Place.QUOTED: 0.4,  # older than the mail, perhaps about something else
    Place.FORWARDED: 0.8,  # passed on, and the mail itself says hardly anything
    Place.ASIDE: 0.15,  # named, not meant
    Place.OWNED: 0.15,  # the same
}
PAST: Final = 0.55  # the past's weight in a mail that names nothing else
ANSWERED: Final = 0.8  # the quotation's weight in an answer that says hardly anything else


@dataclass(frozen=True)
class Segment:
    """One piece of a mail, folded to one spelling.

    `plain` is what it says, `meant` are general words for what it speaks of, Chinese for English ones
    among them; `text` is both, with the words that documents use for everyday ones.
    """

    place: Place
    text: str
    plain: str
    weight: float
    meant: str = ""

    @cached_property
    def bare(self) -> str:
        """The folded text with neither blanks nor signs nor years."""
        return _SIGNS.sub("", self.plain)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """All pairs of characters in the text, to see at once that a name cannot stand there."""
        return frozenset(map("".join, pairwise(self.text)))

    @cached_property
    def unspaced(self) -> str:
        """The folded text as telephone numbers are looked for in it: without blanks and hyphens."""
        return _GAPS.sub("", self.plain)


def segments(mail: ParsedMail) -> tuple[Segment, ...]:
    """Cut a mail into its pieces, empty ones left out."""
    said, aside, owned = _parted(mail.fresh_text[:_LONGEST])
    pieces = {
        Place.SUBJECT: mail.subject,
        Place.NAMES: "\n".join(each.name for each in mail.files),
        Place.TEXT: said,
        Place.FILES: "\n".join(each.text for each in mail.files),
        Place.FORWARDED if is_forward(mail) else Place.QUOTED: mail.quoted_text,
        Place.ASIDE: aside,
        Place.OWNED: owned,
    }
    is_answer = says_little(mail)
    return tuple(
        _segment(place, text, ANSWERED if place is Place.QUOTED and is_answer else WEIGHTS[place])
        for place, text in pieces.items()
        if text.strip()
    )


def _segment(place: Place, text: str, weight: float) -> Segment:
    plain = folded(text[:_LONGEST])
    rendered = in_chinese(plain)
    meant = "|".join([*rendered, *general_words(plain)])
    return Segment(place, "|".join([plain, *_everyday(plain), *rendered]), plain, weight, meant)


def _everyday(text: str) -> list[str]:
    """Give the words that documents use for everyday ones of a folded text."""
    more = [word for pattern, word in _CHINESE if pattern in text and word not in text]
    if _LATIN.search(text):
        more += [word for pattern, word in _ENGLISH if word not in text and pattern.search(text)]
    return more


def _parted(text: str) -> tuple[str, str, str]:
    """Part what is said from the past and from what the writer owns; what is denied is left out."""
    parts: dict[Place, list[str]] = {Place.TEXT: [], Place.ASIDE: [], Place.OWNED: []}
    for clause in _CLAUSE.findall(text):
        if not _DENIED.search(clause):
            parts[_part(clause)].append(clause)
    return "".join(parts[Place.TEXT]), "".join(parts[Place.ASIDE]), "".join(parts[Place.OWNED])


def _part(clause: str) -> Place:
    if _ASIDE.search(clause):
        return Place.ASIDE
    return Place.OWNED if _OWNED.search(clause) and not _APPLYING.search(clause) else Place.TEXT
