"""Words of a 联系人 block that only their neighbours explain: rare surnames, departments by another end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from handlers.rules.contact_words import NAME, Label, TokenKind
from handlers.rules.phones import Phone


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place.

    `attached` where it stands in parentheses behind the one before, `alone` where nothing else but labels
    is on its line, `heads` where a colon follows it, `listed` where a 、 stands right before it,
    `odd` what is printed where that is not the value, `guessed` where only its neighbours tell what it is.
    """

    place: int
    kind: TokenKind
    value: str
    label: Label | None = None
    phone: Phone | None = None
    attached: bool = False
    alone: bool = False
    heads: bool = False
    listed: bool = False
    odd: str | None = None
    guessed: bool = False


_NAME_LENGTH = 3  # characters of a name where less than a number behind it shows that it is one
_Rule = Callable[[Token | None, Token, Token | None], bool]
_OPEN = {TokenKind.UNKNOWN, TokenKind.POSSIBLE}
_REACHED = {TokenKind.PHONE, TokenKind.EMAIL}
_REACHING = {Label.PHONE, Label.EMAIL}


def _before_person(_: Token | None, word: Token, after: Token | None) -> bool:
    named = after is not None and (after.kind is TokenKind.NAME or after.label is Label.PERSON)
    return word.heads and named


def _before_number(before: Token | None, word: Token, after: Token | None) -> bool:
    person = before is not None and before.kind is TokenKind.NAME
    reached = after is not None and (after.kind in _REACHED or after.label in _REACHING)
    return reached and not person and not word.heads and NAME.fullmatch(word.value) is not None


def _among_persons(before: Token | None, word: Token, after: Token | None) -> bool:
    behind = word.listed and before is not None and before.kind is TokenKind.NAME
    ahead = after is not None and after.listed and after.kind is TokenKind.NAME
    return (behind or ahead) and NAME.fullmatch(word.value) is not None


def _short_among_persons(before: Token | None, word: Token, after: Token | None) -> bool:
    return _is_short(word) and _among_persons(before, word, after)


def _under_person(_: Token | None, word: Token, __: Token | None) -> bool:
    return word.label is Label.PERSON and _is_short(word)


def _before_office(before: Token | None, word: Token, after: Token | None) -> bool:
    free = before is None or before.kind in _REACHED
    office = after is not None and after.kind is TokenKind.DEPARTMENT and after.attached
    return free and office and _is_short(word)


def _is_short(word: Token) -> bool:
    return NAME.fullmatch(word.value) is not None and len(word.value) <= _NAME_LENGTH


# What a word becomes that no table knows, tried in this order.
_RULES: tuple[tuple[_Rule, TokenKind], ...] = (
    (_before_person, TokenKind.DEPARTMENT),  # 产业促进：张三，…
    (_before_number, TokenKind.NAME),  # 保护科 水丁 8081234
    (_short_among_persons, TokenKind.NAME),  # 张三、水丁，…
    (_among_persons, TokenKind.POSSIBLE),  # 张三、夏目漱石，…
    (_under_person, TokenKind.NAME),  # 联系人：张三、周详
    (_before_office, TokenKind.NAME),  # 水丁（保护科）…
)


def understood(found: Sequence[Token]) -> Iterator[Token]:
    """Give the words of a block in order, the unknown ones by what stands around them.

    Possible names stay only where a name may stand.
    """
    before: Token | None = None
    for token, after in zip_longest(found, found[1:]):
        kind = _kind(before, token, after) if token.kind in _OPEN else None
        if token.kind is TokenKind.POSSIBLE:
            if kind not in {TokenKind.NAME, TokenKind.POSSIBLE}:
                continue
            before = replace(token, guessed=True)
        else:
            before = replace(token, kind=kind, guessed=True) if kind else token
        yield before


def _kind(before: Token | None, word: Token, after: Token | None) -> TokenKind | None:
    return next((kind for rule, kind in _RULES if rule(before, word, after)), None)
