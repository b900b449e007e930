"""Erase submissions from the database, the blobs and the log of SQLite, and do it again after a restore."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.config import Config
from bot.policies import policy_of
from handlers.audit import COMMAND
from handlers.erasing import Erased, erase
from storage.blobs import Blobs
from storage.database import open_database
from storage.queries.erasing import existing_receipts
from storage.upgrading import copies_before
from storage.wiping import wipe

NAME: Final = "erased.jsonl"  # beside the database: a line for each erasure, with no word of whom


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is kept of an erasure outside the database: the receipt number and when (ISO 8601)."""

    receipt: str
    erased_at: str


def tombstones(file: Path) -> list[Tombstone]:
    """Read the list of what was erased; a line that was cut short is passed over."""
    if not file.exists():
        return []
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            values = json.loads(line)
            found.append(Tombstone(str(values["receipt"]), str(values["erased_at"])))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def keep(file: Path, stones: Sequence[Tombstone]) -> None:
    """Append to the list what is not in it, durably."""
    known = {each.receipt for each in tombstones(file)}
    lines = [
        json.dumps({"receipt": each.receipt, "erased_at": each.erased_at}) + "\n"
        for each in stones
        if each.receipt not in known
    ]
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as opened:
        opened.writelines(lines)
        opened.flush()
        os.fsync(opened.fileno())


async def erase_all(config: Config, receipts: Sequence[str], now: datetime) -> list[Erased]:
    """Erase submissions, with one wiping for all; raises Refusal for a number that nothing has.

    The instance lock must be held: nobody else may have the database open.
    """
    database = await open_database(config.database, may_upgrade=True)
    policy, done = policy_of(config), []
    try:
        for receipt in receipts:
            async with database.transaction() as session:
                done.append(await erase(session, receipt, now, policy, COMMAND))
    finally:
        await database.close()
    blobs = Blobs(config.blobs)
    for name in {name for each in done for name in each.blobs}:
        blobs.path(name).unlink(missing_ok=True)
    if done:
        for copy in copies_before(config.database):
            copy.unlink()
        wipe(config.database)
        stones = [Tombstone(each.receipt, each.at.isoformat(timespec="seconds")) for each in done]
        keep(config.storage.folder / NAME, stones)
    return done


async def replay(config: Config, stones: Sequence[Tombstone], now: datetime) -> int:
    """Erase once more, after a restore, what had been erased before; returns how many were there again."""
    keep(config.storage.folder / NAME, stones)
    database = await open_database(config.database, may_upgrade=True)
    try:
        async with database.reading() as session:
            there = await existing_receipts(session, {stone.receipt for stone in stones})
    finally:
        await database.close()
    # Handed in after the backup, or not in it any more: the others.
    return len(await erase_all(config, sorted(there), now)) if there else 0
