"""A local Bot API for the tests of the demo."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.bot_api import LocalBotApi

API = Path(__file__).resolve().parents[3] / "shared" / "botapi" / "api.min.json"


@pytest.fixture
async def api() -> AsyncIterator[LocalBotApi]:
    async with LocalBotApi() as running:
        yield running


@pytest.fixture
async def client(api: LocalBotApi) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{api.base_url}{api.token}/", timeout=10) as opened:
        yield opened


@pytest.fixture(scope="session")
def bot_api_data() -> dict[str, Any]:
    if not API.is_file():
        pytest.skip("the Bot API as data (../shared/botapi/api.min.json) is not on this machine")
    data: dict[str, Any] = json.loads(API.read_text())
    return data
