"""The fixtures of the crash tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.flows.desk import Desk
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """Leave the screen to one line a scenario."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture
def crash_desk(data: Path, smtp_server: SmtpServer, dovecot: Dovecot) -> Desk:
    """Give a desk that works by mail alone, with data of its own."""
    return Desk(data, smtp_server, dovecot)
