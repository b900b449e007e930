"""The performance of the demo: documents in force, the desk open, its people let in."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.app import run
from bot.config import Config
from bot.logs import set_up_logs
from bot.parts import Parts
from bot.policies import policy_of
from demo.binding import bind_office
from demo.cast import OPERATOR_ID, OPERATOR_MAILBOX, STAFF_ID, make_cast, operator, staff_member
from demo.configuration import demo_config
from demo.documents import Documents
from demo.outgoing import nothing_under_way
from demo.stage import Stage
from handlers.audit import COMMAND
from handlers.editions import apply_document, in_force
from handlers.rules.people import Person
from storage.database import open_database


async def perform(stage: Stage, folder: Path, documents: Documents) -> None:
    """Put the documents in force, open the desk, and let its people in."""
    member = staff_member(documents.staff, [task.lead_unit or "" for task in documents.tasks.tasks])
    chief = operator(documents.staff)
    stage.enter(make_cast(documents.guide, documents.staff, member, chief))
    config = demo_config(stage, folder, chief.email if chief and chief.email else OPERATOR_MAILBOX)
    set_up_logs(config)
    stage.progress.say("正在启用样例文件……")
    await _put_in_force(config, documents, stage.clock.now())
    stage.progress.say("正在启动申报台……")
    async with asyncio.TaskGroup() as group:

        def started(parts: Parts) -> None:
            group.create_task(_open(stage, parts, {STAFF_ID: member, OPERATOR_ID: chief}))

        await run(config, stage.clock, started=started)


async def _put_in_force(config: Config, documents: Documents, now: datetime) -> None:
    """Apply the documents, unless a kept data folder has some already."""
    database = await open_database(config.database, create=True)
    try:
        async with database.transaction() as session:
            for document in (documents.guide, documents.tasks, documents.staff):
                if await in_force(session, document.kind) is None:
                    await apply_document(session, document, now, policy_of(config), COMMAND)
    finally:
        await database.close()


async def _open(stage: Stage, parts: Parts, office: dict[int, Person | None]) -> None:
    stage.settled = partial(nothing_under_way, parts, stage.exchange.changes)
    await stage.exchange.updates.held()
    stage.progress.say("正在绑定工作人员的聊天……")
    await bind_office(stage, parts, office)
    stage.progress.finish()
    await stage.days.open()
    sys.stderr.write("演示已就绪，按 Ctrl-C 结束。\n")
