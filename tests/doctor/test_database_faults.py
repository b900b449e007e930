"""Facts about faults of the database and of what was imported, injected one at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import TelegramConfig
from bot.doctor import database, documents
from bot.doctor.examination import Patient
from bot.instance import only_instance
from handlers.audit import COMMAND
from handlers.editions import DocumentValue, apply_document
from handlers.policy import Policy
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.people import Role
from handlers.rules.staff_list import read_staff
from handlers.rules.task_table import read_tasks
from storage.database import open_database
from storage.tables import StaffMember
from tests.doctor.desk_to_examine import TODAY, Told, assert_told, found, patient_of

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
HEADER = 100  # bytes of a SQLite file before its first page's own


def sample(name: str) -> DocumentValue:
    document = read_document(name, (SAMPLES / name).read_bytes())
    if name.startswith("guide"):
        return read_guide(document)
    return read_tasks(document) if name.startswith("tasks") else read_staff(document)


GUIDE, TABLE, STAFF = "guide-2023.txt", "tasks-2022.txt", "staff.csv"


async def desk_with(folder: Path, *names: str, operator: bool = True) -> Patient:
    patient = patient_of(folder, telegram=TelegramConfig())
    desk = await open_database(patient.config.database, create=True)
    async with desk.transaction() as session:
        for name in names:
            await apply_document(session, sample(name), TODAY, Policy(key=b"k"), COMMAND)
        if operator:
            session.add(StaffMember(name="演示戊", unit="市科技局", role=Role.OPERATOR, chat_id=7))
    await desk.close()
    return patient


def write(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def gone(file: Path) -> None:
    file.unlink()


def not_a_database(file: Path) -> None:
    file.write_bytes(b"these are no pages" * 500)


def foreign(file: Path) -> None:
    file.unlink()
    write(file, "CREATE TABLE other (id INTEGER)")


def newer(file: Path) -> None:
    write(file, "UPDATE alembic_version SET version_num = '9999'")


def older(file: Path) -> None:
    write(file, "DELETE FROM alembic_version")


def torn_page(file: Path) -> None:
    write(file, "CREATE TABLE torn (text)", "INSERT INTO torn VALUES ('x')")
    with closing(sqlite3.connect(file)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'torn'").fetchone()[0]
    raw = bytearray(file.read_bytes())
    raw[(page - 1) * size : page * size] = b"\xff" * size
    file.write_bytes(raw)


DATABASE_FAULTS: tuple[tuple[Callable[[Path], None], Told], ...] = (
    (gone, Told("database-file", "warning", "还没有数据库", "folder")),
    (not_a_database, Told("database-file", "failed", "不是数据库", "restore")),
    (foreign, Told("database-revision", "failed", "不是申报台的数据库", "folder")),
    (newer, Told("database-revision", "failed", "更新版本", "新版本")),
    (older, Told("database-revision", "warning", "较早的版本", "shenbao run")),
    (torn_page, Told("database-integrity", "failed", "不完整", "restore")),
)


@pytest.mark.parametrize(("harm", "told"), DATABASE_FAULTS)
async def test_fault_of_the_database_is_named_with_its_remedy(
    tmp_path: Path, harm: Callable[[Path], None], told: Told
) -> None:
    patient = await desk_with(tmp_path)
    harm(patient.config.database)
    assert_told(await found(patient, [database.ROUND, documents.ROUND]), told)


@contextmanager
def held(file: Path, statement: str) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(statement)
        yield
        connection.execute("ROLLBACK")


async def test_database_that_another_programme_holds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.05)
    patient = await desk_with(tmp_path)
    with held(patient.config.database, "BEGIN IMMEDIATE"):
        told = Told("database-writing", "failed", "被别的程序占着", "fuser")
        assert_told(await found(patient, [database.ROUND]), told)


async def test_check_of_a_very_large_database_ends_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOOK_SECONDS", -1.0)
    monkeypatch.setattr(database, "STEPS", 1)
    told = Told("database-integrity", "warning", "没有查完", "restore --check")
    assert_told(await found(await desk_with(tmp_path), [database.ROUND]), told)


@pytest.mark.parametrize(("running", "word"), [(True, "正在运行"), (False, "没有运行")])
async def test_running_service_is_seen(
    tmp_path: Path,
    running: bool,  # noqa: FBT001 - a parameter of the table
    word: str,
) -> None:
    patient = await desk_with(tmp_path)
    with only_instance(patient.config.database) if running else nullcontext():
        findings = await found(patient, [database.ROUND])
    assert word in findings["instance"].message


async def test_examination_changes_nothing_in_the_database(tmp_path: Path) -> None:
    patient = await desk_with(tmp_path, GUIDE)
    before = patient.config.database.read_bytes()
    await found(patient, [database.ROUND, documents.ROUND])
    assert patient.config.database.read_bytes() == before


DOCUMENT_FAULTS: tuple[tuple[tuple[str, ...], datetime, Told], ...] = (
    ((TABLE, STAFF), TODAY, Told("guide", "failed", "还没有指南", "import guide")),
    ((GUIDE,), datetime(2024, 3, 1, tzinfo=UTC), Told("guide", "warning", "2023 年的指南", "import guide")),
    ((GUIDE,), TODAY, Told("tasks", "warning", "还没有任务表", "import tasks")),
    ((TABLE,), datetime(2023, 3, 1, tzinfo=UTC), Told("tasks", "warning", "2022 年", "import tasks")),
    ((TABLE,), TODAY, Told("units", "warning", "没有联系人", "shenbao unit")),
    ((GUIDE,), TODAY, Told("operators", "warning", "还没有管理员", "staff bind")),
    ((GUIDE,), TODAY, Told("staff", "warning", "还没有人员名单", "import staff")),
    ((GUIDE,), datetime(2099, 3, 1, tzinfo=UTC), Told("calendar", "warning", "2099", "import holidays")),
)


@pytest.mark.parametrize(("names", "now", "told"), DOCUMENT_FAULTS)
async def test_what_is_missing_or_old_is_named_with_its_remedy(
    tmp_path: Path, names: tuple[str, ...], now: datetime, told: Told
) -> None:
    patient = replace(await desk_with(tmp_path, *names, operator=False), now=lambda: now)
    assert_told(await found(patient, [documents.ROUND]), told)


async def test_desk_with_all_documents_is_in_good_health(tmp_path: Path) -> None:
    findings = await found(await desk_with(tmp_path, GUIDE, TABLE, STAFF), [database.ROUND, documents.ROUND])
    # The sample's list leaves units of its table out.
    assert {name for name, each in findings.items() if each.state != "ok"} == {"units"}
