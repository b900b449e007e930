"""Checks of the backups that the service makes: whether there is a new one, and how its trial went."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from bot.daily_backups import daily_backups
from bot.doctor.examination import Patient, Round
from bot.doctor.findings import Finding, State
from handlers.backup_marks import DAMAGE, DRILLED
from storage.backup import BadBackup, read_manifest

BACKUP, DRILL = "backup", "restore-drill"
OLD: Final = timedelta(days=2)  # a day may pass while the machine is off
LONG_AGO: Final = timedelta(days=40)
BY_HAND: Final = "请在 [backup] folder 里写一个文件夹，最好在另一块磁盘上；或者每天运行 shenbao backup"


async def look(patient: Patient) -> AsyncIterator[Finding]:
    """Look at the newest backup, and at what the last trial said."""
    folder = patient.config.backup.folder
    if folder is None:
        yield Finding(BACKUP, State.SKIPPED, "没有设置自动备份", BY_HAND)
        yield Finding(DRILL, State.SKIPPED, "没有自动备份，不做恢复演练")
        return
    yield await asyncio.to_thread(_newest, folder, patient.now())
    yield await asyncio.to_thread(_drill, patient)


def _newest(folder: Path, now: datetime) -> Finding:
    remedy = f"请检查 {folder} 能不能写、磁盘有没有空间；可以先运行 shenbao backup {folder / 'by-hand'}"
    found = daily_backups(folder)
    if not found:
        return Finding(BACKUP, State.WARNING, f"{folder} 里还没有自动备份", remedy)
    try:
        made_at = datetime.fromisoformat(read_manifest(found[-1]).made_at)
    except (BadBackup, ValueError) as error:
        return Finding(BACKUP, State.FAILED, f"最近的备份 {found[-1]} 读不了：{error}", remedy)
    if now - made_at > OLD:
        return Finding(BACKUP, State.FAILED, f"最近的自动备份是 {made_at:%Y-%m-%d %H:%M} 的", remedy)
    return Finding(BACKUP, State.OK, f"最近的自动备份是 {made_at:%Y-%m-%d %H:%M} 的，共 {len(found)} 份")


def _drill(patient: Patient) -> Finding:
    if not patient.config.backup.drill:
        return Finding(DRILL, State.SKIPPED, "没有启用恢复演练")
    known = _marks(patient.config.database)
    if DRILLED not in known:
        return Finding(DRILL, State.SKIPPED, "还没有做过恢复演练，有了自动备份以后每月做一次")
    at = datetime.fromtimestamp(known[DRILLED], patient.config.zone)
    if known.get(DAMAGE):
        remedy = "请检查备份所在的磁盘，换一个文件夹再备份一次，再用 shenbao restore --check 核对"
        return Finding(DRILL, State.FAILED, f"{at:%Y-%m-%d} 的恢复演练发现 {known[DAMAGE]} 处问题", remedy)
    if patient.now() - at > LONG_AGO:
        remedy = "请用 shenbao restore --check 核对最近的备份，并查看日志里的 night.failed"
        return Finding(DRILL, State.WARNING, f"上次恢复演练是 {at:%Y-%m-%d}，已过去很久", remedy)
    return Finding(DRILL, State.OK, f"{at:%Y-%m-%d} 的恢复演练没有问题")


def _marks(file: Path) -> dict[str, int]:
    """Read what the service remembers; nothing where there is no database that can be read."""
    query = "SELECT name, value FROM serial WHERE name LIKE 'backup:%'"
    try:
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=3)
        ) as connection:
            return {str(name): int(value) for name, value in connection.execute(query)}
    except sqlite3.Error:
        return {}


ROUND: Final = Round((BACKUP, DRILL), look)
