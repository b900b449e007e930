"""The part of the configuration about reminders: hours, escalation, and how states are shown."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from bot.config_mail import Part
from handlers.rules.labels import LABELS, PAINTS, Labels, Paints
from handlers.rules.plan_policy import Audience, OwnLeads, Rung, ladder_with

LABEL: Final = re.compile(r"\S{1,8} \S{1,8}")
PAINT: Final = re.compile(r"#[0-9A-Fa-f]{6}")
TAKEN: Final = frozenset({"已完成", "待确认", "已过期"})  # words of states that are over


class EscalationConfig(Part):
    """When a milestone that is overdue is reported, and to whom."""

    after: int = Field(ge=1, le=60)
    to: Literal["leaders", "leaders-and-operators"] = "leaders"


class OwnLeadsConfig(Part):
    """How many working days ahead a task, a leading unit or a person is reminded."""

    leads: tuple[Annotated[int, Field(ge=1, le=60)], ...]
    task: str | None = None
    unit: str | None = None
    person: str | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not (self.task or self.unit or self.person):
            raise ValueError("要写明 task（任务序号）、unit（牵头单位）或 person（姓名）")
        return self


class LabelsConfig(Part):
    """A sign and a word for each state."""

    normal: str = LABELS.normal
    near: str = LABELS.near
    behind: str = LABELS.behind
    overdue: str = LABELS.overdue

    @field_validator("*")
    @classmethod
    def _has_sign_and_word(cls, value: str) -> str:
        if not LABEL.fullmatch(value):
            raise ValueError('要写成符号、一个空格和词，例如 "🟢 正常"')
        if value.partition(" ")[2] in TAKEN:
            raise ValueError("已完成、待确认、已过期另有所指，请换一个词")
        return value

    @model_validator(mode="after")
    def _differ(self) -> Self:
        words = [each.partition(" ")[2] for each in (self.normal, self.near, self.behind, self.overdue)]
        if len(set(words)) < len(words):
            raise ValueError("四个词要各不相同")
        return self


class PaintsConfig(Part):
    """The colour of each state in the picture."""

    normal: str = PAINTS.normal
    near: str = PAINTS.near
    behind: str = PAINTS.behind
    overdue: str = PAINTS.overdue

    @field_validator("*")
    @classmethod
    def _is_paint(cls, value: str) -> str:
        if not PAINT.fullmatch(value):
            raise ValueError('要写成 "#009E73" 这样的颜色')
        return value


class RemindersConfig(Part):
    """When staff are nudged."""

    enabled: bool = True
    digest_at: time = time(8, 45)
    quiet_from: time = time(18, 0)
    quiet_until: time = time(8, 30)
    escalation: tuple[EscalationConfig, ...] = (
        EscalationConfig(after=2, to="leaders"),
        EscalationConfig(after=5, to="leaders-and-operators"),
    )
    own_leads: tuple[OwnLeadsConfig, ...] = ()
    confirmed_by: str = ""
    weekly_picture: bool = True
    leader_digest: Literal["", "daily", "weekly"] = ""
    labels: LabelsConfig = LabelsConfig()
    colours: PaintsConfig = PaintsConfig()

    @field_validator("escalation")
    @classmethod
    def _rises(cls, steps: tuple[EscalationConfig, ...]) -> tuple[EscalationConfig, ...]:
        days = [each.after for each in steps]
        if days != sorted(set(days)):
            raise ValueError("after 要一步比一步大")
        return steps

    @property
    def ladder(self) -> tuple[Rung, ...]:
        """Return the ladder with the escalation that is set."""
        return ladder_with([(each.after, Audience(each.to)) for each in self.escalation])

    @property
    def own_lead_values(self) -> tuple[OwnLeads, ...]:
        """Return the exceptions that handlers know."""
        return tuple(OwnLeads(**each.model_dump()) for each in self.own_leads)

    @property
    def label_values(self) -> Labels:
        """Return the labels that handlers know."""
        return Labels(**self.labels.model_dump())

    @property
    def paint_values(self) -> Paints:
        """Return the paints that handlers know."""
        return Paints(**self.colours.model_dump())
