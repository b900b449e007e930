"""The fixtures of the flow tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.bot_api import LocalBotApi
from demo.moving_clock import MovingClock
from demo.visitor import Visitor
from tests.chat_desk import ChatDesk
from tests.chat_desk import chat_desk as open_chat_desk
from tests.flows.desk import MORNING, Desk
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer

OPERATOR = 701


@pytest.fixture
async def desk(tmp_path: Path, smtp_server: SmtpServer, dovecot: Dovecot) -> AsyncIterator[Desk]:
    """Give a desk with chat and mail, the samples in force."""
    async with LocalBotApi() as api:
        made = Desk(tmp_path / "data", smtp_server, dovecot, api)
        await made.import_samples(MovingClock(MORNING))
        yield made


@pytest.fixture
async def chat_desk(tmp_path: Path, smtp_server: SmtpServer) -> AsyncIterator[Desk]:
    """Give a desk without intake mailbox, the samples in force; runs where there is no Dovecot."""
    async with LocalBotApi() as api:
        made = Desk(tmp_path / "data", smtp_server, None, api)
        await made.import_samples(MovingClock(MORNING))
        yield made


@pytest.fixture
async def mail_desk(tmp_path: Path, smtp_server: SmtpServer, dovecot: Dovecot) -> Desk:
    """Give a desk that works by mail alone, the samples in force."""
    made = Desk(tmp_path / "data", smtp_server, dovecot)
    await made.import_samples(MovingClock(MORNING))
    return made


@pytest.fixture
async def office_desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    """Give a running desk with chat alone and one operator."""
    async with open_chat_desk(tmp_path) as opened:
        await opened.hire(OPERATOR)
        await opened.start()
        yield opened


@pytest.fixture
def operator(office_desk: ChatDesk) -> Visitor:
    """Give the operator's chat."""
    return office_desk.api.visitor(OPERATOR, "演示戊")


@pytest.fixture
def applicant(office_desk: ChatDesk) -> Visitor:
    """Give the chat of somebody who applies."""
    return office_desk.api.visitor(OPERATOR + 1, "陈一")
