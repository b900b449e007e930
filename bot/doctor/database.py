"""Checks of the database, which is read and never written."""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.doctor.examination import Patient, Round
from bot.doctor.findings import Finding, State, Trouble
from storage.migrations.run import newest, revisions

FILE, REVISION, INTEGRITY, WRITING, INSTANCE = (
    "database-file",
    "database-revision",
    "database-integrity",
    "database-writing",
    "instance",
)
LOCK_SECONDS: Final = 3.0  # a transaction of the service takes milliseconds
LOOK_SECONDS: Final = 8.0  # for SQLite's own check; a very large database takes longer
STEPS: Final = 100_000  # of SQLite's machine between two looks at the time
RESTORE: Final = "请停止服务，把数据文件夹改名，再用 shenbao restore 从最近的备份恢复"


async def look(patient: Patient) -> AsyncIterator[Finding]:
    """Open the database, compare its revision, let SQLite check it, and see who holds it."""
    file = patient.config.database
    yield await asyncio.to_thread(_file, file)
    yield await asyncio.to_thread(_revision, file)
    yield await asyncio.to_thread(_integrity, file)
    yield await asyncio.to_thread(_writing, file)
    yield await asyncio.to_thread(_instance, file)


def _connected(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=LOCK_SECONDS)


def _file(file: Path) -> Finding:
    try:
        there = file.is_file()
    except OSError as error:
        raise Trouble(f"数据文件夹 {file.parent} 打不开：{error.strerror}", _rights(file)) from error
    if not there:
        remedy = "首次启动或首次导入时自动建立；如果本来有数据，请检查 [storage] folder 是否写对"
        raise Trouble(f"还没有数据库（{file}）", remedy, State.WARNING)
    try:
        with closing(_connected(file, "ro")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Trouble("数据库被别的程序锁住，读不了", _holder(file)) from error
        raise Trouble(f"数据库打不开：{error}", _rights(file)) from error
    except sqlite3.DatabaseError as error:
        raise Trouble(f"{file} 不是数据库，或者已经损坏", RESTORE) from error
    return Finding(FILE, State.OK, f"数据库 {file} 打得开")


def _rights(file: Path) -> str:
    return f"请让运行申报台的用户对 {file.parent} 和里面的文件有读写权限"


def _holder(file: Path) -> str:
    return f"请用 fuser {file} 查看是哪个程序，关掉除申报台以外的程序（例如数据库查看工具）"


def _revision(file: Path) -> Finding:
    with closing(_connected(file, "ro")) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in tables:
            raise Trouble(f"{file} 不是申报台的数据库", "请检查 [storage] folder 是否写对")
        found = {str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version")}
    if found == {newest()}:
        return Finding(REVISION, State.OK, f"数据库是最新的版本（{newest()}）")
    if found <= revisions():
        remedy = "请先停止服务，再用 shenbao run 启动一次，它会先备份再升级"
        return Finding(REVISION, State.WARNING, "数据库是较早的版本", remedy)
    raise Trouble("数据库由更新版本的申报台写过", "请安装新版本的申报台，或恢复升级前的备份")


def _integrity(file: Path) -> Finding:
    end = time.monotonic() + LOOK_SECONDS
    with closing(_connected(file, "ro")) as connection:
        connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise Trouble(f"数据库不完整：{error}", RESTORE) from error
            remedy = "请用 shenbao restore --check 核对一份备份，它会查完"
            return Finding(INTEGRITY, State.WARNING, f"数据库很大，{LOOK_SECONDS:g} 秒内没有查完", remedy)
        except sqlite3.DatabaseError as error:
            raise Trouble(f"数据库不完整：{error}", RESTORE) from error
    if found != ["ok"]:
        raise Trouble(f"数据库不完整：{found[0]}", RESTORE)
    return Finding(INTEGRITY, State.OK, "数据库完整")


def _writing(file: Path) -> Finding:
    """Take the write lock and give it back: nothing is written."""
    try:
        with closing(_connected(file, "rw")) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Trouble("数据库一直被别的程序占着，写不进", _holder(file)) from error
        raise Trouble(f"数据库写不进：{error}", _rights(file)) from error
    return Finding(WRITING, State.OK, "数据库可以写")


def _instance(file: Path) -> Finding:
    lock = file.with_suffix(".lock")
    running = lock.exists() and _is_held(lock)
    return Finding(INSTANCE, State.OK, "申报台正在运行" if running else "申报台现在没有运行")


def _is_held(lock: Path) -> bool:
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


ROUND: Final = Round((FILE, REVISION, INTEGRITY, WRITING, INSTANCE), look)
