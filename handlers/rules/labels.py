"""How a milestone's state is written and painted, as the office sets it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Colour(StrEnum):
    """How a milestone stands."""

    NORMAL = "normal"  # there is time, or no due date
    NEAR = "near"  # it is due soon
    BEHIND = "behind"  # it is due very soon, and little is reported
    OVERDUE = "overdue"  # the due date has passed


@dataclass(frozen=True, slots=True)
class Labels:
    """A sign, a blank and a word for each state; the colour never stands without its word."""

    normal: str = "🟢 正常"
    near: str = "🔵 临近"
    behind: str = "🟡 滞后"
    overdue: str = "🔴 逾期"

    def of(self, colour: Colour) -> str:
        """Return a state's label."""
        return str(getattr(self, colour.value))


@dataclass(frozen=True, slots=True)
class Paints:
    """What each state is painted with in the picture, as #RRGGBB.

    The defaults stay apart for the colour-blind (Okabe and Ito).
    """

    normal: str = "#009E73"
    near: str = "#0072B2"
    behind: str = "#E69F00"
    overdue: str = "#D55E00"

    def of(self, colour: Colour) -> str:
        """Return a state's paint."""
        return str(getattr(self, colour.value))


LABELS, PAINTS = Labels(), Paints()
