"""支持方式与强度: how a category is paid, and how much."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.rules.clauses import clauses
from handlers.rules.funding_items import ItemReading, read_items
from handlers.rules.funding_kinds import read_kinds
from handlers.rules.funding_tables import TierTable, tier_table
from handlers.rules.funding_words import FIELDS, MODES, OTHER_MODES, SELECTIONS
from handlers.rules.guide import Funding, FundingItem
from handlers.rules.half_width import half_width
from handlers.rules.passages import Passage, running, texts
from handlers.rules.problems import Level

_PARENTHESES = re.compile(r"\([^()]{0,300}\)|\[[^\[\]]{0,300}\]")
_LONGEST = 10_000  # characters; a longer section is no section, and is left to a person
# A number that a full line of print parts: 资助10至 / 15万元
_BROKEN_AMOUNT = re.compile(r"(?<=[^\n]{18}[\d至到~—–-])\n(?=[\d万千百元亿项个家])")
_LABEL = re.compile(r"[^。:(,;\n]{1,60}")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about the funding that a person should know."""

    level: Level
    message: str


@dataclass(frozen=True, slots=True)
class FundingReading:
    """The funding of a category with what was odd or not sure about it."""

    funding: Funding
    doubts: tuple[Doubt, ...] = ()


def read_funding(block: Sequence[Passage]) -> FundingReading:
    """Read the section 支持方式与强度."""
    text = running(block)
    if len(text) > _LONGEST:
        message = f"支持方式一节过长（{len(text)}字），没有读出金额，请您核对。"
        return FundingReading(Funding(), (Doubt(Level.WARNING, message),))
    half = half_width(text)
    bare = _PARENTHESES.sub("", half)
    mode, mode_doubts = _one(MODES, bare, half, "支持方式")
    selection, selection_doubts = _one(SELECTIONS, bare, half, "遴选方式")
    items, item_doubts = _items(block, text)
    doubts = [*mode_doubts, *selection_doubts, *item_doubts]
    if mode is None and (other := OTHER_MODES.search(bare)):
        doubts.append(Doubt(Level.WARNING, f"支持方式“{other[0]}”不是事前资助或事后补助，留空。"))
    return FundingReading(Funding(mode, selection, items), tuple(doubts))


def _one(
    table: tuple[tuple[str, re.Pattern[str]], ...], bare: str, half: str, name: str
) -> tuple[str | None, list[Doubt]]:
    """Find the one value of a table that a text names, in parentheses only where none stands outside."""
    for text in (bare, half):
        found = [value for value, words in table if words.search(text)]
        if len(found) > 1:
            return None, [Doubt(Level.WARNING, f"{name}同时写有{'、'.join(found)}，未取其一，请您核对。")]
        if found:
            return found[0], []
    return None, []


def _items(block: Sequence[Passage], text: str) -> tuple[tuple[FundingItem, ...], list[Doubt]]:
    """Read the amounts clause by clause where several clauses have some, else from the whole."""
    if (table := tier_table(block)) is not None:
        return _tiers(table)
    parts = [each.text for each in clauses(block).items]
    readings = [(part, read_items(part)) for part in parts]
    telling = [(part, reading) for part, reading in readings if reading.items]
    if len(telling) > 1 and not all(_is_field(part) for part, _ in telling):
        items = [item for part, reading in telling for item in _labelled(part, reading)]
        doubts = [doubt for _, reading in telling for doubt in reading.doubts]
    else:
        mended = _BROKEN_AMOUNT.sub("", text)
        whole = read_kinds(mended) or read_items(mended)
        items, doubts = list(whole.items), list(whole.doubts)
    return tuple(items), [Doubt(Level(level), message) for level, message in doubts]


def _tiers(table: TierTable) -> tuple[tuple[FundingItem, ...], list[Doubt]]:
    """Read each row of a table of tiers; what the table does not hold is told."""
    readings = [(part, read_items(part)) for part in table.clauses]
    items = [
        item
        for part, reading in readings
        for item in (_labelled(part, reading) if "：" in part else reading.items)
    ]
    doubts = [
        Doubt(Level(level), message)
        for _, reading in readings
        for level, message in dict.fromkeys(reading.doubts)
    ]
    unread = [*table.odd, *(part for part, reading in readings if not reading.items)]
    doubts += [Doubt(Level.WARNING, f"资助标准表里的“{row}”没有读懂，请您核对。") for row in unread]
    if any(item.amount_wan is not None for item in read_items(texts(table.around)).items):
        doubts.append(Doubt(Level.WARNING, "资助标准表之外还写有金额，没有列入，请您核对。"))
    return tuple(items), doubts


def _is_field(part: str) -> bool:
    """Tell a clause such as 资助额度：30万元 from one that names a tier."""
    found = _LABEL.match(half_width(part))
    return found is not None and FIELDS.fullmatch(found[0].strip()) is not None


def _labelled(part: str, reading: ItemReading) -> list[FundingItem]:
    """Give the items of a clause the clause's own name."""
    found = _LABEL.match(half_width(part))
    label = reading.label or (part[: found.end()].strip() if found else None)
    if len(reading.items) == 1:
        return [replace(reading.items[0], label=label)]
    return [item if item.label else replace(item, label=label) for item in reading.items]
