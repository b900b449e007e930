"""A desk with only its chat door, over HTTP against the local Bot API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.chat.application import ChatDoor
from bot.clock import SystemClock
from bot.config import Config, Mode, SandboxConfig, StorageConfig, TelegramConfig
from bot.courier import Courier, Lane
from bot.parts import Parts
from bot.worker import Worker
from demo.bot_api import LocalBotApi
from handlers.audit import COMMAND
from handlers.editions import apply_document
from handlers.policy import Policy
from handlers.rules.documents import read_document
from handlers.rules.guide import Guide
from handlers.rules.guide_text import read_guide
from handlers.rules.people import Role
from storage.blobs import Blobs
from storage.database import open_database
from storage.states import Channel
from storage.tables import StaffMember

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@dataclass
class ChatDesk:
    """The parts, the outside world, and the loops while they run."""

    parts: Parts
    api: LocalBotApi
    task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Run the chat door and the courier's chat lane until `stop`; return when the bot polls."""
        self.task = asyncio.create_task(self._run())
        held = asyncio.create_task(self.api.exchange.updates.held())
        await asyncio.wait({self.task, held}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
        if self.task.done():
            self.task.result()
        assert held.done(), "the bot did not begin to poll"

    async def _run(self) -> None:
        async with ChatDoor(self.parts) as door, asyncio.TaskGroup() as group:
            group.create_task(door.run())
            group.create_task(Courier(self.parts, [Lane(Channel.CHAT, door.carrier)]).run())

    async def stop(self) -> None:
        """End the loops as the service ends them."""
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task
            self.task = None

    async def hire(self, chat_id: int, role: Role = Role.OPERATOR, name: str = "演示戊") -> None:
        """Let somebody of the office be bound to a chat, without the code."""
        async with self.parts.database.transaction() as session:
            session.add(StaffMember(name=name, unit="市科技局", role=role, chat_id=chat_id))

    async def rows(self, table: type[SQLModel]) -> Sequence[Any]:
        """Return all rows of a table, in the order of their keys."""
        async with self.parts.database.reading() as session:
            return (await session.scalars(select(table).order_by(*table.__table__.primary_key))).all()  # type: ignore[attr-defined]


@cache
def sample_guide() -> Guide:
    """Read the project's own guide, once for all tests."""
    file = SAMPLES / "guide-2023.txt"
    return read_guide(read_document(file.name, file.read_bytes()))


@asynccontextmanager
async def chat_desk(
    folder: Path, *, mode: Mode = Mode.LIVE, sandbox: int | None = None, policy: Policy | None = None
) -> AsyncIterator[ChatDesk]:
    """Give a desk with the sample guide in force, not started yet."""
    async with LocalBotApi() as api:
        config = Config(
            mode=mode,
            telegram=TelegramConfig(
                token=SecretStr(api.token),
                base_url=api.base_url,
                base_file_url=api.base_file_url,
                poll_seconds=5,
            ),
            sandbox=SandboxConfig(chat=sandbox),
            storage=StorageConfig(folder=folder),
        )
        database = await open_database(config.database, create=True)
        worker = Worker()
        parts = Parts(
            config, policy or Policy(key=b"k"), SystemClock(), database, Blobs(config.blobs), worker
        )
        desk = ChatDesk(parts, api)
        try:
            async with database.transaction() as session:
                await apply_document(session, sample_guide(), parts.clock.now(), parts.policy, COMMAND)
            yield desk
        finally:
            await desk.stop()
            await worker.close()
            await database.close()


def small_limits(**changed: Any) -> Policy:
    """Return a policy with some limits changed."""
    return replace(Policy(key=b"k"), **changed)
