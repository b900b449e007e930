"""Short words of an applicant's mail about a submission: who hands in, 记住, 同意, 后补, 已齐."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from handlers.rules.applicant_unit import Unit
from handlers.rules.spelling import folded
from handlers.rules.unit_form import Form, is_empty_label, is_labelled, is_organisation, read_labelled


class Word(StrEnum):
    """What one word asks for."""

    REMEMBER = "remember"  # use the unit the next time too
    FORGET = "forget"  # do not
    AGREE = "agree"  # the notices were read
    LATER = "later"  # what is missing follows (先提交，后补)
    COMPLETE = "complete"  # nothing more follows
    POLITE = "polite"  # says nothing


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a text says to the desk itself; `beside` is what else it says, for the department."""

    form: Form = field(default_factory=Form)
    words: frozenset[Word] = frozenset()
    beside: str = ""

    @property
    def says_unit(self) -> bool:
        """Tell whether a field of the unit is written, right or wrong."""
        return self.form != Form()

    @property
    def is_all(self) -> bool:
        """Tell whether the text speaks to the desk alone."""
        return not self.beside and (self.says_unit or bool(self.words - {Word.POLITE}))


_US: Final = r"(?:我(?:们|司|单位|公司|方)?|本(?:单位|公司))?"
_THINGS: Final = r"(?:申报)?(?:材料|附件|资料|文件|部分|几项|内容)"
_SOON: Final = r"(?:会|将|再|稍后|随后|后续|日后|之后|过几天|晚些时候|晚点|另行|尽快|陆续|予以|,)*"
_LACKING: Final = r"(?:其余|其他|其它|剩余|剩下|余下|缺少?|还?缺|欠缺|不全|未附|未交|没交|没附)的?"
# A row a meaning; a piece between two marks must be one of these as a whole.
_WORDS: Final[tuple[tuple[Word, re.Pattern[str]], ...]] = (
    (
        Word.FORGET,
        re.compile(
            rf"(?:请)?{_US}(?:(?:不要|不用|不必|不再|别|取消)(?:记住|记|保存)|不记|忘记|忘掉|忘了|删除)(?:我们?的?|本)?(?:单位|公司)?(?:的?(?:信息|资料|数据))?(?:吧|了)?"
        ),
    ),
    (
        Word.REMEMBER,
        re.compile(
            rf"(?:请|麻烦|可以|帮忙?|{_US}同意)*(?:记住|保存)(?:我们?的?|本)?(?:单位|公司)?(?:的?(?:信息|资料|数据))?(?:吧)?"
        ),
    ),
    (
        Word.AGREE,
        re.compile(
            rf"{_US}(?:已经?)?(?:阅读?|读|知悉|知晓|了解)?(?:并|且)?(?:同意|知悉)(?:以上|上述)?(?:提交)?(?:须知|内容)?"
        ),
    ),
    (
        Word.LATER,
        re.compile(
            rf"(?:先(?:提交|交|报),?)?(?:{_LACKING})?(?:{_THINGS})?{_US}{_SOON}后补"
            rf"|{_LACKING}(?:{_THINGS})?{_US}{_SOON}(?:补交|补齐|补上|补报|补充|补送|补)"
            rf"|(?:{_THINGS})?{_US}(?:稍后|随后|后续|日后|之后|过几天|晚些时候|晚点)(?:会|将|再)*(?:补交|补齐|补上|补报|补充|补送|补)"
        ),
    ),
    (
        Word.COMPLETE,
        re.compile(
            rf"{_US}(?:{_THINGS})?(?:都|已经?|均|全部|就这些)*(?:齐全?|交齐|补齐|齐备)了?"
            r"|(?:不再|不用|无需|不需要?|不必)(?:再)?补(?:交|充)?(?:材料)?了?"
        ),
    ),
    (
        Word.POLITE,
        re.compile(
            r"您好|你好|(?:各位|尊敬的)?(?:领导|老师)们?(?:您?好)?|谢谢[您你]?|感谢|多谢|辛苦了?|麻烦[您你]?了?|拜托|好的?|收到|先(?:行)?(?:提交|交|报)"
            r"|下次(?:直接)?(?:使?用|不(?:用|必)再?[填写])|此致|敬礼|祝好|回复"
        ),
    ),
)
_MARKS: Final = re.compile(r"[,，.。;；、!！:：~\s]+")
_LONGEST_LINE: Final = 60  # characters of a line that may be words to the desk
_SIGNATURE: Final = 80  # characters behind the words that only tell who writes
_SENTENCE: Final = re.compile(r"[。？?！!；;]|请|附件")
# What a first mail must say so that 后补 is surely meant of its own material.
_SAID_LATER: Final = re.compile(
    r"先(?:行)?(?:提交|报送|上报|发送?|交|报)[^。;；\n]{0,16}(?:后补|再补|后续补|稍后补|随后补)"
    rf"|{_LACKING}[^。;；\n?？]{{0,20}}(?:后补|补交|补齐|补上|补报|补送|后续补|稍后补|随后补)"
)
_NOT_LATER: Final = re.compile(
    r"不(?:需|用|必|再|能|可)[^。;；\n]{0,6}补|无需|纸质|原件|能否|可否|可以|是否|吗|[?？]"
)


def read_own_words(text: str) -> OwnWords:
    """Read a reply; only whole lines count, and every piece of such a line must be known."""
    labelled, words, beside = [], set[Word](), []
    for line in text.splitlines():
        if is_empty_label(line):
            continue
        if is_labelled(line):
            labelled.append(line)
            continue
        said = _said(line)
        if said is None:
            beside.append(line.strip())
        else:
            words |= said
    form = read_labelled(labelled)
    if Word.FORGET in words:
        words.discard(Word.REMEMBER)
    rest = "\n".join(each for each in beside if each)
    meant = words - {Word.POLITE}
    if rest and (meant or form != Form()) and _is_signature(text, rest):
        rest = ""
    return OwnWords(form, frozenset(words), rest)


def _said(line: str) -> set[Word] | None:
    """Return what a line says, nothing where it is blank; None where any of it is no such word."""
    plain = folded(line)
    if len(plain) > _LONGEST_LINE:
        return None
    found = {_word(piece) for piece in _MARKS.split(plain) if piece}
    if None in found:
        found = {_word(_MARKS.sub("", plain))}
    return None if None in found else {each for each in found if each is not None}


def _word(piece: str) -> Word | None:
    return next((word for word, pattern in _WORDS if pattern.fullmatch(piece)), None)


def _is_signature(text: str, rest: str) -> bool:
    """Tell the few words behind all others that only say who writes."""
    return (
        len(rest) <= _SIGNATURE
        and not _SENTENCE.search(rest)
        and _ends_with(text.splitlines(), rest.split("\n"))
    )


def _ends_with(lines: Sequence[str], rest: Sequence[str]) -> bool:
    written = [line.strip() for line in lines if line.strip()]
    return written[-len(rest) :] == list(rest) and len(written) > len(rest)


def read_unit_of_mail(text: str) -> Unit:
    """Read who hands in from a mail that brings material: only what is labelled and surely a unit's."""
    form = read_labelled(line for line in text.splitlines() if is_labelled(line))
    name = form.unit.name
    return form.unit if name is None or is_organisation(name) else Unit()


def says_later(text: str) -> bool:
    """Tell whether a mail that brings material says that the rest follows."""
    found = _SAID_LATER.search(folded(text))
    return found is not None and not _NOT_LATER.search(found[0])
