"""What everybody is told before the first submission: above all what is stored, and how long."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.policy import Policy
from handlers.rules.spans import days_said, months_said


@dataclass(frozen=True, slots=True)
class Kept:
    """How long each class is kept, as the notices say it."""

    submissions: str
    drafts: str
    chats: str


def kept_words(policy: Policy) -> Kept:
    """Word what the office has configured about keeping."""
    spans = policy.retention
    return Kept(months_said(spans.submissions), days_said(spans.drafts), days_said(spans.chats))
