"""Bring an older database to the newest revision: on a copy, so that the file that was there stays whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage.copying import copy_database, link_or_copy, sync
from storage.migrations import run
from storage.troubles import DatabaseTrouble

PATIENCE = 15.0  # seconds until whoever writes to the database is done


@dataclass(frozen=True, slots=True)
class Upgraded:
    """An upgrade that was made: both revisions, and the file as it was before."""

    before: str
    after: str
    kept: Path


def prepare_file(path: Path, *, may_upgrade: bool) -> Upgraded | None:
    """Create the database, or upgrade an older one; raises DatabaseTrouble where it cannot be worked with.

    Whoever upgrades must hold the instance lock: nobody else may write to the file meanwhile.
    """
    found, newest = revision_of(path), run.newest()
    if found is None:
        run.upgrade(path)
    elif found not in run.revisions():
        told = f"数据库 {path} 由更新版本的申报台写过（{found}），请安装新版本，或恢复升级前的备份"
        raise DatabaseTrouble(told)
    elif found != newest and not may_upgrade:
        told = f"数据库 {path} 是较早的版本（{found}），请先停止服务，再用 shenbao run 启动，它会先备份再升级"
        raise DatabaseTrouble(told)
    elif found != newest:
        return _upgrade(path, found, newest)
    return None


def revision_of(path: Path) -> str | None:
    """Return a database's revision; None where there is no file yet, or an empty one."""
    if not path.exists() or not path.stat().st_size:
        return None
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
        if tables and "alembic_version" not in tables:
            raise DatabaseTrouble(f"{path} 不是申报台的数据库，请检查 [storage] folder 是否写对")
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if tables else None
    return str(row[0]) if row else None


def copies_before(path: Path) -> list[Path]:
    """Return the files that upgrades have kept as they were before."""
    return sorted(path.parent.glob(f"{path.stem}-before-*.db"))


def _upgrade(path: Path, before: str, after: str) -> Upgraded:
    copy, kept = path.with_suffix(".upgrading"), path.with_name(f"{path.stem}-before-{after}.db")
    try:
        _fold_log(path)
        copy_database(path, copy)
        run.upgrade(copy)
        _check(copy)
        kept.unlink(missing_ok=True)
        link_or_copy(path, kept)
    except Exception as error:
        # Whatever a migration raises: the copy is thrown away, and the file is as it was.
        copy.unlink(missing_ok=True)
        told = f"数据库从 {before} 升级到 {after} 没有成功，原来的数据库没有改动，请装回原来的版本：{error}"
        raise DatabaseTrouble(told) from error
    copy.replace(path)
    sync(path.parent)
    return Upgraded(before, after, kept)


def _fold_log(path: Path) -> None:
    """Bring the write-ahead log into the file, so that the file alone is the database."""
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            connection.execute("PRAGMA journal_mode=DELETE")  # fails where somebody else has it open
    log = path.with_name(f"{path.name}-wal")
    if busy or log.exists():
        raise DatabaseTrouble("别的程序正打开着数据库")


def _check(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
    if found != ["ok"] or orphans:
        raise DatabaseTrouble(f"升级后的数据库不完整：{orphans[0] if found == ['ok'] else found[0]}")
    sync(copy)
