"""The backups that the service makes by itself: one a day, the newest restored for trial once a month."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from bot.backups import source_of
from bot.config import Config
from bot.erasures import NAME as ERASED
from bot.erasures import keep, tombstones
from bot.parts import Parts
from bot.restoring import damage_of
from bot.sent_journal import MARGIN, trim
from handlers.backup_marks import backup_state, may_try, note_backup, note_drill, tell_no_backup
from storage.backup import MANIFEST, BadBackup, Manifest, back_up, read_manifest

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
log = structlog.get_logger()


async def back_up_daily(parts: Parts) -> bool:
    """Make the day's backup once its hour has come; true where one was made."""
    config, now = parts.config, parts.clock.now()
    if config.backup.folder is None or not await _is_due(parts, now):
        return False
    try:
        manifest = await asyncio.to_thread(make_daily, config, config.backup.folder, now)
    except (OSError, sqlite3.Error, BadBackup) as error:
        log.exception("backup.failed", folder=str(config.backup.folder))
        async with parts.database.transaction() as session:
            await tell_no_backup(session, str(error), now, parts.policy)
        parts.signals.outbox.ring()
        return False
    async with parts.database.transaction() as session:
        await note_backup(session, now)
    log.info("backup.made", folder=str(config.backup.folder), blobs=len(manifest.blobs))
    return True


async def _is_due(parts: Parts, now: datetime) -> bool:
    local = now.astimezone(parts.policy.zone)
    if local.time() < parts.config.backup.daily_at:
        return False
    async with parts.database.reading() as session:
        made = (await backup_state(session)).made
    if made is not None and datetime.fromtimestamp(made, UTC).astimezone(local.tzinfo).date() >= local.date():
        return False
    async with parts.database.transaction() as session:
        return await may_try(session, now)


def make_daily(config: Config, folder: Path, now: datetime) -> Manifest:
    """Make the day's backup in a folder of its own, beside the earlier ones, and remove the oldest."""
    local = now.astimezone(config.zone)
    today = folder / f"{local.date()}"
    earlier = [each for each in daily_backups(folder) if each != today]
    made_at = local.isoformat(timespec="seconds")
    manifest = back_up(source_of(config), today, made_at, like=earlier[-1] if earlier else None)
    keep(today / ERASED, tombstones(config.storage.folder / ERASED))
    _remove_oldest(folder, today, config.backup.keep)
    oldest = datetime.fromisoformat(read_manifest(daily_backups(folder)[0]).made_at)
    trim(folder, oldest - MARGIN)
    return manifest


def daily_backups(folder: Path) -> list[Path]:
    """Return the daily backups that are whole, oldest first."""
    days = [each for each in folder.glob("*") if DAY.fullmatch(each.name) and (each / MANIFEST).exists()]
    return sorted(days, key=lambda each: each.name)


def _remove_oldest(folder: Path, today: Path, count: int) -> None:
    """Remove all but so many of the newest backups, and what was cut short."""
    kept = {today, *daily_backups(folder)[-count:]}
    for each in folder.glob("*"):
        if DAY.fullmatch(each.name) and each not in kept:
            # First of all what makes it a backup: one that is half removed must not pass for one.
            (each / MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(each)


async def drill_monthly(parts: Parts) -> bool:
    """Restore the newest daily backup for trial, once a calendar month; true where it was done."""
    config, now = parts.config, parts.clock.now()
    if config.backup.folder is None or not config.backup.drill:
        return False
    found = await asyncio.to_thread(daily_backups, config.backup.folder)
    async with parts.database.reading() as session:
        drilled = (await backup_state(session)).drilled
    if not found or (drilled is not None and _month(parts, drilled) == _month(parts, now.timestamp())):
        return False
    damage = await asyncio.to_thread(try_out, found[-1], config.storage.folder)
    async with parts.database.transaction() as session:
        await note_drill(session, damage, now, parts.policy)
    parts.signals.outbox.ring()
    log.log(40 if damage else 20, "backup.drilled", folder=str(found[-1]), damage=damage[:5])
    return True


def try_out(folder: Path, scratch: Path) -> list[str]:
    """Restore a backup for trial, and return a sentence for each thing that is wrong with it."""
    try:
        return damage_of(folder, read_manifest(folder), scratch)
    except (OSError, BadBackup, sqlite3.Error) as error:
        return [str(error)]


def _month(parts: Parts, moment: float) -> tuple[int, int]:
    local = datetime.fromtimestamp(moment, UTC).astimezone(parts.policy.zone)
    return local.year, local.month
