"""The door to Telegram: polls, hands each update to its callback, catches what goes wrong."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Final, Self

import structlog
from structlog.contextvars import bound_contextvars
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, CallbackContext, TypeHandler

from bot.chat import (
    applicant_units,
    basket,
    broadcasts,
    cases,
    eligibility,
    follows,
    imports,
    linking,
    menus,
    operation,
    people,
    questions,
    review,
    settings,
    staff,
    submissions,
    unanswered,
)
from bot.chat.audiences import Audience, joined
from bot.chat.carrier import ChatCarrier
from bot.chat.command_menu import set_chat_menu, set_command_menu
from bot.chat.files import FileFetcher
from bot.chat.incoming import Incoming, read_update
from bot.chat.outcomes import told
from bot.chat.pace import pace_of
from bot.chat.routing import choose
from bot.chat.silence import alarm_when_silent
from bot.chat.turn import Turn
from bot.chat.updates import WANTED, ChatQueues, StoringBot
from bot.figures import Step
from bot.parts import Parts
from bot.policies import remember_bot
from handlers.refusals import Refusal
from handlers.screens import HOME, Screen
from handlers.updates import TRIES, HandledBefore, UpdateKey, count_failure
from handlers.wording import say

# Who answers in chat; bot/chat/audiences.py says how to plug one in.
AUDIENCES: Final[tuple[Audience, ...]] = (
    menus.CALLBACKS,
    basket.CALLBACKS,
    submissions.CALLBACKS,
    linking.CALLBACKS,
    applicant_units.CALLBACKS,
    follows.CALLBACKS,
    eligibility.CALLBACKS,
    questions.CALLBACKS,
    review.CALLBACKS,
    cases.CALLBACKS,
    imports.CALLBACKS,
    settings.CALLBACKS,
    unanswered.CALLBACKS,
    operation.CALLBACKS,
    people.CALLBACKS,
    broadcasts.CALLBACKS,
    staff.CALLBACKS,
)

RETRY_PAUSES: Final = (0.2, 1.0)  # seconds between the tries of one update
CONNECT_PAUSES: Final = (1.0, 2.0, 5.0, 15.0, 30.0)  # seconds between tries to reach Telegram at start
STOP_SECONDS: Final = 10.0  # for what is under way when the service stops; what is left is replayed
LOOK_SECONDS: Final = 30.0
SILENT_SECONDS: Final = 240.0  # without a poll, polling has died
App = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]
log = structlog.get_logger()


class PollingStopped(Exception):  # noqa: N818 - it names what happened
    """Say that nobody polls any more; the supervisor starts the service again."""


class ChatDoor:
    """The whole of chat: `carrier` for what leaves, `run` for what arrives."""

    def __init__(self, parts: Parts, audiences: tuple[Audience, ...] = AUDIENCES) -> None:
        # The library's HTTP client logs every address at INFO, and the addresses hold the token.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._parts = parts
        self._audience = joined(audiences)
        self._bot = StoringBot(parts)
        self._pace = pace_of(parts.config.telegram.calls_per_second)
        self._queues = ChatQueues()
        self._files = FileFetcher(parts, self._bot)
        self._offset: int | None = None
        parts.figures.telegram_heard = lambda: self._bot.heard_at
        self.carrier = ChatCarrier(parts, self._bot, self._pace)
        self._application: App = (
            ApplicationBuilder().bot(self._bot).concurrent_updates(self._queues).job_queue(None).build()
        )
        self._application.add_handler(TypeHandler(Update, self._take))
        self._application.add_error_handler(_log_error)

    async def __aenter__(self) -> Self:
        """Open nothing yet: Telegram may be out of reach while the mailbox is not."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        if not self._application.running:  # a hard stop left it so, and the end of the loop ends it
            with suppress(TelegramError):
                await self._application.shutdown()
        await self._bot.close_connections()

    async def run(self) -> None:
        """Poll and fetch files until cancelled; first do what an earlier run left."""
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(alarm_when_silent(self._parts, lambda: self._bot.heard_at))
            await self._serve()
            watching.cancel()

    async def _serve(self) -> None:
        await self._connect()
        updater = self._application.updater
        if updater is None:
            raise PollingStopped
        await self._files.resume()
        for update in await self._bot.replay():
            await self._application.update_queue.put(update)
        try:
            await self._application.start()
            await updater.start_polling(
                timeout=self._parts.config.telegram.poll_seconds,
                bootstrap_retries=-1,
                allowed_updates=WANTED,
                error_callback=_log_poll_error,
            )
            async with asyncio.TaskGroup() as group:
                group.create_task(questions.warm_up(self._parts))
                group.create_task(self._files.run())
                group.create_task(self._bot.ledger.run())
                group.create_task(set_command_menu(self._bot, self._parts, self._audience.menu))
                group.create_task(self._watch())
        finally:
            await self._stop()

    async def once(self) -> int:
        """Handle what waits now: updates stored, updates at Telegram, files wanted; return how many."""
        if not await self._reach():
            return 0
        await self._files.resume()
        updates = await self._bot.replay() if self._offset is None else []
        polled = await self._poll_once()
        replayed = {update.update_id for update in updates}
        updates += [update for update in polled if update.update_id not in replayed]
        await asyncio.gather(*(self._process(update) for update in updates))
        await self._bot.ledger.mark()
        return len(updates) + await self._files.fetch_due()

    async def _poll_once(self) -> tuple[Update, ...]:
        """Take what Telegram has; the next call confirms it."""
        try:
            polled = await self._bot.get_updates(offset=self._offset, timeout=0, allowed_updates=WANTED)
        except TelegramError as error:
            log.warning("poll.failed", error=told(error))
            return ()
        self._offset = polled[-1].update_id + 1 if polled else self._offset or 0
        return polled

    async def _process(self, update: Update) -> None:
        await self._queues.process_update(update, self._application.process_update(update))

    async def _connect(self) -> None:
        """Say who we are, again and again until Telegram answers."""
        tries = 0
        while not await self._reach():
            await asyncio.sleep(CONNECT_PAUSES[min(tries, len(CONNECT_PAUSES) - 1)])
            tries += 1

    async def _reach(self) -> bool:
        """Say who we are; false where Telegram is out of reach."""
        try:
            await self._application.initialize()
        except InvalidToken:
            log.critical("chat.token_refused", remedy="请检查 telegram.token")
            raise
        except TelegramError as error:
            log.warning("chat.out_of_reach", error=told(error))
            return False
        self._introduce(self._bot.username)
        return True

    def _introduce(self, username: str) -> None:
        """Let letters that name the bot know what it is called."""
        if self._parts.policy.bot_username != username:
            self._parts.policy = replace(self._parts.policy, bot_username=username)
            remember_bot(self._parts.config, username)

    async def _stop(self) -> None:
        """Stop polling, then finish what is under way; what does not end in time is replayed."""
        updater = self._application.updater
        try:
            async with asyncio.timeout(STOP_SECONDS):
                if updater is not None and updater.running:
                    await updater.stop()
                if self._application.running:
                    await self._application.stop()
                await self._bot.ledger.mark()
        except TimeoutError:
            log.warning("chat.stopped_hard")

    async def _watch(self) -> None:
        """Notice polling that died without a word."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            silence = loop.time() - (self._bot.polled_at or loop.time())
            if silence > SILENT_SECONDS + self._parts.config.telegram.poll_seconds:
                raise PollingStopped

    async def _take(self, update: Update, _context: Context) -> None:
        """Handle one update: three tries, then it is set aside and the next one flows."""
        key = UpdateKey(self._bot.id, update.update_id)
        incoming = read_update(update, key.bot_id)
        if not await self._bot.ledger.is_waiting(key):
            return
        if incoming is None:
            self._bot.ledger.note_read(key)
            return
        with bound_contextvars(update=key.number):
            for attempt in range(TRIES):
                if await self._try(incoming):
                    return
                if attempt < len(RETRY_PAUSES):
                    await asyncio.sleep(RETRY_PAUSES[attempt])

    async def _try(self, incoming: Incoming) -> bool:
        """Run the callback once; true where there is nothing more to try."""
        turn = Turn(
            self._parts,
            self._bot,
            self._pace,
            incoming,
            another_file_waits=self._file_waits(incoming),
            show_commands=partial(set_chat_menu, self._bot, incoming.chat_id, lines=self._audience.menu),
        )
        async with asyncio.TaskGroup() as group:
            if incoming.query_id is not None:
                group.create_task(self._answer(incoming.query_id))
            return await self._call(turn)

    async def _call(self, turn: Turn) -> bool:
        key = turn.incoming.key
        try:
            callback = await choose(self._audience, turn)
            if callback is not None:
                await callback(turn)
        except HandledBefore:
            return True
        except Refusal as refusal:
            await turn.refuse(refusal)
            return True
        except Exception:
            log.exception("update.failed", update=key.number)
            self._parts.figures.failed(Step.UPDATE)
            if turn.is_done:
                return True
            return await self._count(turn)
        if not turn.is_done:
            self._bot.ledger.note_read(key)
        return True

    async def _count(self, turn: Turn) -> bool:
        """Count a failed try; the person is told when it was the last."""
        async with self._parts.database.transaction() as session:
            aside = await count_failure(session, turn.incoming.key)
        if aside:
            log.error("update.aside", update=turn.incoming.key.number)
            await turn.say(Screen(say("failed.html"), [[HOME]]))
        return aside

    async def _answer(self, query_id: str) -> None:
        """Stop the waiting sign on a pressed button; "too old" is no fault."""
        try:
            await self._bot.answer_callback_query(query_id)
        except TelegramError as error:
            log.info("press.not_answered", error=told(error))

    def _file_waits(self, incoming: Incoming) -> Any:
        def another() -> bool:
            following = self._queues.next_of(incoming.chat_id)
            read = read_update(following, incoming.key.bot_id) if following else None
            return read is not None and read.file is not None

        return another


async def _log_error(_update: object, context: Context) -> None:
    error = context.error
    log.error("update.broke", error=told(error) if error else "", exc_info=error)


def _log_poll_error(error: TelegramError) -> None:
    log.warning("poll.failed", error=told(error))
