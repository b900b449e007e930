"""Presses of buttons that the bot has to answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from demo.bot_api_errors import BadRequest
from demo.changes import Changes


@dataclass(frozen=True, slots=True)
class Toast:
    """What the bot answered to a press; an alert wants to be closed by hand."""

    number: int
    text: str
    alert: bool


class CallbackQueries:
    """Number presses and accept one answer to each."""

    def __init__(self, changes: Changes, first_id: int = 1) -> None:
        self._changes = changes
        self._ids = count(4_000_000_000 + first_id)
        self._open: dict[str, int] = {}
        self._toasts: dict[int, Toast] = {}
        self.answered = 0

    def begin(self, user_id: int) -> str:
        """Open a query of this user and return its id."""
        query_id = str(next(self._ids))
        self._open[query_id] = user_id
        return query_id

    def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Close a query; raises BadRequest for one that is unknown or was answered."""
        user_id = self._open.pop(query_id, None)
        if user_id is None:
            raise BadRequest("query is too old and response timeout expired or query ID is invalid")
        self.answered += 1
        if text:
            self._toasts[user_id] = Toast(self.answered, text, alert)
        self._changes.touch()

    def waits(self, query_id: str) -> bool:
        """Say whether a query has no answer yet."""
        return query_id in self._open

    def toast(self, user_id: int) -> Toast | None:
        """Give the newest toast of a user."""
        return self._toasts.get(user_id)
