"""Fixtures that several test folders share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import database
from storage.migrations import run

pytest_plugins = ["tests.servers.fixtures"]

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Give the folder of the official documents and their gold readings."""
    if not SEEDS.is_dir():
        pytest.skip("the official documents (../shared/seeds) are not on this machine")
    return SEEDS


@pytest.fixture(scope="session")
def samples() -> Path:
    """Give the folder of the project's own condensed documents."""
    return ROOT / "samples"


@pytest.fixture(scope="session", autouse=True)
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let each new database start as a copy of one that the migrations made; tests/storage proves these."""
    template, upgrade = tmp_path_factory.mktemp("migrated") / "desk.db", run.upgrade
    upgrade(template)

    def copy_or_upgrade(path: Path) -> None:
        if path.exists():
            upgrade(path)
        else:
            shutil.copy(template, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "upgrade", copy_or_upgrade)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Let all databases share what statements are compiled to: most of a short test's time goes there."""
    plain = database._engine
    first: list[Engine] = []

    def engine(*words: Any) -> AsyncEngine:
        made = plain(*words)
        first[:] = first or [made.sync_engine]
        made.sync_engine.dialect = first[0].dialect
        made.sync_engine._compiled_cache = first[0]._compiled_cache
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_engine", engine)
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder with the samples in force, made once."""
    from tests.flows.desk import prepare

    folder = tmp_path_factory.mktemp("prepared") / "data"
    prepare(folder)
    return folder


@pytest.fixture
def data(tmp_path: Path, prepared: Path) -> Path:
    """Give a data folder of the test's own with the samples in force."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))
