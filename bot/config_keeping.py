"""The part of the configuration about keeping: how long, and where copies go."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, field_validator

from bot.config_mail import Part
from handlers.rules.retention import Retention

STANDARD: Final = Retention()
# A century of months, and of days; 0 is for ever.
Months = Annotated[int, Field(ge=0, le=1200)]
Days = Annotated[int, Field(ge=0, le=36500)]


class RetentionConfig(Part):
    """How long each class is kept; what is open is never swept."""

    submissions: Months = STANDARD.submissions
    drafts: Days = STANDARD.drafts
    letters: Months = STANDARD.letters
    chats: Days = STANDARD.chats
    questions: Months = STANDARD.questions
    parcels: Months = STANDARD.parcels
    audit: Months = STANDARD.audit

    @property
    def value(self) -> Retention:
        """Return the value that handlers know."""
        return Retention(**self.model_dump())


class BackupConfig(Part):
    """The backups that the service makes by itself."""

    folder: Path | None = None  # None: none is made
    daily_at: time = time(2, 30)
    keep: int = Field(default=14, ge=1, le=400)
    drill: bool = True  # once a month the newest one is restored for trial

    @field_validator("folder", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None
