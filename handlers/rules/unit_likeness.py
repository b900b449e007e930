"""Which names may mean the same unit: 市工信局 and 市工业和信息化局."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from handlers.rules.recipients import folded

SHORTEST: Final = 3  # characters of a short form; two say too little
_CITY: Final = re.compile(r"^[\u4e00-\u9fff]{2,3}市(?=[市\u4e00-\u9fff]{3})")  # 江门市 in front of a name
_FILLERS: Final = re.compile(r"人民|管理委员会$")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name that may mean a unit that is called otherwise."""

    alias: str
    unit: str


def may_mean(short: str, long: str) -> bool:
    """Tell whether one name may be a short form of the other: its characters in the same order.

    Both begin and end alike: 市工信局 for 市工业和信息化局, and not for 工信部.
    """
    short, long = _bare(short), _bare(long)
    if short == long:
        return True
    if len(short) > len(long):
        short, long = long, short
    if len(short) < SHORTEST or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def _bare(unit: str) -> str:
    """Leave out what only says which city it is, and words that offices drop."""
    name = _FILLERS.sub("", folded(unit))
    bare = _CITY.sub("市", name)
    return bare if len(bare) >= SHORTEST else name


def likenesses(wanted: Iterable[str], known: Collection[str], listed: Collection[str]) -> list[Likeness]:
    """Propose, for units of the table that nobody stands for, which unit of the staff list may be meant.

    `known` are the staff list's units, `listed` the table's. A staff unit that the table never names is the
    alias; else the table itself has two names, and the one without people is. Two that fit equally are no
    proposal.
    """
    found = []
    for unit in wanted:
        near = [each for each in known if folded(each) != folded(unit) and may_mean(unit, each)]
        if len({folded(each) for each in near}) != 1:
            continue
        other = near[0]
        in_table = folded(other) in {folded(each) for each in listed}
        found.append(Likeness(unit, other) if in_table else Likeness(other, unit))
    return found
