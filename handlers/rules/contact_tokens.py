"""The words of a 联系人 block, each told apart: label, department, name, phone, mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from handlers.rules.contact_context import Token, understood
from handlers.rules.contact_sentences import persons_first, without_courtesy
from handlers.rules.contact_words import (
    LABELS,
    NAME,
    NO_NAME,
    NONE,
    OFFICE_LABEL,
    POST,
    SAME,
    SAME_OF,
    SERVED,
    STUCK,
    UNKNOWN,
    Label,
    TokenKind,
    is_department,
    is_likely_name,
    is_name,
    is_possible_name,
    is_short_department,
    without_title,
)
from handlers.rules.half_width import half_width
from handlers.rules.mailboxes import Mailbox, leftover, mailboxes
from handlers.rules.phones import Phone, phones

_GAP = "\x1f"  # what stands for a mailbox or a phone that was taken out
_WORD = re.compile(rf"[^\s:,;。、/()|\[\]《》“”\"'!{_GAP}]+")
# An address that goes on in the next line.
_BROKEN_ADDRESS = (
    re.compile(r"(?<=[@#.\-_])\s*\n\s*(?=[a-z0-9])|(?<=[A-Za-z0-9])\s*\n\s*(?=[@.][a-z])"),
    # 邮箱：ab / cd@x.cn
    re.compile(
        r"(?<=[:：])(?!\s*[\d-]{7})(?P<head>\s*[A-Za-z0-9._-]{1,30})\s*\n\s*(?=[A-Za-z0-9._-]{1,40}@)"
    ),
    # 8220246 cg / k@x.cn, cg / k#x.cn
    re.compile(
        r"(?<![A-Za-z0-9@#._-])(?!(?:e-?mail|mail|tel|fax|qq|wechat)[ \t]*\n)"
        r"(?P<head>[A-Za-z][A-Za-z0-9._-]{0,30})[ \t]*\n\s*(?=[A-Za-z0-9._-]{1,40}[@#])",
        re.IGNORECASE,
    ),
    # ab@x / y.cn and ab@x.c / n，
    re.compile(r"(?P<head>[@#][A-Za-z0-9-]{1,40})\s*\n\s*(?=[A-Za-z0-9-]{0,40}\.[A-Za-z])"),
    re.compile(
        r"(?P<head>[@#][A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,3})\s*\n\s*"
        r"(?=[a-z]{1,20}(?:\.[a-z]{2,4}){0,2}(?:[)）。；;，,、\s]|$))"
    ),
)
# Digits at the end of a line and at the start of the next: 135000 / 00018, (0663)6 / 795995.
_BROKEN_NUMBER = re.compile(r"(?<=[\d)\-])[ \t]*\n[ \t]*(?=-?[ \t]?\d)")
_REACH = 24  # characters on either side of the break in which such a number stands
# Digits with which a mailbox begins: of a phone where cells of a printed table ran together, 8220246kjj@x.cn
_LEADING = re.compile(
    r"(?<![A-Za-z\d@#._])(?<!箱)(?<![箱件l][: ])\d{2,12}(?=[A-Za-z][A-Za-z0-9._-]{0,40}[@#])"
)
# 张 三, 欧阳 锋
_PARTED_NAME = re.compile(
    r"(?<![一-鿿])([一-鿿]|欧阳|司徒|司马|上官|诸葛|皇甫|尉迟|令狐|慕容|端木|夏侯|宇文|长孙)"
    r"[ \u3000]+([一-鿿])(?![一-鿿])"
)
# The number of a clause before a department or a person: 1.高新科：…；2.平台科：…
_MARK = re.compile(
    r"(?:(?<=^)|(?<=[\n;。:,]))[ \t]*(?:\(?\d{1,2}[).、](?=\s*[一-鿿])|[①-⑳])|[①-⑳](?=[一-鿿])"
)
_UNREAD_DIGITS = re.compile(r"(?<![\dA-Za-z])\d(?:[ \-]?\d){6,30}")
# Too few digits for a phone, and no room, year, postal code or mark: what a page or a typist cut off.
_CUT_DIGITS = re.compile(
    r"(?<![\dA-Za-z.@\-])(?<!编[:：])(?<!编码[:：])(?<!群[:：])(?<!号[:：])\(?\d{4,6}\)?(?![\dA-Za-z.@\-)]|\s?[室号年房楼层栋座元万个项月日、.\-~])"
)
_YEARS = re.compile(r"20\d\d-20\d\d")
_SAME_LABELS = ((Label.PERSON, "联系人"), (Label.PHONE, "电话"), (Label.EMAIL, "邮箱"))
_NAME_LENGTH = 3  # characters; a department so short behind 联系人： is a name
_ENDS = re.compile(r"[\n;。]")
_JOINTS = re.compile(r"(?<=[一-鿿]{2})[和及与](?=[一-鿿]{2})")


def tokens(text: str) -> list[Token]:
    """Tell the words of a block apart, in order."""
    printed = persons_first(_PARTED_NAME.sub(r"\1\2", _whole(text)))
    half = without_courtesy(_MARK.sub(lambda found: " " * len(found[0]), half_width(printed)))
    mails = list(mailboxes(half))
    half_rest = _blanked(half, [(each.start, each.end) for each in mails])
    numbers = list(phones(half_rest))
    rest = _blanked(half_rest, [(each.start, each.end) for each in numbers])
    words = _words(rest, printed)
    marks = sorted([*words, *_mail_tokens(half, mails), *_unread(rest)], key=lambda token: token.place)
    found = sorted([*marks, *_phone_tokens(half, numbers, words)], key=lambda token: token.place)
    return list(understood(found))


def _whole(text: str) -> str:
    """Join addresses and numbers that the width of the page parted."""
    half = half_width(text)
    for match in reversed(list(_BROKEN_NUMBER.finditer(half))):
        if _is_broken(half, match):
            text = text[: match.start()] + text[match.end() :]
    for phone in reversed(list(stuck_phones(text))):
        text = f"{text[: phone.end]} {text[phone.end :]}"
    for form in _BROKEN_ADDRESS:
        for match in reversed(list(form.finditer(half_width(text)))):
            kept = match.start() + len(match.groupdict().get("head") or "")
            text = text[:kept] + text[match.end() :]
    return text


def stuck_phones(text: str) -> Iterator[Phone]:
    """Find the phones that have a mailbox right behind them."""
    half = half_width(text)
    for match in _LEADING.finditer(half):
        before = half[max(0, match.end() - 2 * _REACH) : match.end()]
        start = match.end() - len(before)
        for each in phones(before):
            if each.end == len(before):
                yield replace(each, start=start + each.start, end=match.end())


def _is_broken(half: str, match: re.Match[str]) -> bool:
    """Tell a number that goes on behind a line break: both pieces make one, neither does alone."""
    head, rest = half[max(0, match.start() - _REACH) : match.start()], half[match.end() :][:_REACH]
    head, rest = head[head.rfind("\n") + 1 :], rest.partition("\n")[0]
    ends = any(each.end == len(head) for each in phones(head))
    begins = any(each.start == 0 for each in phones(rest))
    across = any(each.start < len(head) < each.end for each in phones(head + rest))
    return across and not (ends or begins)


def _blanked(half: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces, last = list[str](), 0
    for start, end in spans:
        pieces += [half[last:start], _GAP * (end - start)]
        last = end
    return "".join([*pieces, half[last:]])


def _mail_tokens(half: str, mails: Sequence[Mailbox]) -> Iterator[Token]:
    for each in mails:
        odd = half[each.start : each.end] if each.odd else None
        yield Token(each.start, TokenKind.EMAIL, each.address, alone=_is_alone(half, each.start), odd=odd)


def _is_alone(half: str, place: int) -> bool:
    """Tell whether nothing but a label stands before a mailbox on its line."""
    before = half[half.rfind("\n", 0, place) + 1 : place].strip(" :0123456789.、()")
    return any(pattern.fullmatch(before) for label, pattern in LABELS if label is Label.EMAIL) or not before


def _phone_tokens(half: str, numbers: Sequence[Phone], words: Sequence[Token]) -> Iterator[Token]:
    """Give the phones the meaning of the label before them: a fax is left out."""
    labels = [token for token in words if token.kind is TokenKind.LABEL]
    at, label = 0, None
    for each in numbers:
        while at < len(labels) and labels[at].place < each.start:
            label = labels[at]
            at += 1
        inside = label is not None and not _ENDS.search(half, label.place, each.start)
        kind = label.label if label and inside else None
        if kind is Label.ASIDE:
            yield Token(each.start, TokenKind.ASIDE, half[each.start : each.end])
        elif kind not in {Label.FAX, Label.SKIP}:
            yield Token(each.start, TokenKind.PHONE, str(each), phone=each)


def _unread(rest: str) -> Iterator[Token]:
    for match in _UNREAD_DIGITS.finditer(rest):
        if not _YEARS.match(match[0]):
            yield Token(match.start(), TokenKind.UNREAD_DIGITS, match[0])
    for match in _CUT_DIGITS.finditer(rest):
        yield Token(match.start(), TokenKind.UNREAD_DIGITS, match[0])
    if left := leftover(rest):
        yield Token(rest.find(left), TokenKind.UNREAD_MAIL, left.strip(_GAP))


def _words(rest: str, printed: str) -> list[Token]:
    """Read the words between mailboxes and phones, each under the label at hand."""
    found: list[Token] = []
    label: Label | None = None
    named = False  # the label at hand has its person
    last = 0
    matches = list(_WORD.finditer(rest))
    for match, following in zip_longest(matches, matches[1:]):
        if _ENDS.search(rest, last, match.start()):
            label = None
        listed = rest[last : match.start()].strip() == "、"
        last = match.end()
        if label is Label.PERSON and _is_department_before_name(match, following, rest):
            label = None  # 联系人：高新科 张三
        attached = rest.rfind("(", 0, match.start()) > max(
            rest.rfind(sign, 0, match.start()) for sign in ");\n"
        )
        heads = rest[match.end() : match.end() + 1] == ":"
        for token in _classed(match[0], match.start(), label, attached=attached, heads=heads, named=named):
            first = listed and token.place == match.start()
            ready = _merged_label(replace(token, heads=heads, listed=first), found, rest)
            if ready.kind is TokenKind.LABEL:
                label, named = ready.label, False
            named = named or ready.kind is TokenKind.NAME
            found.append(_printed(ready, printed))
    return found


def _is_department_before_name(match: re.Match[str], following: re.Match[str] | None, rest: str) -> bool:
    """Tell a short department (高新科) from a name by the name that follows it."""
    if following is None or not is_department(match[0]) or _ENDS.search(rest, match.end(), following.start()):
        return False
    return is_name(without_title(following[0])) and not is_department(following[0])


def _merged_label(token: Token, found: Sequence[Token], rest: str) -> Token:
    """Read 电话/传真, 电话（传真） and 电话/微信 as one label for a number to ring."""
    before = found[-1] if found else None
    if (
        (token.label is Label.FAX or token.value.startswith("微信"))
        and before
        and before.label is Label.PHONE
        and _GAP not in rest[before.place : token.place]
    ):
        return Token(token.place, TokenKind.LABEL, token.value, Label.PHONE)
    return token


def _printed(token: Token, printed: str) -> Token:
    """Give names and departments as printed, not in half width."""
    if token.kind is not TokenKind.DEPARTMENT:
        return token
    value = printed[token.place : token.place + len(token.value)]
    return replace(token, value=value)


def _classed(
    word: str, place: int, label: Label | None, *, attached: bool, heads: bool, named: bool
) -> Iterator[Token]:
    """Part a word to labels and values."""
    while word:
        if heads and is_short_department(word):
            yield Token(place, TokenKind.DEPARTMENT, word)
            return
        if SAME.fullmatch(word):
            yield from _same(word, place, label)
            return
        if told := SAME_OF.match(word):
            yield Token(place, TokenKind.SAME, told[1], label)
            word, place = word[told.end() :], place + told.end()
            continue
        if office := OFFICE_LABEL.match(word):
            yield Token(place, TokenKind.DEPARTMENT, office["office"])
            word, place = word[office.end() :], place + office.end()
            continue
        opening = next(((name, match) for name, form in LABELS if (match := form.match(word))), None)
        if opening is None or is_department(word) or (len(word) == opening[1].end() + 1 and is_name(word)):
            break  # 单位平 is a person
        label, match = opening
        named = False
        yield Token(place, TokenKind.LABEL, match[0], label)
        word, place = word[match.end() :], place + match.end()
    start = 0
    people = label is Label.PERSON and not is_department(word)  # 工业和信息化股 is one office
    for joint in [*_JOINTS.finditer(word), None] if people else [None]:
        end = joint.start() if joint else len(word)
        yield from _value(word[start:end], place + start, label, attached=attached, named=named)
        start = joint.end() if joint else end


def _same(word: str, place: int, label: Label | None) -> Iterator[Token]:
    """Give 同上 once for each label that it names itself, as 电话及邮箱同上, else for the one at hand."""
    named: list[Label | None] = [kind for kind, sign in _SAME_LABELS if sign in word]
    for kind in named or [label]:
        yield Token(place, TokenKind.SAME, word, kind)


def _value(word: str, place: int, label: Label | None, *, attached: bool, named: bool) -> Iterator[Token]:
    """Tell what a word is under its label; `named` where that label has its person already."""
    word = word.strip(".-—·")
    if served := SERVED.fullmatch(word):
        group = "department" if served["department"] else "asked"
        yield Token(place + served.start(group), TokenKind.DEPARTMENT, served[group], attached=attached)
        return
    if not word or label in {Label.SKIP, Label.ASIDE} or NONE.fullmatch(word):
        return
    stuck = STUCK.fullmatch(word)
    name = without_title(word)
    if (label is Label.DEPARTMENT and not is_name(name)) or (
        is_department(word) and not (label is Label.PERSON and len(word) == _NAME_LENGTH and not named)
    ):
        yield Token(place, TokenKind.DEPARTMENT, word, attached=attached)
    elif stuck and POST.fullmatch(stuck["name"]):
        yield Token(place, TokenKind.DEPARTMENT, stuck["department"], attached=attached)
    elif stuck and (kind := _person_kind(stuck["name"])):
        office = stuck["department"]
        yield Token(
            place, TokenKind.DEPARTMENT, office, guessed=is_department(office[:-1]), attached=attached
        )
        yield Token(place + stuck.start("name"), kind, without_title(stuck["name"]))
    elif is_name(name) or (label is Label.PERSON and NAME.fullmatch(name) and not NO_NAME.search(name)):
        yield Token(place, TokenKind.NAME, name, attached=attached)
    elif (kind := _person_kind(word)) is not None and UNKNOWN.fullmatch(word):
        yield Token(place, TokenKind.UNKNOWN if kind is TokenKind.NAME else kind, word, label)


def _person_kind(word: str) -> TokenKind | None:
    """Tell how much a word looks like a person: a name, an unknown word, a possible name, or none."""
    name = without_title(word)
    if is_name(name):
        return TokenKind.NAME
    if is_likely_name(name) or not NO_NAME.search(word):
        return TokenKind.UNKNOWN
    return TokenKind.POSSIBLE if is_possible_name(name) else None
