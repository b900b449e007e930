"""The fixtures of the crash tests."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from demo.moving_clock import MovingClock
from tests.flows.desk import MORNING, Desk
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """Leave the screen to one line a scenario."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder with the samples in force, made once."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    server = SmtpServer()
    server.start()
    try:
        asyncio.run(Desk(folder, server).import_samples(MovingClock(MORNING)))
    finally:
        server.stop()
    return folder


@pytest.fixture
def crash_desk(tmp_path: Path, prepared: Path, smtp_server: SmtpServer, dovecot: Dovecot) -> Desk:
    """Give a desk that works by mail alone, with data of its own."""
    shutil.copytree(prepared, tmp_path / "data")
    return Desk(tmp_path / "data", smtp_server, dovecot)


@pytest.fixture
def data(tmp_path: Path, prepared: Path) -> Path:
    """Give a data folder with the samples in force, for a desk made by the test."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))
