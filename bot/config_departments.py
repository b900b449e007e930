"""The part of the configuration about departments and receipts."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from bot.config_mail import Part
from handlers.rules.copies import CopyRule


class ReceiptConfig(Part):
    """The receipt to keep."""

    font: Path | None = None  # None: the first known one of the system


class CopyConfig(Part):
    """Who of the staff list has a copy of what a department gets."""

    department: str = Field(min_length=1)
    to: tuple[str, ...] = Field(min_length=1)
    categories: tuple[str, ...] = ()

    @property
    def rule(self) -> CopyRule:
        """Return the value that handlers know."""
        return CopyRule(self.department, self.to, self.categories)


class DepartmentsConfig(Part):
    """How departments are written to."""

    answer_within: int = Field(default=5, ge=0, le=60)
    copies: tuple[CopyConfig, ...] = ()
