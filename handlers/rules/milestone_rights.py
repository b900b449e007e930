"""Who of the office may do what with a milestone."""

from __future__ import annotations

from typing import Final

from handlers.rules.people import Person, Role
from handlers.rules.recipients import Duty, folded, leading_unit

# Those who are nudged put off their nudges; an operator stands in for a unit that has nobody.
PUTTING_OFF: Final = (Duty.LEAD, Duty.SUPPORT, Duty.OPERATOR)
OWNERS: Final = (Duty.LEAD, Duty.SUPPORT)  # ask for help
IN_CHARGE: Final = (Duty.LEAD, Duty.LEADER, Duty.OPERATOR)  # close, reopen, hand over
SETTLING: Final = (Duty.LEADER, Duty.OPERATOR)  # say that what somebody asked for is settled; assign
EVERYBODY: Final = tuple(Duty)  # look, report progress


def duty_of(person: Person, lead_unit: str | None, units: tuple[str, ...]) -> Duty | None:
    """Return somebody's duty in a milestone; None for whoever it is no business of."""
    if person.role is Role.OPERATOR:
        return Duty.OPERATOR
    unit = folded(person.unit)
    if unit == folded(leading_unit(lead_unit, units) or ""):
        return Duty.LEADER if person.role is Role.LEADER else Duty.LEAD
    return Duty.SUPPORT if unit in map(folded, units) else None
