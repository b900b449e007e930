"""The fixtures of the flow tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.worker import Worker
from demo.bot_api import LocalBotApi
from demo.visitor import Visitor
from tests.chat_desk import ChatDesk
from tests.chat_desk import chat_desk as open_chat_desk
from tests.flows import process
from tests.flows.desk import Desk
from tests.servers.dovecot import Dovecot
from tests.servers.fork_server import ForkServer
from tests.servers.smtp_server import SmtpServer
from tests.servers.warm_service import starting_from
from tests.servers.warm_worker import running_from

OPERATOR = 701


@pytest.fixture(scope="session", autouse=True)
def warm_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """Fork the confined process off a loaded one; tests/bot shows its own start."""
    with (
        ForkServer("tests.servers.warm_worker", tmp_path_factory.mktemp("workers")) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(Worker, "_running", running_from(server.door))
        yield server


@pytest.fixture(scope="session")
def warm_services(tmp_path_factory: pytest.TempPathFactory, warm_workers: ForkServer) -> Iterator[None]:
    """Fork the service off a loaded one; tests/install and tests/crash show its own start."""
    with (
        ForkServer("tests.servers.warm_service", tmp_path_factory.mktemp("services")) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(process, "start", starting_from(server.door, warm_workers.door))
        yield


@pytest.fixture
async def desk(data: Path, smtp_server: SmtpServer, dovecot: Dovecot) -> AsyncIterator[Desk]:
    """Give a desk with chat and mail, the samples in force."""
    async with LocalBotApi() as api:
        yield Desk(data, smtp_server, dovecot, api)


@pytest.fixture
async def chat_desk(data: Path, smtp_server: SmtpServer) -> AsyncIterator[Desk]:
    """Give a desk without intake mailbox, the samples in force; runs where there is no Dovecot."""
    async with LocalBotApi() as api:
        yield Desk(data, smtp_server, None, api)


@pytest.fixture
async def mail_desk(data: Path, smtp_server: SmtpServer, dovecot: Dovecot) -> Desk:
    """Give a desk that works by mail alone, the samples in force."""
    return Desk(data, smtp_server, dovecot)


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
