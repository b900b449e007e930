"""The short ways between loops: what one commits with its own work, an idle one need not ask for again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from handlers.dispatch import Claimed
    from handlers.known import StoredLetter
    from handlers.rules.retry import Delivery


@dataclass(frozen=True, slots=True)
class Begun:
    """A letter whose try is counted; `raw` are its bytes where they are still at hand."""

    letter: StoredLetter
    raw: bytes | None = None


class ToDesk:
    """From the intake to the desk: while that is idle, letters are stored with their first try counted.

    A desk that is busy finds them in the database, so that none is counted long before it is tried.
    """

    def __init__(self) -> None:
        self.turn = asyncio.Lock()  # of whoever counts tries, until it is known who has the letters
        self._is_idle = False
        self._begun: list[Begun] = []

    @contextmanager
    def idle(self) -> Iterator[None]:
        """Let letters be handed over meanwhile."""
        self._is_idle = True
        try:
            yield
        finally:
            self._is_idle = False

    @property
    def is_open(self) -> bool:
        """Tell, to who has the turn, whether letters may be handed over."""
        return self._is_idle and not self._begun

    def hand(self, letters: list[Begun]) -> None:
        """Leave letters for the desk; their tries are on disk."""
        self._begun = letters

    def take(self) -> list[Begun]:
        """Return what was handed over, once."""
        begun, self._begun = self._begun, []
        return begun


@dataclass(frozen=True, slots=True)
class IdleLane:
    """A lane with nothing to carry: `claim` in a transaction, and `begin` as soon as that is on disk.

    `begin` returns what is under way then: a parcel's id with what becomes of it.
    """

    claim: Callable[[AsyncSession], Awaitable[list[Claimed]]]
    begin: Callable[[Sequence[Claimed]], set[asyncio.Task[tuple[int, Delivery]]]]


class ToLane:
    """From the desk to a lane: while that is idle, parcels are claimed in the transaction that wrote them."""

    def __init__(self) -> None:
        self.lane: IdleLane | None = None

    @contextmanager
    def idle(self, lane: IdleLane) -> Iterator[None]:
        """Let parcels be claimed for a lane meanwhile."""
        self.lane = lane
        try:
            yield
        finally:
            self.lane = None
