"""Planted secrets are searched for in everything that the programme puts out; the log has its own test."""

from __future__ import annotations

import asyncio
import json
import traceback
from pathlib import Path

import httpx
import pytest

from bot.app import open_parts
from bot.clock import SystemClock
from bot.config import BadConfig, Config, load_config
from bot.mail.carrier import relay_of
from bot.mail.intake import account_of
from bot.page.answers import COOKIE
from bot.page.routes import TABS
from bot.policies import policy_of
from bot.web import web_page
from handlers.audit import COMMAND
from handlers.outbox import Wrapping, write_message
from handlers.page_keys import make_link, open_session
from handlers.review import Matter, open_item
from handlers.rules.people import Role
from handlers.storing import NewLetter, begin_mailbox, keep
from storage.queries.parcels import parcel_by_key
from storage.states import LetterState, ParcelState
from storage.tables import Letter, StaffMember
from tests.command import Shenbao

TOKEN = "123456789:AAF-canary_token_canary_token_canary"
PASSWORD = "canary pass/word+1"
RELAY_PASSWORD = "canary-of-the-relay"
KEY = "canary-key-of-the-desk"
PROXY = "canary-of-the-proxy"
MOBILE, CARD = "13800138000", "440701199003071234"
SECRETS = (TOKEN, PASSWORD, RELAY_PASSWORD, KEY, PROXY)
PERSONAL = (MOBILE, CARD)
CONFIG = f"""
[desk]
office = "市科技局"
[telegram]
proxy = "http://user:{PROXY}@127.0.0.1:9"
[intake]
host = "127.0.0.1"
port = 9
security = "plain"
user = "desk@example.org"
[relay]
host = "127.0.0.1"
port = 9
security = "plain"
user = "desk@example.org"
[web]
enabled = true
port = 0
"""


@pytest.fixture
def config(shenbao: Shenbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:  # noqa: ARG001
    """Give an installation with a canary for every secret, and letters that hold personal numbers."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "config.toml").chmod(0o600)
    monkeypatch.setenv("SHENBAO_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("SHENBAO_INTAKE__PASSWORD", PASSWORD)
    monkeypatch.setenv("SHENBAO_RELAY__PASSWORD", RELAY_PASSWORD)
    monkeypatch.setenv("SHENBAO_DESK__KEY", KEY)
    found = load_config(tmp_path / "config.toml")
    asyncio.run(plant(found))
    return found


async def plant(config: Config) -> None:
    text = f"请回电 {MOBILE}，身份证 {CARD}"
    async with open_parts(config, SystemClock()) as parts:
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            session.add(StaffMember(name="演示戊", unit="市科技局", role=Role.OPERATOR, phone=MOBILE))
            await begin_mailbox(session, "desk@example.org", "INBOX", 1)
            await keep(session, [NewLetter("desk@example.org", "INBOX", 1, 1, "blob", 10)], now)
            letter = await session.get_one(Letter, 1)
            letter.sender, letter.subject, letter.state = "chen@example.org", text, LetterState.JUDGED
            letter.outcome, letter.reasons, letter.excerpt = "review", [text], text
            await open_item(session, Matter("letter", [text], letter), now, parts.policy)
            await write_message(session, 999, text, Wrapping("receipt:x", now))
            parcel = await parcel_by_key(session, "receipt:x")
            assert parcel is not None
            parcel.state, parcel.remark = ParcelState.DEAD, text


def free_of(told: str, *canaries: str) -> None:
    """Demand that a text holds no canary, as it stands or as JSON writes it."""
    assert told
    for canary in canaries:
        assert canary not in told
        assert json.dumps(canary)[1:-1] not in told


# A secret that the office's own files hold for people (phones of applicants) is not asked of these.
COMMANDS = (
    ("config", "show"),
    ("config", "show", "--json"),
    ("check-config",),
    ("doctor",),
    ("doctor", "--json"),
    ("status",),
    ("status", "--json"),
    ("staff", "list"),
    ("staff", "list", "--json"),
    ("audit", "verify"),
    ("page", "--json"),
    ("pause", "nothing"),
)


@pytest.mark.usefixtures("config")
def test_no_command_tells_a_secret_or_a_personal_number(shenbao: Shenbao) -> None:
    for words in COMMANDS:
        ended = shenbao(*words)
        free_of(ended.out + ended.err, *SECRETS, *PERSONAL)


@pytest.mark.usefixtures("config")
def test_lists_for_operators_tell_no_secret(shenbao: Shenbao) -> None:
    for words in (
        ("outbox", "list"),
        ("outbox", "list", "--json"),
        ("review", "list"),
        ("review", "list", "--json"),
    ):
        ended = shenbao(*words)
        free_of(ended.out + ended.err, *SECRETS)


@pytest.mark.usefixtures("config")
def test_no_export_holds_a_secret(shenbao: Shenbao, tmp_path: Path) -> None:
    for kind in ("submissions", "tasks", "audit"):
        shenbao("export", kind, f"{kind}.csv")
        free_of((tmp_path / f"{kind}.csv").read_text(encoding="utf-8-sig"), *SECRETS, *PERSONAL)


async def pages(config: Config) -> dict[str, str]:
    """Return every page of the web server, as an operator sees it."""
    found = {}
    async with open_parts(config, SystemClock()) as parts, web_page(parts) as server:
        async with parts.database.transaction() as session:
            operator = await session.get_one(StaffMember, 1)
            link = await make_link(session, operator, parts.clock.now(), parts.policy, COMMAND)
            opened = await open_session(session, link, parts.clock.now(), parts.policy)
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{server.port}", timeout=60, cookies={COOKIE: opened or ""}
        ) as client:
            for path in ("/healthz", "/readyz", "/metrics", "/ics/none.ics", "/nothing"):
                found[path] = (await client.get(path)).text
            for name in TABS:
                answer = await client.get(f"/page/{name}")
                assert answer.status_code == 200
                found[name] = answer.text
    return found


def test_no_page_holds_a_secret_or_a_personal_number(config: Config) -> None:
    for told in asyncio.run(pages(config)).values():
        free_of(told, *SECRETS, *PERSONAL)


def test_no_value_shows_a_secret_where_it_is_printed(config: Config) -> None:
    policy = policy_of(config)
    values = (config, policy, relay_of(config), *(account_of(box) for box in config.intake.mailboxes))
    for value in values:
        free_of(f"{value!r} {value}", *SECRETS)


@pytest.mark.parametrize(
    "variable", ["SHENBAO_TELEGRAM__POLL_SECONDS", "SHENBAO_INTAKE__PORT", "SHENBAO_RELAY__SECURITY"]
)
def test_exception_about_the_configuration_tells_no_secret(
    config: Config,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, "no such value")
    with pytest.raises(BadConfig) as raised:
        load_config(tmp_path / "config.toml")
    told = "".join(traceback.format_exception(raised.value))
    free_of(told, *SECRETS)
