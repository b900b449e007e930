"""Lines that name an office first and then which categories it is in charge of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.rules.contact_lines import read_contacts
from handlers.rules.contact_rows import with_common
from handlers.rules.contact_tables import ContactRow, Named, is_for
from handlers.rules.contact_words import is_department, is_name
from handlers.rules.mailboxes import mailboxes
from handlers.rules.passages import Passage

_OFFICE = r"(?P<office>[一-鿿]{1,16}[科处室部股局院所站心办组])"
_CHARGED = r"(?:具体|统一|分别)?(?:负责|承办|受理|对应|分管|联系|归口)(?:管理|受理|咨询|解答)?"
_BEHIND = r"\s*[:,]?\s*(?P<rest>.*)"
# How such a line begins; the words before its persons say what the office is in charge of.
_FORMS: tuple[re.Pattern[str], ...] = (
    # 公共安全科（负责类别1至类别3）：张三，…
    re.compile(rf"{_OFFICE}\s?\((?:{_CHARGED})?(?P<meant>[^()]{{2,80}})\){_BEHIND}"),
    # 公共安全科负责类别1至类别3：张三，…
    re.compile(rf"{_OFFICE}{_CHARGED}(?P<meant>[^:,;()@]{{2,80}})[:,]\s*(?P<rest>.*)"),
    # 类别1至类别3（公共安全科）：张三，…
    re.compile(rf"(?P<meant>[^:,;()@]{{2,80}})\((?:由|联系)?{_OFFICE}(?:负责|受理)?\){_BEHIND}"),
    # 类别1至类别3由公共安全科负责：张三，…
    re.compile(rf"(?P<meant>[^:,;()@]{{2,80}}?)由{_OFFICE}{_CHARGED}{_BEHIND}"),
)
# 社发科：张三（水环境），0574-…
_HEADED = re.compile(r"(?P<office>[一-鿿]{2,16})[:,]\s*")
_SERVING = re.compile(
    r"(?P<person>[一-鿿]{2,4})\s?\((?:具体)?(?:负责|分管|对接|承办)?(?P<meant>(?![^()]*\d{5})[^()@]{2,80})\)\s?[:,]?\s*(?P<rest>.*)"
)
_STOPS = re.compile(r"[;。]")
_PHONE = re.compile(r"\d{7}")
_ORDINAL = re.compile(r"^(?:\(?[\d一二三四五六七八九十]{1,2}[)、.](?!\d)|第[一二三四五六七八九十]{1,3}条)\s*")


def office_rows(lines: Sequence[Passage], named: Sequence[Named]) -> list[ContactRow]:
    """Read such lines, each with the lines behind it that name no office; none where the first is no such."""
    blocks: list[tuple[tuple[str, ...], list[str], int]] = []
    for number, half in ((each.number, piece) for each in lines for piece in _pieces(each.half, named)):
        if found := _charged(half, named):
            meant, text = found
            blocks.append((meant, [text], number))
        elif blocks:
            blocks[-1][1].append(half)
        elif half:
            return []
    return [ContactRow(meant, read_contacts("\n".join(texts)), line) for meant, texts, line in blocks]


def person_rows(lines: Sequence[Passage], named: Sequence[Named]) -> list[ContactRow]:
    """Read persons that each have the categories they serve in parentheses: 社发科：张三（水环境），….

    None where one of them names no category.
    """
    office, rows, boxes = "", list[ContactRow](), list[str]()
    for number, piece in (
        (each.number, piece) for each in lines for piece in _STOPS.split(each.half) if piece
    ):
        headed = _HEADED.match(piece)
        if headed and is_department(headed["office"]):
            office, rest = headed["office"], piece[headed.end() :]
        else:
            rest = piece
        found = _SERVING.fullmatch(rest.strip())
        meant = found and next((way for way in _ways(found["meant"]) if _means_any(way, named)), None)
        if found and meant and is_name(found["person"]):
            reading = read_contacts(",".join(filter(None, (office, found["person"], found["rest"]))))
            rows.append(ContactRow(meant, reading, number))
        elif rows and not _PHONE.search(rest) and (own := [box.address for box in mailboxes(rest)]):
            boxes += own
        else:
            return []
    return [with_common(row, tuple(dict.fromkeys(boxes))) for row in rows]


def _pieces(half: str, named: Sequence[Named]) -> list[str]:
    """Part a line whose clauses each name an office."""
    pieces = [piece for piece in half.split(";") if piece]
    return pieces if len(pieces) > 1 and all(_charged(piece, named) for piece in pieces) else [half]


def _charged(half: str, named: Sequence[Named]) -> tuple[tuple[str, ...], str] | None:
    """Read what a line's office is in charge of, and its persons behind the office's name."""
    line = _ORDINAL.sub("", half)
    for form in _FORMS:
        found = form.match(line)
        if found is None or not is_department(found["office"]):
            continue
        if meant := next((way for way in _ways(found["meant"]) if _means_any(way, named)), None):
            return meant, f"{found['office']},{found['rest']}"
    return None


def _ways(meant: str) -> Iterator[tuple[str, ...]]:
    """Give the words as one reference, then parted: 管网预警、消防仿真."""
    yield (meant,)
    yield tuple(part for part in re.split(r"[、和与及]", meant) if len(part) > 1)


def _means_any(references: tuple[str, ...], named: Sequence[Named]) -> bool:
    return any(is_for(references, name) for name in named)
