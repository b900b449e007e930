"""Facts about faults of servers and of the way to them, injected one at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.config import IntakeConfig, Mode, RelayConfig, TelegramConfig
from bot.doctor import machine, mailboxes, relay, telegram, trial_letter
from bot.doctor.examination import Patient, Round
from bot.doctor.findings import Finding
from tests.doctor.desk_to_examine import Told, assert_told, found, patient_of
from tests.servers import scripted_imap, smtp_server
from tests.servers.certificates import Certificate
from tests.servers.dovecot import Dovecot, free_port
from tests.servers.scripted_imap import ScriptedImap, Whims
from tests.servers.scripted_smtp import Verb
from tests.servers.smtp_server import SmtpServer

TOKEN = "123456789:canary_token_canary_token"
PASSWORD = "canary of a password"
ME = {"ok": True, "result": {"username": "demo_bot"}}


# Telegram.


@dataclass
class Api:
    """A Bot API of two answers, and the Date that they carry."""

    me: Any = field(default_factory=lambda: ME)
    webhook: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    date: str = ""
    silent: bool = False

    @asynccontextmanager
    async def address(self) -> AsyncIterator[str]:
        """Listen on loopback and give the address."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot"
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if not self.silent:
            body = {"ok": True, "result": self.webhook} if b"getWebhookInfo" in head else self.me
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            date = f"Date: {self.date}\r\n" if self.date else ""
            top = f"HTTP/1.1 {self.status} X\r\n{date}Content-Length: {len(raw)}\r\nConnection: close\r\n\r\n"
            writer.write(top.encode() + (b"" if head.startswith(b"HEAD") else raw))
        else:
            await reader.read()
        writer.close()


UNKNOWN_TOKEN = Api(me={"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
TELEGRAM_FAULTS: tuple[tuple[Api, dict[str, Any], Told], ...] = (
    (UNKNOWN_TOKEN, {}, Told("telegram-token", "failed", "不认识这个令牌", "@BotFather")),
    (Api(), {"token": None}, Told("telegram-token", "failed", "还没有设置令牌", "TOKEN")),
    (Api(), {"token": SecretStr("bot")}, Told("telegram-token", "failed", "样子不对", "@BotFather")),
    (
        Api(),
        {"token": None, "token_file": Path("/nonexistent/token")},
        Told("telegram-token", "failed", "读不到令牌文件", "token_file"),
    ),
    (Api(me=b"<html>"), {}, Told("telegram-token", "failed", "不是 Bot API", "base_url")),
    (Api(silent=True), {}, Told("telegram-token", "failed", "没有", "网络")),
    (Api(webhook={"url": "https://x.example.org"}), {}, Told("telegram-polling", "failed", "webhook")),
    (Api(webhook={"pending_update_count": 900}), {}, Told("telegram-polling", "warning", "900", "运行")),
    (Api(), {"proxy": f"socks5://127.0.0.1:{free_port()}"}, Told("telegram-proxy", "failed", "拒绝连接")),
    (Api(), {"proxy": "nobody"}, Told("telegram-proxy", "failed", "完整的地址", "socks5")),
    (Api(), {"proxy": "socks5://[::1"}, Told("telegram-proxy", "failed", "完整的地址", "socks5")),
    (Api(), {"proxy": "socks5://nobody.invalid"}, Told("telegram-proxy", "failed", "查不到", "DNS")),
    (
        Api(),
        {"base_url": f"http://127.0.0.1:{free_port()}/bot"},
        Told("telegram-token", "failed", "拒绝连接", "防火墙"),
    ),
    (
        Api(),
        {"base_url": "http://telegram.invalid/bot"},
        Told("telegram-token", "failed", "查不到服务器", "DNS"),
    ),
    (Api(date="Mon, 20 Jun 2022 01:00:00 GMT"), {}, Told("clock", "warning", "快了 1800 秒", "timedatectl")),
    (Api(date="Mon, 20 Jun 2022 02:00:00 GMT"), {}, Told("clock", "warning", "慢了 1800 秒", "timedatectl")),
)
CLOCK = Round(("clock",), machine.clock)


@pytest.mark.parametrize(("api", "settings", "told"), TELEGRAM_FAULTS)
async def test_fault_on_the_way_to_telegram_is_named_with_its_remedy(
    tmp_path: Path, api: Api, settings: dict[str, Any], told: Told
) -> None:
    async with api.address() as address:
        values = {"token": SecretStr(TOKEN), "base_url": address, **settings}
        patient = replace(patient_of(tmp_path, telegram=TelegramConfig(**values)), seconds=2.0)
        findings = await found(patient, [telegram.ROUND, CLOCK])
    assert_told(findings, told)
    assert TOKEN not in str(findings)


async def test_healthy_bot_is_named(tmp_path: Path) -> None:
    async with Api(date="Mon, 20 Jun 2022 01:30:30 GMT").address() as address:
        settings = TelegramConfig(token=SecretStr(TOKEN), base_url=address)
        findings = await found(patient_of(tmp_path, telegram=settings), [telegram.ROUND, CLOCK])
    assert {each.state for each in findings.values()} == {"ok", "skipped"}
    assert "@demo_bot" in findings["telegram-token"].message


# The relay.

Prepared = Callable[[SmtpServer, Certificate], dict[str, Any]]
LOGIN = {"user": smtp_server.USER, "password": SecretStr(smtp_server.PASSWORD)}


def plain(_server: SmtpServer, _certificate: Certificate) -> dict[str, Any]:
    return {}


def closed(server: SmtpServer, _certificate: Certificate) -> dict[str, Any]:
    server.refuse_connections()
    return {}


def refuses_at(verb: Verb, line: str) -> Prepared:
    def prepare(server: SmtpServer, _certificate: Certificate) -> dict[str, Any]:
        server.script.refuse(verb, line, times=5)
        # The first connection only knocks.
        return {}

    return prepare


def silent(server: SmtpServer, _certificate: Certificate) -> dict[str, Any]:
    server.script.stall(Verb.CONNECT, times=5)
    return {}


def small(server: SmtpServer, _certificate: Certificate) -> dict[str, Any]:
    server.size_limit = 2_000_000
    return {}


def with_values(**values: Any) -> Prepared:
    return lambda _server, _certificate: values


RELAY_FAULTS: tuple[tuple[Prepared, Told], ...] = (
    (closed, Told("smtp-connect", "failed", "拒绝连接", "防火墙")),
    (with_values(host="relay.invalid"), Told("smtp-connect", "failed", "查不到服务器", "DNS")),
    (refuses_at(Verb.CONNECT, "554 5.7.1 go away"), Told("smtp-tls", "failed", "554", "服务商")),
    (silent, Told("smtp-tls", "failed", "没有", "网络")),
    (with_values(security="tls"), Told("smtp-tls", "failed", "TLS", "security")),
    (with_values(security="starttls"), Told("smtp-tls", "failed", "STARTTLS", "465")),
    (
        with_values(security="tls", ca_file=Path("/nonexistent/ca.pem")),
        Told("smtp-tls", "failed", "ca.pem", "PEM"),
    ),
    (with_values(password=SecretStr(PASSWORD)), Told("smtp-login", "failed", "登录不成功", "授权码")),
    (with_values(password=None), Told("smtp-login", "failed", "还没有设置发信密码", "授权码")),
    (
        with_values(password=None, password_file=Path("/nonexistent/password")),
        Told("smtp-login", "failed", "读不到密码文件", "password_file"),
    ),
    (
        refuses_at(Verb.AUTH, "535 5.7.8 authorization code has expired"),
        Told("smtp-login", "failed", "expired", "授权码"),
    ),
    (small, Told("smtp-size", "warning", "最多收 2 MB", "max_mb")),
)


def relay_patient(folder: Path, server: SmtpServer, values: dict[str, Any]) -> Patient:
    settings = {"host": "127.0.0.1", "port": server.port, "security": "plain", **LOGIN, **values}
    return replace(patient_of(folder, mode=Mode.LIVE, relay=RelayConfig(**settings)), seconds=1.0)


@pytest.mark.parametrize(("prepare", "told"), RELAY_FAULTS)
async def test_fault_of_the_relay_is_named_with_its_remedy(
    tmp_path: Path, smtp_server: SmtpServer, certificate: Certificate, prepare: Prepared, told: Told
) -> None:
    values = prepare(smtp_server, certificate)
    findings = await found(relay_patient(tmp_path, smtp_server, values), [relay.ROUND])
    assert_told(findings, told)
    assert PASSWORD not in str(findings)
    assert smtp_server.journal == []


CERTIFICATE_FAULTS = (
    ("127.0.0.1", False, 0, Told("smtp-tls", "failed", "自签", "ca_file")),
    ("localhost", True, 0, Told("smtp-tls", "failed", "名称与服务器地址不符", "host")),
    ("127.0.0.1", True, 1, Told("smtp-tls", "warning", "到期", "更换证书")),
)


@pytest.mark.parametrize(("host", "known", "days", "told"), CERTIFICATE_FAULTS)
async def test_fault_of_the_certificate_is_named_with_its_remedy(
    tmp_path: Path,
    certificate: Certificate,
    host: str,
    known: bool,  # noqa: FBT001 - a parameter of the table
    days: int,
    told: Told,
) -> None:
    server = SmtpServer(tls=certificate.server_context())
    server.start()
    try:
        authority = certificate.certificate if known else None
        values = {"host": host, "security": "tls", "user": None, "ca_file": authority}
        patient = relay_patient(tmp_path, server, values)
        now = SystemClock().now() + timedelta(days=days)
        assert_told(await found(replace(patient, now=lambda: now), [relay.ROUND]), told)
    finally:
        server.stop()


async def test_clock_is_compared_with_the_greeting_of_the_relay_where_there_is_no_chat(
    tmp_path: Path, smtp_server: SmtpServer
) -> None:
    smtp_server.script.refuse(Verb.CONNECT, "220 mail ready Mon, 20 Jun 2022 11:30:00 +0800")
    findings = await found(relay_patient(tmp_path, smtp_server, {}), [CLOCK])
    assert_told(findings, Told("clock", "warning", "慢了 7200 秒", "timedatectl"))


async def test_test_letter_leaves_only_when_it_is_asked_for(tmp_path: Path, smtp_server: SmtpServer) -> None:
    patient = relay_patient(tmp_path, smtp_server, {})
    assert await found(patient, [trial_letter.ROUND]) == {}
    findings = await found(replace(patient, test_address="a@example.org"), [trial_letter.ROUND])
    assert findings["test-letter"].state == "ok"
    assert len(smtp_server.to("a@example.org")) == 1


async def test_test_letter_that_is_refused_is_told(tmp_path: Path, smtp_server: SmtpServer) -> None:
    smtp_server.script.refuse(Verb.RCPT, "550 5.1.1 no such user")
    patient = replace(relay_patient(tmp_path, smtp_server, {}), test_address="a@example.org")
    assert_told(await found(patient, [trial_letter.ROUND]), Told("test-letter", "failed", "no such user"))


# The mailbox.

ENTRY = {"user": scripted_imap.USER, "password": SecretStr(scripted_imap.PASSWORD)}
MAILBOX_FAULTS: tuple[tuple[Whims, dict[str, Any], Told], ...] = (
    (Whims(), {"host": "imap.invalid"}, Told("imap-connect", "failed", "查不到服务器", "DNS")),
    (Whims(), {"port": free_port()}, Told("imap-connect", "failed", "拒绝连接", "防火墙")),
    (Whims(greeting="* BYE busy"), {}, Told("imap-tls", "failed", "busy")),
    (Whims(), {"security": "tls"}, Told("imap-tls", "failed", "TLS", "security")),
    (Whims(), {"password": SecretStr(PASSWORD)}, Told("imap-login", "failed", "登录不成功", "授权码")),
    (Whims(), {"password": None}, Told("imap-login", "failed", "还没有设置", "授权码")),
    (
        Whims(),
        {"password": None, "password_file": Path("/nonexistent/password")},
        Told("imap-login", "failed", "读不到密码文件", "password_file"),
    ),
    (Whims(drops_at={"LOGIN"}), {}, Told("imap-login", "failed", "连接", "防火墙")),
    (Whims(silent_at={"LOGIN"}), {}, Told("imap-login", "failed", "没有", "网络")),
    (Whims(refuses={"ID": "who are you"}), {}, Told("imap-id", "warning", "自我介绍")),
    (Whims(refuses={"SELECT": "[NONEXISTENT] no folder"}), {}, Told("imap-select", "failed", "NONEXISTENT")),
    (
        Whims(refuses={"SELECT": "Unsafe Login"}),
        {},
        Told("imap-select", "failed", "Unsafe Login", "允许客户端登录"),
    ),
    (Whims(blurts={"SELECT": b"* OK [READ-ONLY] x\r\n"}), {}, Told("imap-rights", "warning", "只能读")),
)


@asynccontextmanager
async def imap(whims: Whims, **values: Any) -> AsyncIterator[IntakeConfig]:
    server = ScriptedImap(whims)
    server.start()
    try:
        settings = {"host": "127.0.0.1", "port": server.port, "security": "plain", **ENTRY, **values}
        yield IntakeConfig(**settings)
    finally:
        server.stop()


async def findings_of(folder: Path, intake: IntakeConfig) -> dict[str, Finding]:
    patient = replace(patient_of(folder, intake=intake), seconds=1.0)
    return await found(patient, mailboxes.rounds_of(patient.config))


@pytest.mark.parametrize(("whims", "values", "told"), MAILBOX_FAULTS)
async def test_fault_of_the_mailbox_is_named_with_its_remedy(
    tmp_path: Path, whims: Whims, values: dict[str, Any], told: Told
) -> None:
    async with imap(whims, **values) as intake:
        findings = await findings_of(tmp_path, intake)
    assert_told(findings, told)
    assert PASSWORD not in str(findings)


async def test_each_further_mailbox_is_examined_by_itself(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        intake = await stack.enter_async_context(imap(Whims()))
        second = {"address": "gaoxin@example.org", "host": "127.0.0.1", "security": "plain", **ENTRY}
        wrong = {**second, "port": intake.port, "folder": "other", "password": SecretStr(PASSWORD)}
        both = IntakeConfig(**{**dict(intake), "more": {"gaoxin": wrong}})
        findings = await findings_of(tmp_path, both)
    assert_told(findings, Told("imap-login:gaoxin", "failed", "登录不成功", "授权码"))
    assert findings["imap-login"].state == "ok"
    assert findings["imap-select:gaoxin"].state == "skipped"


async def test_healthy_mailbox_passes_every_check(tmp_path: Path, dovecot: Dovecot) -> None:
    settings = {"host": dovecot.host, "port": dovecot.port, "security": "plain", "user": "desk@example.org"}
    intake = IntakeConfig(**settings, password=SecretStr(dovecot.password))
    findings = await findings_of(tmp_path, intake)
    assert {each.state for each in findings.values()} == {"ok", "skipped"}
    assert "可读可写" in findings["imap-rights"].message
    assert "没有设置" not in str(findings)
