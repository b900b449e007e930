"""Tables of contacts that a page prints as lines, their cells parted by blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from handlers.rules.contact_lines import ContactReading, read_contacts
from handlers.rules.contact_tables import REFERENCE, ContactRow, Named, counted, is_for, is_head
from handlers.rules.contact_words import is_department
from handlers.rules.mailboxes import mailboxes
from handlers.rules.passages import Passage

_FEWEST = 3  # words of a head
_LONGEST = 40  # characters of a name over its contacts
_REACHED = re.compile(r"\d{7}|@|:.")
_CLAUSES = re.compile(r"[;\n]")
_OPENING = re.compile(r"([^\s:,;@\d]{2,40})[\s:,]+")
_NUMBER = re.compile(r"\d{1,2}[.、]?")
# 各科室统一受理邮箱：kj@example.org
_FOR_ALL = re.compile(
    r"[^@:]{0,12}(?:各(?:业务)?(?:科室|处室|股室|部门)|统一|所有|全部|共用|公用|公共)[^@:]{0,12}(?:邮箱|信箱|邮件)[^@:]{0,6}:?\s*[^\s@]+@\S+"
    r"|(?:电子版?|申报|书面)?材料(?:电子版)?(?:报送|接收|提交|发送|投递)(?:至|到|邮箱|地址)?\s?:?\s*[A-Za-z0-9._-]+@\S+"
)
_OWNED = re.compile(r"\d{7}|(?<!各)(?<!业务)(?:科|处|股)(?!室)")  # 人才科统一邮箱：… is that of one office
_SEVERAL = "联系人表的这一行读出了几位联系人，请您核对。"


def is_contact_head(half: str) -> bool:
    """Tell whether a line holds the names of a contact table's columns and nothing else."""
    words = half.split()
    return len(words) >= _FEWEST and is_head(words)


def printed_rows(lines: Sequence[Passage], named: Sequence[Named]) -> list[ContactRow]:
    """Read the rows below such a head: each begins where a word names a category or a topic."""
    head = next((place for place, each in enumerate(lines) if is_contact_head(each.half)), None)
    if head is None:
        return []
    names = lines[head].half.split()
    rows: list[tuple[list[str], list[str], int]] = []
    for each in lines[head + 1 :]:
        if references := _numbers(names, each.half.split()):
            rows.append((references, [" ".join(each.half.split()[len(references) :])], each.number))
            continue
        words = [word for word in each.half.split() if not _NUMBER.fullmatch(word)]
        meant = [word for word in words if any(is_for((word,), name) for name in named)]
        rest = " ".join(word for word in words if word not in meant)
        if meant:
            rows.append((meant, [rest], each.number))
        elif rows:
            rows[-1][1].append(rest)
    return [ContactRow(tuple(meant), _reading(texts), line) for meant, texts, line in rows]


def is_common(line: Passage) -> bool:
    """Tell a line that gives one mailbox for all: 各科室统一受理邮箱：kj@example.org."""
    return _FOR_ALL.fullmatch(line.half) is not None and not _OWNED.search(line.half)


def common_mailbox(lines: Sequence[Passage]) -> tuple[str, ...]:
    """Find the one mailbox that such lines give; nothing where they give several."""
    found = {box.address for each in lines if is_common(each) for box in mailboxes(each.half)}
    return tuple(found) if len(found) == 1 else ()


def with_common(row: ContactRow, common: tuple[str, ...]) -> ContactRow:
    """Give the persons of a row the mailbox for all where they have none of their own."""
    entries = tuple(replace(each, emails=each.emails or common) for each in row.reading.entries)
    return replace(row, reading=replace(row.reading, entries=entries))


def headed_rows(lines: Sequence[Passage], named: Sequence[Named]) -> list[ContactRow]:
    """Read blocks that each stand under a line with the name or number of a topic or category alone."""
    blocks: list[tuple[str, list[str], int]] = []
    for each in lines:
        alone = 0 < len(each.half) <= _LONGEST and not _REACHED.search(each.half)
        if alone and not is_department(each.half) and any(is_for((each.half,), name) for name in named):
            blocks.append((each.half, [], each.number))
        elif blocks:
            blocks[-1][1].append(each.half)
        elif each.half:
            return []
    return [
        ContactRow((said,), read_contacts("\n".join(texts)), line) for said, texts, line in blocks if texts
    ]


def _numbers(names: Sequence[str], words: Sequence[str]) -> list[str]:
    """Read the bare numbers with which a row begins under 专题 and 项目类别."""
    leading = list(takewhile(REFERENCE.fullmatch, names))
    found = [counted(name, word) for name, word in zip(leading, words, strict=False)]
    plain = len(found) == len(leading) and all(new != word for new, word in zip(found, words, strict=False))
    return found if plain else []


def clause_rows(lines: Sequence[Passage], named: Sequence[Named]) -> list[ContactRow]:
    """Read clauses that each begin with the name of a category: 新材料 张三 …；生物医药 李四 …."""
    rows: list[ContactRow] = []
    for each in lines:
        for piece in filter(None, (part.strip(" 。") for part in _CLAUSES.split(each.half))):
            said = _OPENING.match(piece)
            if said is None or not any(is_for((said[1],), name) for name in named):
                return []
            rest = piece if said[1][-1] in "科股处" else piece[said.end() :]  # 民生科技（社发科负责）
            rows.append(ContactRow((said[1],), _reading([rest]), each.number))
    return rows if len(rows) > 1 else []


def _reading(texts: Sequence[str]) -> ContactReading:
    reading = read_contacts("\n".join(texts))
    if len(reading.entries) <= 1:
        return reading
    return replace(reading, doubts=(*reading.doubts, ("warning", "contacts", _SEVERAL)))
