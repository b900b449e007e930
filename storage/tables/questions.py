"""Questions that found no answer, as rows."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.moments import Moment
from storage.states import Channel
from storage.tables.row import Row


class Unanswered(Row, table=True):
    """A question that the guide did not answer, without anything that says who asked."""

    id: int | None = Field(default=None, primary_key=True)
    folded: str = Field(index=True)  # what makes two wordings the same question
    text: str  # phones, addresses and ID numbers masked
    channel: Channel
    outcome: str  # none or clarify
    at: datetime = Field(sa_type=Moment, index=True)
