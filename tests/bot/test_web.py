"""Facts about the pages that tell how the service is."""

from __future__ import annotations

from pathlib import Path

import httpx

from bot.app import open_parts
from bot.clock import SystemClock
from bot.config import Config, StorageConfig, WebConfig
from bot.web import web_page
from handlers.outbox import Wrapping, write_message


async def test_service_tells_that_it_is_alive_ready_and_what_waits(tmp_path: Path) -> None:
    config = Config(storage=StorageConfig(folder=tmp_path), web=WebConfig(enabled=True, port=0))
    async with open_parts(config, SystemClock()) as parts:
        async with parts.database.transaction() as session:
            await write_message(session, 7, "您好", Wrapping("k", parts.clock.now()))
        async with (
            web_page(parts) as server,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client,
        ):
            alive, ready = await client.get("/healthz"), await client.get("/readyz")
            metrics = await client.get("/metrics")
    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert (ready.status_code, ready.json()) == (200, {"database": "ok"})
    assert "shenbao_parcels_waiting 1" in metrics.text.splitlines()
