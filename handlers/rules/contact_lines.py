"""Who is to be asked: the persons, phones and mailboxes of a 联系人 block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from handlers.rules.contact_context import Token
from handlers.rules.contact_tokens import stuck_phones, tokens
from handlers.rules.contact_words import Label, TokenKind
from handlers.rules.phones import Phone

_OWNERS = (TokenKind.NAME, TokenKind.DEPARTMENT)  # what may stand in parentheses behind a phone
_COMMON = re.compile(r"共用|公用|公共|共同|统一")
_LONGEST = 20_000  # characters; a longer block is left to a person


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact as printed; phones are not yet completed by the guide's area code."""

    department: str | None
    name: str | None
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactReading:
    """The contacts of a block; `same` are the words that refer to other contacts (同上), each with its label.

    `named` is the department that such words name: 同上（人才科）.
    Doubts are triples of a level, a field and a sentence.
    """

    entries: tuple[Entry, ...] = ()
    same: tuple[tuple[str, Label | None], ...] = ()
    doubts: tuple[tuple[str, str, str], ...] = ()
    named: str | None = None


@dataclass(slots=True)
class _Open:
    """A contact while its words arrive."""

    department: str | None = None
    carried: bool = False  # the department is that of the contact before
    offices: list[str] = field(default_factory=list)  # where several stand in a row: 高新科、平台科
    names: list[str] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    mail_first: bool = False  # the mailbox stood before any name
    mail_alone: bool = False  # the mailbox stood on a line of its own
    named: bool = False  # the names are complete: a phone or a mailbox has followed

    @property
    def filled(self) -> bool:
        return bool(self.names or self.phones or self.emails)


@lru_cache(maxsize=256)  # the same persons stand behind many categories
def read_contacts(text: str) -> ContactReading:
    """Read a block of contacts in whatever order its words stand."""
    if len(text) > _LONGEST:
        message = f"联系人一节过长（{len(text)}字），没有读入，请您核对。"
        return ContactReading((), (), (("warning", "contacts", message),))
    found = tokens(text)
    opened, others = _grouped(found)
    doubts = [
        *_stuck(text),
        *_share_phones(opened),
        *_share_mailboxes(opened, _is_common(found)),
        *_odd(found),
        *_missing(found, opened),
    ]
    entries: list[Entry] = []
    for each in opened:
        if each.filled:
            entries.extend(_entries(each))
            doubts.extend(_pairing(each))
    same = tuple((token.value, token.label) for token in others)
    named = next((each.department for each in opened if not each.filled), None) if same else None
    return ContactReading(tuple(entries), same, tuple(doubts), named)


def _grouped(found: Sequence[Token]) -> tuple[list[_Open], list[Token]]:
    """Part the words where a new contact begins; give the 同上 that mean no contact of the block, too."""
    opened = [_Open()]
    others: list[Token] = []
    for token, following in zip_longest(found, found[1:]):
        if token.kind is TokenKind.SAME:
            others += [] if _repeats(token, following, opened) else [token]
            continue
        current = opened[-1]
        if _is_next_owner(token, current):  # 周杰（高新科）、吴敏（平台科）
            current = _Open(names=[current.names.pop()])
            opened.append(current)
        if _begins(token, current) or _is_named_behind(token, following, current):
            carried = None if token.kind is TokenKind.DEPARTMENT else current.department
            current = _Open(carried, carried is not None)
            opened.append(current)
        _put(token, current)
    return opened, others


def _is_next_owner(token: Token, current: _Open) -> bool:
    """Tell the department behind the second of several persons, each with one in parentheses."""
    owned = token.kind is TokenKind.DEPARTMENT and token.attached and current.department is not None
    return owned and len(current.names) > 1 and not (current.phones or current.emails)


def _repeats(token: Token, following: Token | None, opened: Sequence[_Open]) -> bool:
    """Take what 同上 means from the contact right above, in a list such as 白露 2150032 同上."""
    current, above = opened[-1], opened[-2] if len(opened) > 1 else None
    if current.filled and following is not None and following.kind is TokenKind.NAME:
        return True  # the department in the first column
    if above is None or not current.filled:
        return False
    mails = token.label in {None, Label.EMAIL} and not current.emails and above.emails
    numbers = token.label in {None, Label.PHONE} and not current.phones and above.phones
    current.emails += above.emails if mails else []
    current.phones += above.phones if numbers else []
    return bool(mails or numbers)


def _is_named_behind(token: Token, following: Token | None, current: _Open) -> bool:
    """Tell the next phone of a row in which each has its person in parentheses behind it."""
    named = following is not None and following.kind in _OWNERS and following.attached
    owned = bool(current.names or current.department)
    return token.kind is TokenKind.PHONE and named and owned and bool(current.phones)


def _begins(token: Token, current: _Open) -> bool:
    """Tell whether a word opens the next contact."""
    if token.kind is TokenKind.DEPARTMENT:
        own = None if current.carried else current.department
        attached = own is None and bool(current.names) and (token.attached or not current.phones)
        behind = token.attached and bool(current.phones) and not current.names  # 8781001（创新科 庄妍）
        if current.mail_first and not (current.names or current.phones or own):
            return False  # 材料报送邮箱：…, then whose it is
        return current.filled and not (attached or (behind and own is None))
    if token.kind in {TokenKind.NAME, TokenKind.POSSIBLE}:
        return current.named  # the number behind is not that of the person before
    return False


def _put(token: Token, current: _Open) -> None:
    if token.kind is TokenKind.DEPARTMENT:
        if _is_other_name(token, current):
            return
        if token.listed and current.department and not current.filled:
            current.offices = [*(current.offices or [current.department]), token.value]
        current.department, current.carried = token.value, False
    elif token.kind is TokenKind.NAME:
        current.names.append(token.value)
    elif token.kind is TokenKind.PHONE and token.phone:
        current.phones.append(token.phone)
        current.named = bool(current.names)
    elif token.kind is TokenKind.EMAIL:
        current.mail_first = current.mail_first or not (current.names or current.phones)
        current.mail_alone = token.alone
        current.emails.append(token.value)
        current.named = bool(current.names)


def _is_other_name(token: Token, current: _Open) -> bool:
    """Tell a department's second name in parentheses: 规划科（综合办公室）."""
    return token.attached and current.department is not None and not (current.carried or current.filled)


def _share_phones(opened: Sequence[_Open]) -> Iterator[tuple[str, str, str]]:
    """Give each of several contacts its phone where all phones stand behind the last of them."""
    filled = [each for each in opened if each.filled]
    waiting: list[_Open] = []
    for each in filled:
        waiting.append(each)
        if each.phones and len(each.phones) == len(waiting) > 1:
            for other, phone in zip(waiting, list(each.phones), strict=True):
                other.phones = [phone]
            yield "warning", "phones", "几位联系人与几个电话按先后次序一一对应，请您核对。"
        elif each.phones and len(waiting) > 1:
            yield "warning", "phones", "有的联系人没有电话，请您核对。"
        waiting = [] if each.phones or each.emails else waiting


def _is_common(found: Sequence[Token]) -> bool:
    """Tell whether a label says that a mailbox is for all: 共用邮箱."""
    labels = (token.value for token in found if token.label is Label.EMAIL)
    return any(_COMMON.match(value) for value in labels)


def _share_mailboxes(opened: Sequence[_Open], common: bool) -> Iterator[tuple[str, str, str]]:  # noqa: FBT001
    """Give a mailbox that closes or opens a block, or has its own line, to the other contacts."""
    filled = [each for each in opened if each.filled]
    having = [each for each in filled if each.emails]
    lacking = [each for each in filled if not each.emails]
    if len(having) != 1 or not lacking:
        return
    owner = having[0]
    outer = owner is filled[-1] or (owner is filled[0] and owner.mail_first)
    if outer or owner.mail_alone:
        for each in lacking:
            if common or each.department == owner.department:
                each.emails = list(owner.emails)
    if any(not each.emails for each in lacking):
        yield "warning", "emails", "有的联系人没有邮箱，请您核对。"


def _entries(each: _Open) -> Iterator[Entry]:
    names: list[str | None] = list(each.names) or [None]
    paired = _is_paired(each)
    for place, name in enumerate(names):
        own = [each.phones[place]] if paired else each.phones
        yield Entry(_office(each, place), name, tuple(own), tuple(dict.fromkeys(each.emails)))


def _office(each: _Open, place: int) -> str | None:
    """Give a person's department: of several in a row its own, or none where they are not as many."""
    if not each.offices:
        return each.department
    return each.offices[place] if len(each.offices) == len(each.names) else None


def _is_paired(each: _Open) -> bool:
    """Tell whether several names and as many numbers of one kind stand in rows."""
    kinds = {phone.kind == "mobile" for phone in each.phones}
    return len(each.names) > 1 and len(each.phones) == len(each.names) and len(kinds) == 1


def _pairing(each: _Open) -> Iterator[tuple[str, str, str]]:
    people, numbers = len(each.names), len(each.phones)
    if each.offices:
        yield "warning", "contacts", "几个科室与几位联系人按先后次序一一对应，对不上的留空，请您核对。"
    if _is_paired(each):
        yield "warning", "phones", "几位联系人与几个电话按先后次序一一对应，请您核对。"
    elif people > 1 and numbers > 1:
        yield "warning", "phones", "几位联系人与几个电话不能一一对应，电话列给了每一位，请您核对。"
    if people > 1 and len(each.emails) == people:
        yield "warning", "emails", "几位联系人与几个邮箱未必一一对应，邮箱列给了每一位，请您核对。"


def _stuck(text: str) -> Iterator[tuple[str, str, str]]:
    for phone in stuck_phones(text):
        yield "warning", "phones", f"电话 {phone} 与后面的邮箱连在一起，分开读入，请您核对。"


def _odd(found: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    for token in found:
        if token.kind is TokenKind.POSSIBLE:
            yield "warning", "contacts", f"“{token.value}”可能是联系人姓名，没有读入，请您核对。"
        elif token.guessed:
            meant = "姓名" if token.kind is TokenKind.NAME else "科室名称"
            yield "warning", "contacts", f"“{token.value}”按所在位置读作{meant}，请您核对。"
        if token.kind is TokenKind.EMAIL and token.odd:
            yield "note", "emails", f"邮箱写作“{token.odd}”，读作 {token.value}。"
        elif token.kind is TokenKind.UNREAD_MAIL:
            yield "warning", "emails", f"“{token.value}”像是邮箱，没有读懂。"
        elif token.kind is TokenKind.UNREAD_DIGITS:
            yield "warning", "phones", f"“{token.value}”像是电话，没有读懂。"
        elif token.kind is TokenKind.ASIDE:
            yield "note", "phones", f"“{token.value}”不是申报联系电话，没有列入。"


def _missing(found: Sequence[Token], opened: Sequence[_Open]) -> Iterator[tuple[str, str, str]]:
    """Tell what a label or an unknown word promised and nobody found."""
    labels = {token.label for token in found if token.kind is TokenKind.LABEL}
    if any(token.kind is TokenKind.SAME for token in found):
        return
    if Label.EMAIL in labels and not any(each.emails for each in opened):
        yield "warning", "emails", "写有“邮箱”，但没有读出地址。"
    if (
        Label.PHONE in labels
        and not any(each.phones for each in opened)
        and not any(each.emails for each in opened)
    ):
        yield "warning", "phones", "写有“电话”，但没有读出号码。"
    unknown = [token.value for token in found if token.kind is TokenKind.UNKNOWN]
    nameless = [each for each in opened if each.filled and not each.names]
    if nameless and (Label.PERSON in labels or unknown):
        words = f"（“{'、'.join(unknown[:3])}”）" if unknown else ""
        yield "warning", "contacts", f"没有读出联系人姓名{words}，请您核对。"
