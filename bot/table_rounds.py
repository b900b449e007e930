"""On the first working day of a week leaders and operators get the table; leaders its state as configured."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

import structlog

from bot.parts import Parts
from bot.pictures import Pages, drawn_pages
from bot.table_papers import write_papers
from handlers.milestone_table import Overview
from handlers.rules.people import Role
from handlers.table_readers import Reader, new_week, readers, send_state, send_week

log = structlog.get_logger()


async def send_overviews(parts: Parts, noted: date | None, now: datetime) -> None:
    """Send what a new day of planning brings; `noted` is the one before, None on the first of all."""
    policy = parts.policy
    today = now.astimezone(policy.zone).date()
    week = new_week(noted, today)
    picture, state = week and policy.weekly_picture, policy.leader_digest
    told = state == "daily" or (state == "weekly" and week)
    if not picture and not told:
        return
    async with parts.database.reading() as session:
        everybody = await readers(session, now, policy)
    if told:
        async with parts.database.transaction() as session:
            for each in everybody:
                if each.role is Role.LEADER:
                    await send_state(session, each, now, policy)
    if picture:
        await _send_pictures(parts, everybody, now)


async def _send_pictures(parts: Parts, everybody: list[Reader], now: datetime) -> None:
    """Draw each part of the table once, however many read it; what cannot be drawn is said in the text."""
    drawn: dict[Overview, Pages] = {}
    for reader in everybody:
        if reader.table not in drawn:
            drawn[reader.table] = await drawn_pages(reader.table)
        pages = drawn[reader.table]
        papers = await asyncio.to_thread(write_papers, parts.blobs, reader.table, pages.files)
        async with parts.database.transaction() as session:
            await send_week(session, reader, papers, pages.missing, now, parts.policy)
    log.info("overviews.written", readers=len(everybody), pictures=len(drawn))
