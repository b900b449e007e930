"""The one door out: claim a batch, send it, settle it; one lane per channel."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from bot.config import Mode
from bot.parts import Parts
from handlers.dispatch import Claimed, Lost, claim, has_due, settle
from handlers.lost_parcels import report_lost, report_own_fault
from handlers.rules.retry import OWN_FAULT, Delivery, Fate
from storage.states import Channel

BATCH = 50
LOOK_SECONDS = 1.0
log = structlog.get_logger()


class Carrier(Protocol):
    """What brings a channel's parcels to the other side."""

    async def carry(self, parcel: Claimed) -> Delivery:
        """Send one parcel; a fault is a value, never an exception."""
        ...


@dataclass(frozen=True, slots=True)
class Lane:
    """A channel with its carrier; `width` parcels are under way at once."""

    channel: Channel
    carrier: Carrier
    width: int = 4


class Courier:
    """Carries parcels until it is stopped."""

    def __init__(
        self, parts: Parts, lanes: Sequence[Lane], chance: Callable[[], float] = random.random
    ) -> None:
        self._parts = parts
        self._lanes = lanes
        self._chance = chance
        self._paused_until: dict[Channel, datetime] = {}

    async def run(self) -> None:
        """Carry what is due, for ever."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(self._run_lane(lane))

    async def _run_lane(self, lane: Lane) -> None:
        ear = self._parts.signals.outbox.ear()
        while True:
            if not await self.carry_due(lane):
                await ear.wait(LOOK_SECONDS)

    async def carry_all_due(self) -> int:
        """Carry one batch of every lane and return how many parcels left its hands."""
        return sum([await self.carry_due(lane) for lane in self._lanes])

    async def carry_due(self, lane: Lane) -> int:
        """Claim, send and settle one batch of a lane."""
        now = self._parts.clock.now()
        if now < self._paused_until.get(lane.channel, now):
            return 0
        async with self._parts.database.reading() as session:
            waiting = await has_due(session, lane.channel, now)
        if not waiting:
            return 0
        async with self._parts.database.transaction() as session:
            parcels = await claim(session, lane.channel, BATCH, now)
        results = await self._send(lane, parcels)
        await self._settle(lane, results)
        return len(results)

    async def _send(self, lane: Lane, parcels: list[Claimed]) -> list[tuple[int, Delivery]]:
        if self._parts.config.mode is Mode.DRY_RUN:
            return [(parcel.id, Delivery(Fate.SENT, "dry-run：没有发出")) for parcel in parcels]
        gate = asyncio.Semaphore(lane.width)
        return await asyncio.gather(*(self._carry(lane, parcel, gate) for parcel in parcels))

    async def _carry(self, lane: Lane, parcel: Claimed, gate: asyncio.Semaphore) -> tuple[int, Delivery]:
        async with gate:
            delivery = await lane.carrier.carry(parcel)
        log.info(
            "parcel.carried", parcel=parcel.id, key=parcel.key, fate=delivery.fate, remark=delivery.remark
        )
        return parcel.id, delivery

    async def _settle(self, lane: Lane, results: list[tuple[int, Delivery]]) -> None:
        now, parts = self._parts.clock.now(), self._parts
        own = next((delivery for _, delivery in results if delivery.fate is Fate.OURS), None)
        async with parts.database.transaction() as session:
            lost: list[Lost] = await settle(session, results, now, self._chance())
            for parcel in lost:
                await report_lost(session, parcel, now, parts.policy)
            if own is not None:
                await report_own_fault(session, lane.channel, own.remark, now, parts.policy)
        if own is not None:
            self._paused_until[lane.channel] = now + OWN_FAULT
