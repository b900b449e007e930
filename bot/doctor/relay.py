"""Checks of the server that sends the desk's letters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPResponseException

from bot.config import RelayConfig, read_secret
from bot.doctor.examination import Patient, Round
from bot.doctor.findings import Finding, State, Trouble
from bot.doctor.network import certificate_finding, context_of, reach, trouble_of
from bot.mail.carrier import relay_of
from bot.mail.server_text import readable
from handlers.policy import MEGABYTE

CONNECT, TLS, LOGIN, SIZE = "smtp-connect", "smtp-tls", "smtp-login", "smtp-size"
REMEDY: Final = (
    "请在邮箱网页里开启 SMTP，并用“授权码”作密码，重新设置 SHENBAO_RELAY__PASSWORD 或 password_file"
)


async def look(patient: Patient) -> AsyncIterator[Finding]:
    """Connect, look at the certificate, log in, and ask how large a letter may be; nothing is sent."""
    relay = patient.config.relay
    place = f"{relay.host}:{relay.port}"
    yield await reach(CONNECT, relay.host, relay.port, "发信服务器")
    client = _client(patient)
    try:
        await _greet(client, place)
        yield certificate_finding(TLS, client.transport, place, patient.now())
        yield await _login(client, relay)
        yield _size(client, relay)
    finally:
        client.close()


def _client(patient: Patient) -> SMTP:
    relay = patient.config.relay
    try:
        own_name = relay_of(patient.config.model_copy(update={"relay": _nameless(relay)})).own_name
    except ValueError as error:
        raise Trouble(str(error), '请把 relay.security 改为 "tls" 或 "starttls"') from error
    return SMTP(
        hostname=relay.host,
        port=relay.port,
        local_hostname=own_name,
        timeout=patient.seconds,
        use_tls=relay.security == "tls",
        start_tls=relay.security == "starttls",
        tls_context=None if relay.security == "plain" else context_of(relay.ca_file),
    )


def _nameless(relay: RelayConfig) -> RelayConfig:
    """Leave the password out: it may be missing, and the greeting needs none."""
    return relay.model_copy(update={"password": None, "password_file": None})


async def _greet(client: SMTP, place: str) -> None:
    try:
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
    except SMTPResponseException as error:
        told = readable(error.message.encode("utf-8", "surrogateescape"))
        raise Trouble(f"{place} 不接受连接：{error.code} {told}", "请稍后再试，或询问邮箱服务商") from error
    except (SMTPException, OSError) as error:
        if "STARTTLS" in str(error):
            raise Trouble(f"{place} 不支持 STARTTLS", '请改用 465 端口和 security = "tls"') from error
        raise trouble_of(error, place) from error


async def _login(client: SMTP, relay: RelayConfig) -> Finding:
    if not relay.user:
        return Finding(LOGIN, State.SKIPPED, "没有设置登录名，不登录")
    try:
        password = read_secret(relay.password, relay.password_file)
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"读不到密码文件 {relay.password_file}", "请检查 password_file 的路径和权限") from error
    if not password:
        raise Trouble("还没有设置发信密码", REMEDY)
    try:
        await client.login(relay.user, password)
    except SMTPAuthenticationError as error:
        told = readable(error.message.encode("utf-8", "surrogateescape"))
        raise Trouble(f"发信邮箱 {relay.user} 登录不成功：{error.code} {told}", REMEDY) from error
    except (SMTPException, OSError) as error:
        raise Trouble(f"发信邮箱 {relay.user} 登录不成功：{error}", REMEDY) from error
    return Finding(LOGIN, State.OK, f"发信邮箱 {relay.user} 登录成功")


def _size(client: SMTP, relay: RelayConfig) -> Finding:
    told = client.esmtp_extensions.get("size", "").strip()
    limit = int(told) if told.isdecimal() else 0
    if limit and limit < relay.max_mb * MEGABYTE:
        remedy = f"请把 [relay] max_mb 改为 {limit // MEGABYTE} 或更小，大信件会拆成几封"
        return Finding(
            SIZE,
            State.WARNING,
            f"服务器一封信最多收 {limit / MEGABYTE:.0f} MB，配置的是 {relay.max_mb} MB",
            remedy,
        )
    return Finding(SIZE, State.OK, f"一封信最多 {relay.max_mb} MB，服务器收得下")


ROUND: Final = Round((CONNECT, TLS, LOGIN, SIZE), look)
