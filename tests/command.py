"""A command run in this process: how it ended, and what it said."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple


class Ended(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the one JSON document of standard output."""
        (line,) = self.lines
        return line

    @property
    def lines(self) -> list[Any]:
        """Return the JSON documents of standard output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Shenbao = Callable[..., Ended]
