"""Facts about the pages that tell how the service is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import yaml
from pydantic import SecretStr

from bot.app import open_parts
from bot.clock import SystemClock
from bot.config import Config, IntakeConfig, StorageConfig, TelegramConfig, WebConfig
from bot.figures import Step
from bot.parts import Parts
from bot.web import web_page
from handlers.audit import COMMAND
from handlers.outages import RELAY, Fault, note_fault
from handlers.outbox import Wrapping, write_message
from handlers.pausing import pause
from handlers.storing import NewLetter, begin_mailbox, keep, note_read
from storage.states import Channel, Pausable

ACCOUNT = "a@example.org"
ALERTS = Path(__file__).resolve().parents[2] / "deploy" / "prometheus-alerts.yaml"
HOUR = timedelta(hours=1)


@asynccontextmanager
async def served(folder: Path, *, disk: int = 0) -> AsyncIterator[tuple[Parts, httpx.AsyncClient]]:
    """Serve the pages of a desk that reads one mailbox and does not chat."""
    config = Config(
        storage=StorageConfig(folder=folder, min_free_mb=disk),
        web=WebConfig(enabled=True, port=0),
        telegram=TelegramConfig(enabled=False),
        intake=IntakeConfig(host="127.0.0.1", user=ACCOUNT, password=SecretStr("not used")),
    )
    async with (
        open_parts(config, SystemClock()) as parts,
        web_page(parts) as server,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client,
    ):
        yield parts, client


async def read(parts: Parts, account: str = ACCOUNT, ago: timedelta = timedelta(0)) -> None:
    """Write down that a mailbox was read."""
    async with parts.database.transaction() as session:
        await begin_mailbox(session, account, "INBOX", 1)
        await note_read(session, account, "INBOX", parts.clock.now() - ago)


async def test_service_tells_that_it_is_alive_and_can_work(tmp_path: Path) -> None:
    async with served(tmp_path) as (parts, client):
        await read(parts)
        alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert ready.status_code == 200
    assert ready.json() == {
        "ready": True,
        "database": "ok",
        "disk": "ok",
        "mailbox": "ok",
        "relay": "ok",
        "chat": "off",
        "reminders": "ok",
    }


async def test_mailbox_that_was_not_read_for_an_hour_is_not_ready(tmp_path: Path) -> None:
    async with served(tmp_path) as (parts, client):
        assert (await client.get("/readyz")).json()["mailbox"] == "unread"
        await read(parts, ago=2 * HOUR)
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["mailbox"], answer.json()["ready"]) == (503, "unread", False)


async def test_full_disk_and_broken_relay_are_not_ready(tmp_path: Path) -> None:
    async with served(tmp_path, disk=10**9) as (parts, client):
        await read(parts)
        async with parts.database.transaction() as session:
            fault = Fault(RELAY, parts.clock.now(), "535 no")
            await note_fault(session, fault, parts.clock.now(), parts.policy)
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["disk"], answer.json()["relay"]) == ("full", "broken")


async def test_what_operators_stopped_is_said_and_is_no_fault(tmp_path: Path) -> None:
    async with served(tmp_path) as (parts, client):
        async with parts.database.transaction() as session:
            for part in Pausable:
                await pause(session, part, "演示戊", parts.clock.now(), parts.policy, COMMAND)
        answer = await client.get("/readyz")
        metrics = (await client.get("/metrics")).text
    assert answer.status_code == 200
    assert [answer.json()[each.value] for each in Pausable] == ["stopped"] * 3
    assert 'shenbao_stopped{part="relay"} 1.0' in metrics


async def test_figures_tell_what_waits_and_for_how_long(tmp_path: Path) -> None:
    async with served(tmp_path) as (parts, client):
        long_ago = parts.clock.now() - HOUR
        async with parts.database.transaction() as session:
            await write_message(session, 7, "您好", Wrapping("reminder:x", long_ago))
            await begin_mailbox(session, ACCOUNT, "INBOX", 1)
            await keep(session, [NewLetter("b@example.org", "INBOX", 1, 7, "blob", 10)], long_ago)
        await read(parts, "b@example.org", ago=HOUR)
        parts.figures.failed(Step.UPDATE)
        parts.figures.judged("route", 3.0)
        answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    figures = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert figures['shenbao_parcels_waiting{channel="chat"}'] == "1.0"
    assert figures['shenbao_parcels_waiting{channel="mail"}'] == "0.0"
    assert float(figures['shenbao_oldest_parcel_seconds{channel="chat"}']) >= 3600
    assert float(figures["shenbao_mail_lag_seconds"]) >= 3600
    assert figures["shenbao_reminders_due"] == "1.0"
    assert figures['shenbao_intake_letters{account="a@example.org",folder="INBOX"}'] == "0.0"
    assert figures['shenbao_intake_letters{account="b@example.org",folder="INBOX"}'] == "1.0"
    ages = [key for key in figures if key.startswith("shenbao_intake_read_age_seconds")]
    assert ages == ['shenbao_intake_read_age_seconds{account="b@example.org",folder="INBOX"}']
    assert figures['shenbao_failures_total{step="update"}'] == "1.0"
    assert figures['shenbao_failures_total{step="letter"}'] == "0.0"
    assert figures['shenbao_letters_judged_total{outcome="route"}'] == "1.0"


async def test_every_figure_of_the_example_alerts_is_exported(tmp_path: Path) -> None:
    rules = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
    async with served(tmp_path) as (_, client):
        lines = (await client.get("/metrics")).text.splitlines()
    exported = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    named = {name for rule in rules for name in re.findall(r"\bshenbao_\w+", rule["expr"])}
    assert named
    assert named <= exported
    for rule in rules:
        assert {"alert", "expr", "labels", "annotations"} <= set(rule)
        assert rule["annotations"]["summary"]


def test_parts_and_channels_of_the_example_alerts_exist() -> None:
    parts = set(re.findall(r'part="(\w+)"', ALERTS.read_text()))
    channels = set(re.findall(r'channel="(\w+)"', ALERTS.read_text()))
    assert parts <= set(Pausable)
    assert channels <= set(Channel)
