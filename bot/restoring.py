"""Check a backup, and bring it back so that nothing is done twice."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.backups import source_of
from bot.config import Config
from bot.erasures import NAME as ERASED
from bot.erasures import replay, tombstones
from bot.instance import only_instance
from bot.policies import policy_of
from bot.sent_journal import follow, read_journal
from handlers.audit_chain import Chain, verify_chain
from handlers.restored import Doubts, settle_doubts
from storage.backup import Manifest, find_damage
from storage.backup import restore as copy_back
from storage.database import Database, open_database
from storage.queries.blobs import named
from storage.troubles import DatabaseTrouble


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring did besides copying; `doubts` is None where the service was stopped for the backup."""

    erased_again: int
    doubts: Doubts | None


def damage_of(folder: Path, manifest: Manifest, scratch: Path | None = None) -> list[str]:
    """Compare a backup with its manifest, open its database on a copy, and verify what stands in it.

    The copy, which may be brought to the newest revision, is made in the folder `scratch`.
    """
    damage = find_damage(folder, manifest)
    if damage:
        return damage
    try:
        return asyncio.run(_inner_damage(folder, manifest, scratch))
    except DatabaseTrouble as error:
        return [str(error)]


async def _inner_damage(folder: Path, manifest: Manifest, scratch: Path | None) -> list[str]:
    with TemporaryDirectory(dir=scratch) as temporary:
        copy = Path(temporary) / "copy.db"
        shutil.copyfile(folder / manifest.database, copy)
        database = await open_database(copy, may_upgrade=True)
        try:
            return await _contradictions(database, manifest)
        finally:
            await database.close()


async def _contradictions(database: Database, manifest: Manifest) -> list[str]:
    async with database.reading() as session:
        chain: Chain = await verify_chain(session)
        missing = await named(session) - set(manifest.blobs)
    damage = [] if chain.broken is None else [f"审计日志从第 {chain.broken} 行起对不上"]
    return [*damage, *(f"数据库提到的文件 {name} 不在备份里" for name in sorted(missing)[:5])]


def bring_back(
    config: Config, folder: Path, manifest: Manifest, erased: Sequence[Path], now: datetime
) -> Restored:
    """Restore a checked backup, erase once more what had been erased, and settle what is in doubt.

    Raises BadBackup where there is a database already, AlreadyRunning where a service holds the place.
    """
    lists = [config.storage.folder / ERASED, folder / ERASED, *erased]
    stones = [stone for file in lists for stone in tombstones(file)]
    with only_instance(config.database):
        copy_back(folder, manifest, source_of(config))
        doubts = asyncio.run(_settle(config, folder, manifest, now))
        again = asyncio.run(replay(config, stones, now))
        if folder.exists():
            _follow(config, folder)
    return Restored(again, doubts)


async def _settle(config: Config, folder: Path, manifest: Manifest, now: datetime) -> Doubts | None:
    """Settle what a service that ran on may have done since; None where none ran."""
    made_at = datetime.fromisoformat(manifest.made_at)
    sent = read_journal(folder, made_at)
    if manifest.stopped and not sent.heard:
        return None
    database = await open_database(config.database, may_upgrade=True)
    try:
        async with database.transaction() as session:
            keys = sent.keys if sent.heard else None
            return await settle_doubts(session, made_at, keys, now, policy_of(config))
    finally:
        await database.close()


def _follow(config: Config, folder: Path) -> None:
    """Go on writing down what leaves, in case the same backup is needed again; it may be read-only."""
    try:
        follow(config.storage.folder, folder)
    except OSError:
        return
