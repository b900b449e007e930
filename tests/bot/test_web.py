"""Facts about the pages that tell how the service is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx

from bot.app import open_parts
from bot.clock import SystemClock
from bot.config import Config, StorageConfig, WebConfig
from bot.web import web_page
from handlers.outbox import Wrapping, write_message
from handlers.storing import NewLetter, begin_mailbox, keep, note_read


async def test_service_tells_that_it_is_alive_ready_and_what_waits(tmp_path: Path) -> None:
    config = Config(storage=StorageConfig(folder=tmp_path), web=WebConfig(enabled=True, port=0))
    async with open_parts(config, SystemClock()) as parts:
        async with parts.database.transaction() as session:
            await write_message(session, 7, "您好", Wrapping("k", parts.clock.now()))
            for account in ("a@example.org", "b@example.org"):
                await begin_mailbox(session, account, "INBOX", 1)
            await keep(session, [NewLetter("b@example.org", "INBOX", 1, 7, "blob", 10)], parts.clock.now())
            await note_read(session, "b@example.org", "INBOX", parts.clock.now() - timedelta(hours=1))
        async with (
            web_page(parts) as server,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client,
        ):
            alive, ready = await client.get("/healthz"), await client.get("/readyz")
            metrics = await client.get("/metrics")
    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert (ready.status_code, ready.json()) == (200, {"database": "ok"})
    lines = metrics.text.splitlines()
    assert "shenbao_parcels_waiting 1" in lines
    assert 'shenbao_intake_letters{account="a@example.org",folder="INBOX"} 0' in lines
    assert 'shenbao_intake_letters{account="b@example.org",folder="INBOX"} 1' in lines
    (age,) = [line for line in lines if line.startswith("shenbao_intake_read_age_seconds")]
    assert 'account="b@example.org"' in age
    assert float(age.rpartition(" ")[2]) >= 3600
