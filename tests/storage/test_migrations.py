"""Facts about the migrations."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

import storage.tables
from storage.migrations import run
from storage.migrations.run import upgrade

# What SQLAlchemy cannot read back from SQLite: indexes on lower(…), which test_plans.py proves to be used.
pytestmark = [
    pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index"),
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index"),
]


def differences(path: Path) -> list[object]:
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, SQLModel.metadata))
    finally:
        engine.dispose()


def test_migrations_bring_an_empty_file_to_exactly_the_models(tmp_path: Path) -> None:
    upgrade(tmp_path / "desk.db")
    assert storage.tables.Parcel.__table__.name in SQLModel.metadata.tables  # type: ignore[attr-defined]
    assert differences(tmp_path / "desk.db") == []


def test_upgrade_run_twice_changes_nothing(tmp_path: Path) -> None:
    upgrade(tmp_path / "desk.db")
    before = (tmp_path / "desk.db").read_bytes()
    upgrade(tmp_path / "desk.db")
    assert (tmp_path / "desk.db").read_bytes() == before


def test_a_missing_column_would_be_noticed(tmp_path: Path) -> None:
    upgrade(tmp_path / "desk.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'desk.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE parcel DROP COLUMN remark")
    engine.dispose()
    assert differences(tmp_path / "desk.db") != []


def test_revisions_are_those_that_the_migrations_are_run_by() -> None:
    config = Config()
    config.set_main_option("script_location", str(run.SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    assert run.newest() == scripts.get_current_head()
    assert run.revisions() == {each.revision for each in scripts.walk_revisions()}
