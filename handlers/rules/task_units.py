"""Who does a milestone and who leads its task, out of all the places that name units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.rules.task_facts import Facts
from handlers.rules.task_rows import TaskRow
from handlers.rules.unit_names import UnitList, read_units


@dataclass(frozen=True, slots=True)
class Charge:
    """The units of one row; `lead` where a column or a mark names it."""

    units: tuple[str, ...]
    lead: str | None
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def charge_of(row: TaskRow, own: Facts) -> Charge | None:
    """Read the units of a row, its milestone's own facts first; None where nothing names any."""
    lead = _read(own.lead if own.lead is not None else row.lead)
    listed = _read(own.units if own.units is not None else row.units)
    support = _read(own.support if own.support is not None else row.support)
    own_list = row.lead_listed and bool(listed.units)
    units = tuple(dict.fromkeys((() if own_list else lead.units) + listed.units + support.units))
    read = (lead, listed, support)
    doubts = tuple(doubt for part in read for doubt in part.doubts)
    if not units and not doubts:
        return None
    if len(lead.units) > 1 and not lead.lead:
        doubts += (_many(lead.units),)
    named = lead.lead or next(iter(lead.units), None) or listed.lead
    return Charge(units, named, doubts, tuple(note for part in read for note in part.notes))


@dataclass(frozen=True, slots=True)
class Lead:
    """The unit in the lead of a task, with the doubts about it; `alone` where no other takes part."""

    unit: str | None
    doubts: tuple[str, ...] = ()
    alone: bool = False


def lead_of(facts: Facts, charges: Sequence[Charge | None], *, lead_first: bool) -> Lead:
    """Find the unit in the lead: named by the task's text, a column, a mark, the table's rule, or alone.

    With `lead_first` the table itself says that the unit listed first is in the lead.
    """
    unit, doubts = _lead_of_tail(facts)
    named = tuple(dict.fromkeys(charge.lead for charge in charges if charge and charge.lead))
    if unit and named and unit not in named:
        doubts += (f"任务文字写牵头单位是{unit}，表格写的是{'、'.join(named)}，请您核对",)
    if not unit and len(named) > 1:
        doubts += (f"各节点的牵头单位不同（{'、'.join(named)}），取第一个，请您核对",)
    if unit or named:
        return Lead(unit or named[0], doubts)
    units = all_units(charges)
    if lead_first and units:
        return Lead(units[0])
    doubtful = any(charge.doubts for charge in charges if charge)  # …等: there are others
    if len(units) == 1 and not doubtful:
        return Lead(units[0], alone=True)
    return Lead(None, (*doubts, "没有写明哪个单位牵头，牵头单位留空"))


def _lead_of_tail(facts: Facts) -> tuple[str | None, tuple[str, ...]]:
    read = _read(facts.lead)
    if not read.units:
        listed = _read(facts.units)
        return listed.lead, listed.doubts
    doubts = read.doubts + ((_many(read.units),) if len(read.units) > 1 and not read.lead else ())
    return read.lead or read.units[0], doubts


def units_of_tail(facts: Facts) -> Charge | None:
    """Read the units that a task's own text names, for rows that name none."""
    return charge_of(TaskRow(), facts)


def all_units(charges: Iterable[Charge | None]) -> tuple[str, ...]:
    """Give the units of all milestones in the order in which they appear."""
    return tuple(dict.fromkeys(unit for charge in charges if charge for unit in charge.units))


def _read(text: str | None) -> UnitList:
    return read_units(text) if text else UnitList()


def _many(units: tuple[str, ...]) -> str:
    return f"写了{len(units)}个牵头单位（{'、'.join(units)}），取第一个，请您核对"
