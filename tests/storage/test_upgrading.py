"""Facts about older databases: a revision that does not exist yet stands for the next version's."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import upgrading
from storage.database import open_database
from storage.migrations import run
from storage.troubles import DatabaseTrouble

NEXT = '''"""Add a column, as a later version might."""

import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alias") as table:
        table.add_column(sa.Column("note", sa.String(), nullable=True))
    {then}
'''


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Path]:
    """Give a database of today's revision with a row in it, and in the write-ahead log at that."""
    file = tmp_path / "data" / "shenbao.db"
    file.parent.mkdir()
    run.upgrade(file)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("INSERT INTO alias VALUES ('高企', '1.1', '2026-01-01 00:00:00.000000')")
    connection.commit()
    yield file
    connection.close()


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the programme one more migration, and return its file."""
    scripts = tmp_path / "migrations"
    before = run.newest()
    shutil.copytree(run.SCRIPTS, scripts)
    file = scripts / "versions" / "9000_add_a_note.py"
    file.write_text(NEXT.format(before=before, then="pass"), encoding="utf-8")
    monkeypatch.setattr(run, "SCRIPTS", scripts)
    return file


def columns(file: Path) -> list[str]:
    with sqlite3.connect(file) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(alias)")]


def words(file: Path) -> list[str]:
    with sqlite3.connect(file) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM alias")]


def let_go(file: Path) -> None:
    """Close what the fixture holds: the service that wrote last was killed, its log is still there."""
    log = file.with_name(f"{file.name}-wal").read_bytes()
    whole = file.read_bytes()
    for each in file.parent.iterdir():
        each.unlink()
    file.write_bytes(whole)
    file.with_name(f"{file.name}-wal").write_bytes(log)


async def test_older_database_is_upgraded_and_kept_as_it_was(older: Path, later: Path) -> None:
    assert later.exists()
    let_go(older)
    database = await open_database(older, may_upgrade=True)
    await database.close()
    done = database.upgraded
    assert done is not None
    assert done.after == "9000"
    assert ("note" in columns(older), "note" in columns(done.kept)) == (True, False)
    assert words(older) == words(done.kept) == ["高企"]
    assert older.stat().st_mode & 0o77 == 0


async def test_second_opening_upgrades_nothing(older: Path, later: Path) -> None:
    assert later.exists()
    let_go(older)
    for _ in range(2):
        database = await open_database(older, may_upgrade=True)
        await database.close()
    assert database.upgraded is None


@pytest.mark.parametrize(
    "fault",
    [
        'raise ValueError("no such thing")',
        'op.execute("SELECT nothing")',
        'op.execute("DELETE FROM alembic_version"); op.drop_table("alias"); op.drop_table("alias")',
    ],
)
async def test_failed_migration_leaves_the_old_file_in_its_place(
    older: Path, later: Path, fault: str
) -> None:
    later.write_text(later.read_text(encoding="utf-8").replace("pass", fault), encoding="utf-8")
    let_go(older)
    with pytest.raises(DatabaseTrouble, match="没有成功，原来的数据库没有改动"):
        await open_database(older, may_upgrade=True)
    assert "note" not in columns(older)
    assert words(older) == ["高企"]
    assert [each.name for each in older.parent.glob("*.upgrading*")] == []


async def test_migration_that_breaks_a_reference_is_not_taken(older: Path, later: Path) -> None:
    harm = "op.execute(\"INSERT INTO bindingcode VALUES ('x', 77, '2026-01-01 00:00:00.000000', NULL)\")"
    later.write_text(later.read_text(encoding="utf-8").replace("pass", harm), encoding="utf-8")
    let_go(older)
    with pytest.raises(DatabaseTrouble, match="不完整"):
        await open_database(older, may_upgrade=True)
    assert "note" not in columns(older)


async def test_database_that_somebody_writes_to_is_not_upgraded(
    older: Path, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrading, "PATIENCE", 0.1)
    assert later.exists()
    with sqlite3.connect(older) as busy:
        busy.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseTrouble):
            await open_database(older, may_upgrade=True)
    assert "note" not in columns(older)


async def test_command_beside_the_service_does_not_upgrade(older: Path, later: Path) -> None:
    assert later.exists()
    with pytest.raises(DatabaseTrouble, match="shenbao run"):
        await open_database(older)


async def test_database_of_a_later_version_is_left_alone(
    older: Path, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go(older)
    await (await open_database(older, may_upgrade=True)).close()
    monkeypatch.undo()
    assert later.exists()
    with pytest.raises(DatabaseTrouble, match="更新版本"):
        await open_database(older, may_upgrade=True)


async def test_file_of_something_else_is_no_database_of_ours(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE thing (id INTEGER)")
    with pytest.raises(DatabaseTrouble, match="不是申报台的数据库"):
        await open_database(tmp_path / "other.db", create=True)
