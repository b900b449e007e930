"""Facts about what `doctor` says of the backups."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.config import BackupConfig
from bot.doctor import backups
from bot.doctor.examination import Patient
from storage.migrations.run import upgrade
from tests.doctor.desk_to_examine import TODAY, Told, assert_told, found, patient_of


def desk_with(
    folder: Path, *, made_at: datetime | None, drilled: datetime | None, damage: int = 0
) -> Patient:
    """Give a desk with one backup, and with what it remembers of the last trial."""
    kept = folder / "kept"
    patient = patient_of(folder, backup=BackupConfig(folder=kept))
    upgrade(patient.config.database)
    if made_at is not None:
        day = kept / f"{made_at.date()}"
        day.mkdir(parents=True)
        values = {"made_at": made_at.isoformat(), "database": "d.db", "digest": "", "blobs": []}
        (day / "manifest.json").write_text(json.dumps(values), encoding="utf-8")
    if drilled is not None:
        with sqlite3.connect(patient.config.database) as connection:
            rows = [("backup:drilled", int(drilled.timestamp())), ("backup:damage", damage)]
            connection.executemany("INSERT INTO serial VALUES (?, ?)", rows)
    return patient


@pytest.mark.parametrize(
    ("made", "drilled", "damage", "told"),
    [
        (None, None, 0, Told("backup", "warning", "还没有自动备份", "shenbao backup")),
        (3, 5, 0, Told("backup", "failed", "最近的自动备份是", "磁盘")),
        (0, 5, 2, Told("restore-drill", "failed", "发现 2 处问题", "restore --check")),
        (0, 60, 0, Told("restore-drill", "warning", "已过去很久", "restore --check")),
    ],
)
async def test_fault_of_the_backups_is_named_with_its_remedy(
    tmp_path: Path, made: int | None, drilled: int | None, damage: int, told: Told
) -> None:
    def ago(days: int | None) -> datetime | None:
        return None if days is None else TODAY - timedelta(days=days)

    patient = desk_with(tmp_path, made_at=ago(made), drilled=ago(drilled), damage=damage)
    assert_told(await found(patient, [backups.ROUND]), told)


async def test_manifest_that_is_torn_is_told(tmp_path: Path) -> None:
    patient = desk_with(tmp_path, made_at=TODAY, drilled=None)
    next((tmp_path / "kept").glob("*/manifest.json")).write_text("{")
    assert_told(await found(patient, [backups.ROUND]), Told("backup", "failed", "读不了", "shenbao backup"))


async def test_good_backups_and_none_wished_are_no_fault(tmp_path: Path) -> None:
    good = await found(desk_with(tmp_path, made_at=TODAY, drilled=TODAY), [backups.ROUND])
    assert {each.state.value for each in good.values()} == {"ok"}
    none = await found(patient_of(tmp_path), [backups.ROUND])
    assert {each.state.value for each in none.values()} == {"skipped"}
