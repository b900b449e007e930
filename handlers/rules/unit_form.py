"""The unit's data as people type or paste it, one field or all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from handlers.rules.applicant_unit import FIELD_WORDS, Field, NotRight, Unit, judge
from handlers.rules.half_width import half_width
from handlers.rules.phones import phones

# What people write in front of a field; a longer word stands before one that it contains.
_LABELS: Final[Mapping[Field, str]] = {
    Field.CREDIT_CODE: r"(?:统一)?社会信用代码证?号?|信用代码|统一代码|纳税人识别号|税号|代码",
    Field.CONTACT: r"(?:项目)?联系人(?:姓名)?|经办人|负责人|姓名",
    Field.PHONE: r"(?:联系|办公|移动)?(?:电话|手机)(?:号码|号)?|联系方式|座机|固话|tel|phone|mobile",
    Field.EMAIL: r"(?:电子)?(?:邮箱|邮件)(?:地址)?|e-?mail|mail",
    Field.NAME: r"(?:申报|申请|承担|工作)?(?:单位|企业|公司|机构)(?:全称|名称)?|全称|名称",
}
_KNOWN: Final = "|".join(f"(?P<{field.value}>{words})" for field, words in _LABELS.items())
_PLAIN: Final = "|".join(_LABELS.values())
# Any Chinese word before a colon ends the value before it: 法定代表人：, 单位联系人：
_LABEL: Final = re.compile(
    rf"(?:(?<=\s)\d{{1,2}}[.、)]\s*)?(?<![a-z])(?:(?:{_KNOWN})\s*(?:[:=]|是)|(?P<other>[\u4e00-\u9fff]{{2,10}})\s*:)\s*",
    re.IGNORECASE,
)
_TRAILING: Final = re.compile(rf"\s(?:{_KNOWN})$", re.IGNORECASE)
_KNOWN_END: Final = re.compile(f"(?:{_KNOWN})$", re.IGNORECASE)
# The same without a colon, at the beginning of a piece: 联系人王小明. 公司 and the like begin names too.
_BARE_LABEL: Final = re.compile(
    "^(?:"
    + "|".join(f"(?P<{field.value}>{words})" for field, words in _LABELS.items() if field is not Field.NAME)
    + r"|(?P<name>(?:申报|申请|承担)单位(?:全称|名称)?|(?:单位|企业|公司)(?:全称|名称)))\s*",
    re.IGNORECASE,
)
# 3. 联系人: a list's own number in front of a label.
_NUMBERING: Final = re.compile(r"^\s*(?:\(?\d{1,2}[.、)]|[一二三四五六七八九]、)\s*(?!\d)")
_EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+=?^_`{}~-]+@[A-Za-z0-9.。-]+")
# A word that is, or was meant to be, a credit code.
_CODE: Final = re.compile(r"(?<![0-9A-Za-z@.])(?=(?:[0-9A-Za-z]*\d){8})[0-9A-Za-z]{15,20}(?![0-9A-Za-z@])")
_BETWEEN: Final = re.compile(r"[\n;,，；、|/\t]+| {2,}")
_EMPTY_BRACKETS: Final = re.compile(r"[（(【\[][|,，、;；/\s]+[）)】\]]")
_AROUND: Final = " ,;，；、。|/\t:："  # what stands around a value
_BLANKS: Final = re.compile(r"\s+")
_ORGANISATION: Final = re.compile(
    r"(?:公司|厂|集团|大学|学院|学校|医院|研究院|研究所|院|所|中心|协会|学会|商会|合作社|事务所|银行|局|委员会|管委会|农场|工作室|经营部|商行|店|站|馆"
    r"|ltd\.?|inc\.?|gmbh)(?:[（(][^（）()]{1,20}[)）])?$",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(r"[\u4e00-\u9fff·]{2,5}(?:先生|女士|经理|主任|老师)?")
_OPENING: Final = re.compile(
    r"^(?:您好|你好)?[,，\s]*(?:我们?(?:单位|公司)?|我司|我单位|这里|本单位|本公司)[是叫为][:：]?\s*"
)
# A line of a form: a label, a colon or a blank, and a value that begins at once.
_LINE: Final = re.compile(
    rf"\s*(?:\(?\d{{1,2}}[.、)]\s*|[-*·•]\s*)?(?P<label>{_PLAIN})\s*(?:[:=]\s*|是\s*[:]?\s*|\s)(?=[^\s:=])",
    re.IGNORECASE,
)
_EMPTY: Final = re.compile(rf"\s*(?:{_PLAIN})\s*[:=]?\s*", re.IGNORECASE)
_NAMING: Final = re.compile(_LABELS[Field.NAME], re.IGNORECASE)
# What only points at the value: 见附件, 同上
_REFERS: Final = re.compile(r"(?:详?见|如|同|参见|附件)(?:上|下|前|后|附|申报书|所|以)|待定|附件")
# Fields whose form alone tells whether a text is right.
_STRICT: Final = frozenset({Field.CREDIT_CODE, Field.PHONE, Field.EMAIL})
SKIPPED: Final = frozenset({"跳过", "略过", "略", "无", "没有", "暂无", "不填", "不写", "-", "/", "skip"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field that was written, but cannot be right, with the sentence to say."""

    field: Field
    why: str


@dataclass(frozen=True, slots=True)
class Form:
    """What a message says of the unit."""

    unit: Unit = field(default_factory=Unit)
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    field: Field | None  # None where only its look tells
    text: str


def is_skipped(text: str) -> bool:
    """Tell whether a message only says that the field is left out."""
    return text.strip(" 。.!！").lower() in SKIPPED


def read_form(text: str, asked: Field) -> Form:
    """Read a message that answers the question for one field, or that says several at once."""
    if asked in _STRICT and (value := _judged(asked, text)):
        return Form(Unit().having(asked, value))
    pieces = [piece for line in text.splitlines() for piece in _pieces(line)]
    if _is_one_answer(pieces):
        pieces = [_Piece(asked, text.strip())]
    unit, wrong = Unit(), []
    for piece in _told_apart(pieces):
        if piece.field is None or unit.of(piece.field):
            continue
        try:
            unit = unit.having(piece.field, judge(piece.field, _OPENING.sub("", piece.text)))
        except NotRight as error:
            wrong.append(Wrong(piece.field, str(error)))
    told = tuple(each for each in wrong if not unit.of(each.field))
    if unit == Unit() and not told:
        told = (Wrong(asked, f"没有看到{FIELD_WORDS[asked]}，请再写一次。"),)
    return Form(unit, told)


def read_labelled(lines: Iterable[str]) -> Form:
    """Read lines that each begin with a field's name, as 联系人：王小明 电话：13800138000.

    A field that is written twice in different ways is not known, and told so.
    """
    pieces = [each for line in lines for piece in _pieces(_with_colon(line)) for each in _judgeable(piece)]
    unit, wrong = Unit(), dict[Field, str]()
    for piece in pieces:
        if piece.field is None or _REFERS.match(piece.text):
            continue
        try:
            value = judge(piece.field, _OPENING.sub("", piece.text))
        except NotRight as error:
            wrong.setdefault(piece.field, str(error))
            continue
        if unit.of(piece.field) not in (None, value):
            wrong[piece.field] = f"{FIELD_WORDS[piece.field]}写了两个不同的，请只写一个。"
        unit = unit.having(piece.field, value)
    for each in wrong:
        unit = unit.having(each, None)
    return Form(unit, tuple(Wrong(each, why) for each, why in wrong.items()))


def _judgeable(piece: _Piece) -> list[_Piece]:
    """Take what tells by its look out of a value that holds more: 0750-1234567（王小明）."""
    if piece.field not in _STRICT or _judged(piece.field, piece.text) is not None:
        return [piece] if piece.field else []
    return [each for each in _unlabelled(piece.text) if each.field is not None] or [piece]


def is_labelled(line: str) -> bool:
    """Tell whether a line begins with a field's name that a value follows.

    Where only a blank parts them, 单位 and 公司 may begin a sentence as well: there a name must follow.
    """
    half = half_width(line)
    found = _LINE.match(half)
    if found is None:
        return False
    bare = half[found.end("label") : found.end()].isspace()
    return not (
        bare and _NAMING.fullmatch(found["label"]) and not is_organisation(line[found.end() :].strip())
    )


def is_empty_label(line: str) -> bool:
    """Tell whether a line is a field's name that nothing follows, as of a form that was not filled in."""
    return _EMPTY.fullmatch(half_width(line)) is not None


def is_organisation(name: str) -> bool:
    """Tell whether a name ends as those of units do."""
    return _ORGANISATION.search(name) is not None


def _with_colon(line: str) -> str:
    """Write a label that only a blank parts from its value as one with a colon."""
    found = _LINE.match(half_width(line))
    if found is None:
        return ""
    return f"{line[found.start('label') : found.end('label')]}:{line[found.end() :]}"


def _judged(field: Field, text: str) -> str | None:
    try:
        return judge(field, text)
    except NotRight:
        return None


def _is_one_answer(pieces: Sequence[_Piece]) -> bool:
    """Tell one answer, whatever signs are in it, from a unit with its contact person."""
    if not pieces or any(piece.field for piece in pieces):
        return False
    words = [word for piece in pieces for word in _BLANKS.split(piece.text)]
    several = any(_ORGANISATION.search(word) for word in words)
    return not (several and any(_is_person(word) for word in words))


def _is_person(word: str) -> bool:
    other = _ORGANISATION.search(word) or _BARE_LABEL.fullmatch(word)
    return bool(_PERSON.fullmatch(word)) and not other


def _pieces(line: str) -> Iterator[_Piece]:
    """Cut a line at its labels; places are found in half width, texts are given as they were written."""
    half = half_width(line)
    labels = list(_LABEL.finditer(half))
    head = line[: labels[0].start()] if labels else line
    yield from _unlabelled(head[_end_of_numbering(head) :])
    ends = [*(label.start() for label in labels[1:]), len(line)]
    for label, end in zip(labels, ends, strict=False):
        if field := _meant(label):
            yield from _labelled(field, line[label.end() : end].strip(_AROUND))


def _meant(label: re.Match[str]) -> Field | None:
    """Return which field a label names; of 单位联系人 its end tells, others name none that is asked."""
    if label["other"] is None:
        return Field(label.lastgroup or "")
    known = _KNOWN_END.search(label["other"])
    return Field(known.lastgroup or "") if known else None


def _labelled(field: Field, value: str) -> Iterator[_Piece]:
    """Give a value to its field; what tells by its look what it is goes to its own: 王小明（138…）."""
    if field in _STRICT:
        yield from [_Piece(field, value)] if value else []
        return
    rest = [piece for piece in _unlabelled(value) if piece.field is None]
    yield from (piece for piece in _unlabelled(value) if piece.field is not None)
    yield from [_Piece(field, rest[0].text)] if len(rest) == 1 else [_Piece(field, value)] if rest else []


def _end_of_numbering(text: str) -> int:
    match = _NUMBERING.match(half_width(text))
    return match.end() if match else 0


def _unlabelled(text: str) -> Iterator[_Piece]:
    """Take out what tells by its look what it is; the rest in the pieces that its signs make."""
    for meant, find in _FINDERS:
        for start, end in find(half_width(text)):
            yield _Piece(meant, text[start:end])
            text = f"{text[:start]}{'|' * (end - start)}{text[end:]}"
    for part in _BETWEEN.split(_EMPTY_BRACKETS.sub("|", text)):
        stripped = _TRAILING.sub("", part.strip(_AROUND))
        label = _BARE_LABEL.match(stripped)
        rest = stripped[label.end() :] if label else stripped
        if rest:
            yield _Piece(Field(label.lastgroup or "") if label else None, rest)


def _emails(half: str) -> list[tuple[int, int]]:
    return [match.span() for match in _EMAIL.finditer(half)]


def _codes(half: str) -> list[tuple[int, int]]:
    return [match.span() for match in _CODE.finditer(half)]


def _numbers(half: str) -> list[tuple[int, int]]:
    return [(phone.start, phone.end) for phone in phones(half)]


# What tells by its look what it is, in the order in which it is taken out.
_FINDERS: Final = ((Field.EMAIL, _emails), (Field.CREDIT_CODE, _codes), (Field.PHONE, _numbers))


def _told_apart(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Tell the unit from the contact person among several pieces; what fits neither is left out."""
    for place, piece in enumerate(pieces):
        words = _BLANKS.split(piece.text)
        if piece.field is not None:
            yield piece
        elif len(words) > 1 and any(_is_person(word) for word in words):
            yield from _told_apart([_Piece(None, word) for word in words])
        elif _ORGANISATION.search(piece.text) or (place == 0 and not _is_person(piece.text)):
            yield _Piece(Field.NAME, piece.text)
        elif _is_person(piece.text):
            yield _Piece(Field.CONTACT, piece.text)
