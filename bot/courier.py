"""The one door out: claim parcels, send them, settle them; one lane per channel."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from bot.config import Mode
from bot.fail_points import Step, reach
from bot.figures import Step as Counted
from bot.parts import Parts
from bot.short_ways import IdleLane, ToLane
from bot.steady import persist
from handlers.dispatch import Claimed, Lost, claim, has_due, settle
from handlers.lost_parcels import report_fault, report_lost, report_works
from handlers.pausing import is_stopped
from handlers.reminder_situation import may_remind
from handlers.rules.retry import OWN_FAULT, Delivery, Fate
from storage.states import Channel, Pausable

BATCH = 50
LOOK_SECONDS = 1.0
GRACE_SECONDS = 5.0  # for what is under way when the service stops
GATHER_SECONDS = 0.25  # between the first end of a try and the settling of all that have ended
AT_ONCE = timedelta(milliseconds=1)
log = structlog.get_logger()


Result = tuple[int, Delivery]
Try = asyncio.Task[Result]


class Carrier(Protocol):
    """What brings a channel's parcels to the other side."""

    async def carry(self, parcel: Claimed) -> Delivery:
        """Send one parcel; a fault is a value, never an exception."""
        ...


@dataclass(frozen=True, slots=True)
class Lane:
    """A channel with its carrier; `width` parcels are under way at once.

    By the short `way` it gets what was claimed for it in somebody else's transaction while it was idle.
    """

    channel: Channel
    carrier: Carrier
    width: int = 4
    way: ToLane = field(default_factory=ToLane)


class Courier:
    """Carries parcels until it is stopped."""

    def __init__(
        self, parts: Parts, lanes: Sequence[Lane], chance: Callable[[], float] = random.random
    ) -> None:
        self._parts = parts
        self._lanes = lanes
        self._chance = chance
        self._gates = {lane.channel: asyncio.Semaphore(lane.width) for lane in lanes}
        self._paused_until: dict[Channel, datetime] = {}
        self._stopping = False
        self._stopped: set[Channel] = set()  # by operators; what is claimed already goes back
        self._faults: dict[Channel, Delivery] = {}  # the last one of a lane that is not written down yet
        self._works: set[Channel] = set()  # lanes of which it is written down that they work

    async def run(self) -> None:
        """Carry what is due, for ever."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(self._run_lane(lane))

    async def _run_lane(self, lane: Lane) -> None:
        """Keep a lane busy: what is done is settled while the slow ones go on, and makes room for more."""
        ear = self._parts.signals.outbox.ear()
        under_way: set[Try] = set()
        begun: set[Try] = set()  # by the short way, since the last look
        async with asyncio.TaskGroup() as group:
            idle = IdleLane(partial(self._claim_in, lane), partial(self._begin, lane, group, begun))
            try:
                while True:
                    under_way |= begun
                    begun.clear()
                    if len(under_way) <= lane.width:
                        parcels = await persist(partial(self._claim, lane, BATCH - len(under_way)), "courier")
                        under_way |= {group.create_task(self._carry(lane, parcel)) for parcel in parcels}
                    if under_way:
                        under_way = await self._settle_done(lane, under_way)
                    else:
                        with lane.way.idle(idle):
                            await ear.wait(LOOK_SECONDS)
            except asyncio.CancelledError:
                await self._wind_up(lane, under_way | begun)
                raise

    def _begin(
        self, lane: Lane, group: asyncio.TaskGroup, begun: set[Try], parcels: Sequence[Claimed]
    ) -> set[Try]:
        """Carry what was claimed by the short way; when the service stops it is left to the next start."""
        if self._stopping:
            return set()
        tries = {group.create_task(self._carry(lane, parcel)) for parcel in parcels}
        begun |= tries
        return tries

    async def _wind_up(self, lane: Lane, under_way: set[Try]) -> None:
        """Begin nothing more, and settle what ends within the grace: a clean stop doubles no letter."""
        self._stopping = True
        if under_way:
            done, _ = await asyncio.wait(under_way, timeout=GRACE_SECONDS)
            await self._settle(lane, [each.result() for each in done])

    async def carry_all_due(self) -> int:
        """Carry one batch of every lane and return how many parcels left its hands."""
        return sum([await self.carry_due(lane) for lane in self._lanes])

    async def carry_due(self, lane: Lane) -> int:
        """Claim one batch of a lane, send it and settle it to the last parcel."""
        parcels = await persist(partial(self._claim, lane, BATCH), "courier")
        async with asyncio.TaskGroup() as group:
            under_way = {group.create_task(self._carry(lane, parcel)) for parcel in parcels}
            while under_way:
                under_way = await self._settle_done(lane, under_way)
        return len(parcels)

    async def _claim(self, lane: Lane, limit: int) -> list[Claimed]:
        now = self._parts.clock.now()
        if self._paused(lane):
            return []
        quiet = not may_remind(now, self._parts.policy)
        async with self._parts.database.glance() as session:
            if not await has_due(session, lane.channel, now, quiet=quiet):
                return []
            await self._look(session, lane)
        if lane.channel in self._stopped:
            return []
        async with self._parts.database.transaction() as session:
            claimed = await claim(session, lane.channel, limit, now, quiet=quiet)
            reach(Step.CLAIMING)
        reach(Step.CLAIMED)
        return claimed

    async def _claim_in(self, lane: Lane, session: AsyncSession) -> list[Claimed]:
        """Claim what is due in the transaction of who wrote it."""
        now = self._parts.clock.now()
        await self._look(session, lane)
        if self._paused(lane) or lane.channel in self._stopped:
            return []
        quiet = not may_remind(now, self._parts.policy)
        claimed = await claim(session, lane.channel, BATCH, now, quiet=quiet)
        reach(Step.CLAIMING)
        return claimed

    async def _look(self, session: AsyncSession, lane: Lane) -> None:
        """See whether operators have stopped a lane or let it go on."""
        if lane.channel is Channel.MAIL:
            stopped = await is_stopped(session, Pausable.RELAY)
            (self._stopped.add if stopped else self._stopped.discard)(lane.channel)

    def _paused(self, lane: Lane) -> bool:
        until = self._paused_until.get(lane.channel)
        return until is not None and self._parts.clock.now() < until

    async def _carry(self, lane: Lane, parcel: Claimed) -> Result:
        async with self._gates[lane.channel]:
            with bound_contextvars(parcel=parcel.id, key=parcel.key):
                delivery = await self._deliver(lane, parcel)
        log.info(
            "parcel.carried", parcel=parcel.id, key=parcel.key, fate=delivery.fate, remark=delivery.remark
        )
        self._count(lane, parcel, delivery)
        if delivery.fate is Fate.SENT:
            await self._parts.journal.note(parcel.key, self._parts.clock.now())
        return parcel.id, delivery

    def _count(self, lane: Lane, parcel: Claimed, delivery: Delivery) -> None:
        sent = delivery.fate is Fate.SENT
        age = max(0.0, (self._parts.clock.now() - parcel.created_at).total_seconds())
        self._parts.figures.carried(lane.channel, delivery.fate, age if sent else None)
        if delivery.fate in {Fate.OURS, Fate.REFUSED}:
            self._parts.figures.failed(Counted.SENDING)

    async def _deliver(self, lane: Lane, parcel: Claimed) -> Delivery:
        if self._parts.config.mode is Mode.DRY_RUN:
            return Delivery(Fate.KEPT, "dry-run：没有发出")
        if self._stopping:
            return Delivery(Fate.HELD, "服务停止，没有发出", wait=AT_ONCE)
        if lane.channel in self._stopped:
            return Delivery(Fate.HELD, "发信已由管理员暂停，没有发出", wait=AT_ONCE)
        if self._paused(lane):
            return Delivery(Fate.OURS, "通道暂停，没有发出")
        reach(Step.SENDING)
        delivery = await lane.carrier.carry(parcel)
        reach(Step.SENT)
        if delivery.fate is Fate.OURS:
            # At once, so that those who wait at the gate do not meet the same refusal.
            self._paused_until[lane.channel] = self._parts.clock.now() + OWN_FAULT
        if delivery.fate is Fate.OURS or delivery.unreachable:
            self._faults[lane.channel] = delivery
        return delivery

    async def _settle_done(self, lane: Lane, under_way: set[Try]) -> set[Try]:
        """Settle the tries that have ended, at least one unless time passes, and return the others.

        Those that end a moment later go into the same transaction: it is the commit that costs.
        """
        done, others = await asyncio.wait(
            under_way, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        if done and others:
            more, others = await asyncio.wait(others, timeout=GATHER_SECONDS)
            done |= more
        if done:
            await persist(lambda: _unbroken(self._settle(lane, [each.result() for each in done])), "courier")
        return others

    async def _settle(self, lane: Lane, results: list[Result]) -> None:
        now, parts = self._parts.clock.now(), self._parts
        fault = self._faults.get(lane.channel)
        async with parts.database.transaction() as session:
            lost: list[Lost] = await settle(session, results, now, self._chance())
            await self._look(session, lane)
            for parcel in lost:
                await report_lost(session, parcel, now, parts.policy)
            works = await self._note_state(session, lane, results, fault)
            reach(Step.SETTLING)
        reach(Step.SETTLED)
        if fault is not None and self._faults.get(lane.channel) is fault:
            del self._faults[lane.channel]
        (self._works.add if works else self._works.discard)(lane.channel)

    async def _note_state(
        self, session: AsyncSession, lane: Lane, results: list[Result], fault: Delivery | None
    ) -> bool:
        """Write down that a lane fails, or that it works again; true where it is known to work."""
        now, policy = self._parts.clock.now(), self._parts.policy
        if fault is not None:
            await report_fault(session, lane.channel, fault, now, policy)
            return False
        known = lane.channel in self._works
        if known or all(delivery.fate is not Fate.SENT for _, delivery in results):
            return known
        await report_works(session, lane.channel, now, policy)
        return True


async def _unbroken(step: Coroutine[Any, Any, None]) -> None:
    """Finish a step although the service stops meanwhile, then let it stop."""
    task = asyncio.ensure_future(step)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
