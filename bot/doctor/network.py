"""What goes wrong between this machine and a server, and what to do about it."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.doctor.findings import Finding, State, Trouble

SOON: Final = timedelta(days=14)  # before a certificate ends, somebody should know
GREETING_SECONDS: Final = 5.0
# A moment as mail servers write it (RFC 5322 section 3.3); some tell it when they greet.
DATE: Final = re.compile(r"(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}", re.ASCII)
FIREWALL: Final = "请检查地址和端口是否写对，网络和防火墙是否允许访问"
# OpenSSL's number of what is wrong with a certificate (X509_V_ERR): what it means, what to do.
CERTIFICATES: Final = {
    9: ("证书还没有生效", "请先核对本机时间，再请服务器管理员检查证书"),
    10: ("证书已过期", "请先核对本机时间，再请服务器管理员更换证书"),
    18: ("证书是自签的", "请让管理员提供证书机构的 PEM 文件，写到 ca_file"),
    19: ("证书由不认识的机构签发", "请让管理员提供证书机构的 PEM 文件，写到 ca_file"),
    20: ("证书由不认识的机构签发", "请让管理员提供证书机构的 PEM 文件，写到 ca_file"),
    62: ("证书上的名称与服务器地址不符", "请把 host 改成证书上的名称"),
    64: ("证书上的名称与服务器地址不符", "请把 host 改成证书上的名称"),
}
# The kind of fault, the first that fits: what it means, what to do.
FAULTS: Final[tuple[tuple[type[BaseException], str, str], ...]] = (
    (socket.gaierror, "查不到服务器 {place} 的地址", "请检查 host 是否写对、本机的 DNS 是否正常"),
    (ConnectionRefusedError, "{place} 拒绝连接", FIREWALL),
    (TimeoutError, "{place} 没有及时答复", FIREWALL),
    (ssl.SSLError, "{place} 不能建立 TLS 连接", "请检查 port 和 security 是否配对（多为 993、465 用 tls）"),
    (ConnectionResetError, "{place} 中断了连接", FIREWALL),
)


def trouble_of(error: BaseException, place: str) -> Trouble:
    """Explain an error of the network, whichever library wrapped it; `place` is host:port."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            other = f"证书不可信（{cause.verify_message}）", "请让管理员检查服务器的证书"
            told, remedy = CERTIFICATES.get(cause.verify_code, other)
            return Trouble(f"{place} 的{told}", remedy)
    for kind, told, remedy in FAULTS:
        if any(isinstance(cause, kind) for cause in causes):
            return Trouble(told.format(place=place), remedy)
    told = getattr(causes[-1], "strerror", None) or str(causes[-1]) or type(causes[-1]).__name__
    return Trouble(f"连不上 {place}：{told}", FIREWALL)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def reach(check: str, host: str, port: int, server: str) -> Finding:
    """Connect once and hang up; raises Trouble where nobody answers."""
    place = f"{host}:{port}"
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError as error:
        raise trouble_of(error, place) from error
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return Finding(check, State.OK, f"{server} {place} 连得上")


async def greeting_date(host: str, port: int, *, tls: bool, ca_file: object) -> str | None:
    """Return the moment that a mail server tells in its greeting; None where it tells none."""
    try:
        async with asyncio.timeout(GREETING_SECONDS):
            context = context_of(ca_file) if tls else None
            reader, writer = await asyncio.open_connection(host, port, ssl=context)
            try:
                found = DATE.search((await reader.readline()).decode("ascii", "replace"))
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError, Trouble):  # told by the checks of the relay
        return None
    return found[0] if found else None


def certificate_finding(check: str, transport: Any, place: str, now: datetime) -> Finding:
    """Tell how long the certificate of a connection still holds; its name was checked before."""
    shown = transport.get_extra_info("peercert") if transport is not None else None
    if not shown:
        return Finding(check, State.SKIPPED, f"{place} 是本机连接，不加密")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
    if ends - now < SOON:
        return Finding(
            check, State.WARNING, f"{place} 的证书 {ends:%Y-%m-%d} 到期", "请提醒服务器管理员及时更换证书"
        )
    return Finding(check, State.OK, f"{place} 的证书有效，{ends:%Y-%m-%d} 到期")


def context_of(ca_file: object) -> ssl.SSLContext:
    """Make the context that checks a server; raises Trouble where the house's authority cannot be read."""
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise Trouble(f"证书机构文件 {ca_file} 读不了", "请检查 ca_file 是不是 PEM 格式的证书文件") from error
