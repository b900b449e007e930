"""Build the parts, and run their loops in one group."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import structlog

from bot.chat.application import ChatDoor
from bot.clock import Clock
from bot.config import Config
from bot.courier import Courier, Lane
from bot.instance import only_instance
from bot.mail.builder import build_waiting
from bot.mail.carrier import MailCarrier
from bot.mail.desk import run_desk, take_waiting, warm_up
from bot.mail.intake import sweep, watch
from bot.night import run_nights
from bot.parts import Parts
from bot.policies import policy_of
from bot.receipts import draw_waiting, run_drawing
from bot.rounds import make_rounds, run_rounds
from bot.steady import persist
from bot.tick import run_tick, tick
from bot.worker import Worker
from handlers.dispatch import recover
from storage.blobs import Blobs
from storage.database import open_database
from storage.states import Channel

LOOK_SECONDS = 5.0  # a loop that was not rung looks by itself
ROUNDS = 50  # of `--once`, before what is left has to wait for its time
log = structlog.get_logger()


@asynccontextmanager
async def open_parts(config: Config, clock: Clock) -> AsyncIterator[Parts]:
    """Open the database and the worker under the instance lock, and close them on leaving."""
    async with AsyncExitStack() as stack:
        stack.enter_context(only_instance(config.database))
        database = await open_database(config.database, create=True, may_upgrade=True)
        stack.push_async_callback(database.close)
        if upgraded := database.upgraded:
            told = f"数据库已从 {upgraded.before} 升级到 {upgraded.after}，升级前的副本是 {upgraded.kept}"
            log.warning("database.upgraded", told=told)
        worker = Worker()
        stack.push_async_callback(worker.close)
        parts = Parts(config, policy_of(config), clock, database, Blobs(config.blobs), worker)
        async with database.transaction() as session:
            await recover(session, clock.now())
        await parts.journal.begin(clock.now())
        stack.push_async_callback(parts.writer.close)
        yield parts


async def run(config: Config, clock: Clock, *, started: Callable[[Parts], None] | None = None) -> None:
    """Run the service until it is cancelled; `started` is called once everything is up."""
    async with open_parts(config, clock) as parts, _doors(parts) as (lanes, chat):
        courier = Courier(parts, lanes)
        async with asyncio.TaskGroup() as group:
            for loop in _loops(parts, courier, chat):
                group.create_task(loop)
            log.info("service.started", mode=config.mode, database=str(config.database))
            if started is not None:
                started(parts)


async def run_once(config: Config, clock: Clock) -> int:
    """Handle what waits now, and return how many things were handled."""
    async with open_parts(config, clock) as parts, _doors(parts) as (lanes, chat):
        courier = Courier(parts, lanes)
        await make_rounds(parts)
        handled = await sweep(parts) if config.intake.enabled else 0
        for _ in range(ROUNDS):
            steps = [
                take_waiting(parts),
                draw_waiting(parts),
                build_waiting(parts),
                tick(parts),
                courier.carry_all_due(),
            ]
            if chat is not None:
                steps.insert(0, chat.once())
            done = sum([await step for step in steps])
            handled += done
            if not done:
                break
        return handled


@asynccontextmanager
async def _doors(parts: Parts) -> AsyncIterator[tuple[list[Lane], ChatDoor | None]]:
    """Open the ways out and the chat; a channel that is switched off has no lane, its parcels wait."""
    async with AsyncExitStack() as stack:
        carrier = await stack.enter_async_context(MailCarrier(parts))
        lanes = [Lane(Channel.MAIL, carrier, way=parts.to_relay)]
        chat = None
        if parts.config.web.enabled:
            from bot.web import web_page  # a web server, loaded only where there is a page

            await stack.enter_async_context(web_page(parts))
        if parts.config.telegram.enabled:
            chat = await stack.enter_async_context(ChatDoor(parts))
            lanes.append(Lane(Channel.CHAT, chat.carrier))
        yield lanes, chat


def _loops(parts: Parts, courier: Courier, chat: ChatDoor | None) -> list[Coroutine[Any, Any, None]]:
    loops = [
        courier.run(),
        _run_builder(parts),
        run_desk(parts),
        persist(lambda: run_tick(parts), "tick"),
        run_rounds(parts),
        run_nights(parts),
        run_drawing(parts),
    ]
    if parts.config.intake.enabled:
        loops += [watch(parts, box) for box in parts.config.intake.mailboxes]
        loops.append(warm_up(parts))
    if chat is not None:
        loops.append(chat.run())
    return loops


async def _run_builder(parts: Parts) -> None:
    """Build letters as long as there are any, then wait for the bell."""
    ear = parts.signals.outbox.ear()
    while True:
        if not await persist(lambda: build_waiting(parts), "build_waiting"):
            await ear.wait(LOOK_SECONDS)
