"""Facts about backup, restore and the audit log on the command line."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from handlers.audit import COMMAND, record
from handlers.policy import Policy
from storage.blobs import Blobs
from storage.database import open_database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINES = 5


def command(folder: Path, *words: str) -> Result:
    config = folder / "config.toml"
    config.write_text(f'[storage]\nfolder = "{folder / "data"}"\n', encoding="utf-8")
    return CliRunner().invoke(app, ["--config", str(config), *words])


def audited(folder: Path) -> None:
    async def work() -> None:
        database = await open_database(folder / "data" / "shenbao.db", create=True)
        async with database.transaction() as session:
            for number in range(LINES):
                await record(session, Policy(), NOW, COMMAND, "tried", f"thing:{number}")
        await database.close()

    asyncio.run(work())


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Give a folder with a database of five audit lines and two blobs."""
    audited(tmp_path)
    blobs = Blobs(tmp_path / "data" / "blobs")
    blobs.put("甲".encode())
    blobs.put("乙".encode())
    return tmp_path


@contextmanager
def under_load(file: Path) -> Iterator[None]:
    """Write to the database without pause, as a busy service does."""
    ended = threading.Event()
    with sqlite3.connect(file, timeout=20) as connection:
        connection.execute("CREATE TABLE load (id INTEGER PRIMARY KEY, text TEXT)")

    def write() -> None:
        with sqlite3.connect(file, timeout=20) as connection:
            while not ended.is_set():
                connection.execute("INSERT INTO load (text) VALUES (?)", ("x" * 500,))
                connection.commit()

    thread = threading.Thread(target=write)
    thread.start()
    yield
    ended.set()
    thread.join()


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_backup_comes_back_with_the_same_rows_and_files(desk: Path, tmp_path: Path) -> None:
    assert command(desk, "backup", str(tmp_path / "kept")).exit_code == 0
    before = files(desk / "data" / "blobs")
    (desk / "data").rename(desk / "lost")
    assert command(desk, "restore", str(tmp_path / "kept")).exit_code == 0
    assert files(desk / "data" / "blobs") == before
    assert json.loads(command(desk, "audit", "verify", "--json").stdout)["lines"] == LINES


def test_backup_of_a_database_that_is_being_written_is_whole(desk: Path, tmp_path: Path) -> None:
    with under_load(desk / "data" / "shenbao.db"):
        made = command(desk, "backup", str(tmp_path / "kept"))
    assert made.exit_code == 0
    assert command(desk, "restore", "--check", str(tmp_path / "kept")).exit_code == 0


def test_second_backup_into_a_folder_holds_what_came_since(desk: Path, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")
    first = json.loads(command(desk, "backup", kept, "--json").stdout)
    Blobs(desk / "data" / "blobs").put("丙".encode())
    second = json.loads(command(desk, "backup", kept, "--json").stdout)
    assert (first["blobs"], second["blobs"]) == (2, 3)
    assert command(desk, "restore", "--check", kept).exit_code == 0
    assert len(list((tmp_path / "kept").glob("database-*.db"))) == 1


def test_restore_leaves_a_database_that_is_there_alone(desk: Path, tmp_path: Path) -> None:
    command(desk, "backup", str(tmp_path / "kept"))
    refused = command(desk, "restore", str(tmp_path / "kept"))
    assert isinstance(refused.exception, Exception)
    assert "已经存在" in str(refused.exception)


def damaged_blob(kept: Path) -> None:
    next((kept / "blobs").glob("??/*")).write_bytes(b"other")


def lost_blob(kept: Path) -> None:
    next((kept / "blobs").glob("??/*")).unlink()


def damaged_database(kept: Path) -> None:
    file = next(kept.glob("database-*.db"))
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    file.write_bytes(raw)


@pytest.mark.parametrize(
    ("harm", "told"), [(damaged_blob, "与摘要不符"), (lost_blob, "缺少文件"), (damaged_database, "摘要不符")]
)
def test_check_names_what_is_wrong_with_a_backup(desk: Path, tmp_path: Path, harm: object, told: str) -> None:
    command(desk, "backup", str(tmp_path / "kept"))
    assert callable(harm)
    harm(tmp_path / "kept")
    checked = command(desk, "restore", "--check", str(tmp_path / "kept"))
    assert checked.exit_code == 2
    assert told in checked.stdout


def test_folder_without_a_manifest_is_no_backup(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "不是备份文件夹" in str(command(desk, "restore", str(tmp_path / "empty")).exception)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE auditentry SET act = 'other' WHERE id = 3",
        "DELETE FROM auditentry WHERE id = 3",
        "UPDATE auditentry SET at = '2020-01-01 00:00:00.000000' WHERE id = 3",
    ],
)
def test_changed_audit_log_is_noticed(desk: Path, harm: str) -> None:
    with sqlite3.connect(desk / "data" / "shenbao.db") as connection:
        connection.execute(harm)
    verified = command(desk, "audit", "verify", "--json")
    assert verified.exit_code == 1
    assert json.loads(verified.stdout)["lines"] == 2


def test_untouched_audit_log_holds_together(desk: Path) -> None:
    verified = json.loads(command(desk, "audit", "verify", "--json").stdout)
    assert (verified["lines"], verified["broken"]) == (LINES, None)
