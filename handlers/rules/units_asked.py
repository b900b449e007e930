"""The units of the task table that a clause names, and the one that asks: 我们局."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from handlers.rules.spelling import folded
from handlers.rules.tasks import TaskTable

_UNIT_SAID: Final = re.compile("[\u4e00-\u9fff]{2,5}?(?:局|委|办|院|大学|政府|协会|中心|[支大总]队|集团)")
_GOVERNMENT: Final = re.compile("(?<![县区市])[市省]政府(?!办)")  # whose tasks all of them are
_OURS: Final = re.compile("(?:我们?|咱们?|本)(?:单位|部门|([局委办厅会院]))")  # 我们局
_PLACE: Final = re.compile("^[市县区州省](?=..)")  # left out of a name: 县财政局 is called 财政局
_SHORT: Final = 3  # characters of a unit's name in short


@dataclass(frozen=True, slots=True)
class TableUnits:
    """The units of a table, each with what it is called, the one whose table it is, and the folded works."""

    forms: Mapping[str, tuple[str, ...]]
    own: str | None
    works: str


def table_units(table: TaskTable) -> TableUnits:
    """Gather what a table's units are called, once for all questions."""
    known = {unit for task in table.tasks for unit in (task.lead_unit, *task.units) if unit}
    known |= {unit for task in table.tasks for milestone in task.milestones for unit in milestone.units}
    texts = (text for task in table.tasks for text in (task.text, *(each.text for each in task.milestones)))
    works = "\n".join(map(folded, texts))
    return TableUnits({unit: tuple(_forms(unit, works)) for unit in known}, own_unit(table), works)


def units_named(text: str, units: TableUnits) -> tuple[str, ...]:
    """Find the units of the table that a text names: whole, without 市 or 县, or in short as 工信局."""
    said = {unit for unit, forms in units.forms.items() if any(form in text for form in forms)}
    rest = _GOVERNMENT.sub(" ", _without(text, said, units))
    for match in _UNIT_SAID.finditer(rest):
        for start in range(len(match[0]) - _SHORT + 1):
            meant = [unit for unit in units.forms if in_short(match[0][start:], unit)]
            longer = rest[max(0, match.start() + start - 1) : match.end()]
            if longer in units.works and not any(longer in unit for unit in meant):
                break  # 创新服务中心 is built; the unit is another 服务中心
            if len(meant) == 1:
                said.add(meant[0])
                break
    return tuple(sorted(said))


def _without(text: str, said: Iterable[str], units: TableUnits) -> str:
    for form in sorted((form for unit in said for form in units.forms[unit]), key=len, reverse=True):
        text = text.replace(form, "," * len(form))
    return text


def own_unit(table: TaskTable) -> str | None:
    """Tell whose table it is: the unit in its title, else the only one that takes part in every task."""
    taking_part = [{task.lead_unit, *task.units} - {None} for task in table.tasks]
    known = set().union(*taking_part)
    titled = [unit for unit in known if unit and unit in table.title]
    everywhere = [unit for unit in known if all(unit in each for each in taking_part)]
    found = titled or everywhere
    return max(found, key=lambda unit: len(unit or "")) if titled or len(found) == 1 else None


def asks_as_own(text: str, own: str | None) -> bool:
    """Tell whether a text speaks of the asker's own office, and the table's unit is one such: 我们局."""
    match = _OURS.search(text)
    return match is not None and own is not None and (match[1] is None or own.endswith(match[1]))


def in_short(word: str, unit: str) -> bool:
    """Tell whether a word names a unit: whole, or by characters of it with the first and the last."""
    if word in unit:
        return True
    if len(word) < _SHORT or not set(word) <= set(unit):
        return False
    form = re.compile(".*".join(map(re.escape, word)))
    return any(map(form.fullmatch, {unit, _PLACE.sub("", unit)}))


def _forms(unit: str, works: str) -> Iterator[str]:
    """Give how a unit is called: whole, without its place, a district's office by that district.

    Short names are left out that the table's works hold as well.
    """
    yield unit
    bare = _PLACE.sub("", unit)
    if len(bare) >= _SHORT or bare not in works:
        yield bare
    district = unit.removesuffix("管委会")
    if district != unit and len(district) > _SHORT and district not in works:
        yield district
