"""Offer the servers of this folder as fixtures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import certificates
from tests.servers import dovecot as dovecot_server
from tests.servers.certificates import Certificate
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """Give a running Dovecot with empty mailboxes."""
    reason = dovecot_server.why_absent()
    if reason is not None:
        pytest.skip(reason)
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """Give a running SMTP server with an empty journal."""
    server = SmtpServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Give a certificate for 127.0.0.1."""
    reason = certificates.why_absent()
    if reason is not None:
        pytest.skip(reason)
    return certificates.make_certificate(tmp_path_factory.mktemp("certificate"))
