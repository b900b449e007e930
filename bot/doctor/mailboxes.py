"""Checks of the mailboxes that the desk reads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import partial
from importlib.metadata import version
from typing import Final

from bot.config import Config, MailboxConfig, read_secret
from bot.doctor.examination import Patient, Round
from bot.doctor.findings import Finding, State, Trouble
from bot.doctor.network import FIREWALL, certificate_finding, context_of, reach, trouble_of
from bot.mail.imap_client import Connection, ImapTimes, answer_text
from bot.mail.imap_faults import MailboxFault
from bot.mail.imap_folder_names import quote, wire_folder
from bot.mail.loopback import is_loopback

# What is asked of each mailbox; a further one has its short name behind a colon.
CHECKS: Final = (
    "imap-connect",
    "imap-tls",
    "imap-login",
    "imap-id",
    "imap-select",
    "imap-rights",
    "imap-idle",
)
REMEDY: Final = "请在邮箱网页里开启 IMAP，并用“授权码”作密码，重新设置密码或 password_file"


def rounds_of(config: Config) -> list[Round]:
    """Return a round for each mailbox of the configuration."""
    named = {"": config.intake, **{f":{name}": box for name, box in config.intake.more.items()}}
    return [
        Round(tuple(f"{check}{mark}" for check in CHECKS), partial(look, mark=mark, box=box))
        for mark, box in named.items()
    ]


async def look(patient: Patient, *, mark: str, box: MailboxConfig) -> AsyncIterator[Finding]:
    """Connect, look at the certificate, log in, open the folder and see what may be done in it."""
    names = [f"{check}{mark}" for check in CHECKS]
    if not patient.config.intake.enabled:
        for name in names:
            yield Finding(name, State.SKIPPED, "没有启用收信")
        return
    place = f"{box.host}:{box.port}"
    yield await reach(names[0], box.host, box.port, "收信服务器")
    link = _link(box, patient.seconds)
    try:
        await _greet(link, place)
        yield certificate_finding(names[1], link.protocol.transport, place, patient.now())
        yield await _login(link, box, names[2])
        yield await _introduce(link, names[3])
        lines = await _select(link, box.folder)
        yield Finding(names[4], State.OK, f"文件夹 {box.folder} 打得开，有 {link.protocol.exists} 封信")
        yield _rights(lines, box.folder, names[5])
        yield _idle(link, names[6])
    except MailboxFault as error:
        raise Trouble(str(error), FIREWALL) from error
    finally:
        link.abort()


def _link(box: MailboxConfig, seconds: float) -> Connection:
    if box.security == "plain" and not is_loopback(box.host):
        raise Trouble(f"{box.host} 不是本机，不能不加密", '请把 security 改为 "tls"，端口 993')
    context = context_of(box.ca_file) if box.security == "tls" else None
    return Connection(box.host, box.port, context, ImapTimes(connect=seconds, command=seconds))


async def _greet(link: Connection, place: str) -> None:
    try:
        await link.open()
    except MailboxFault as error:
        if error.__cause__ is not None:
            raise trouble_of(error.__cause__, place) from error
        raise Trouble(f"{place} 没有按 IMAP 应答：{error}", "请检查 port 和 security 是否配对") from error


async def _login(link: Connection, box: MailboxConfig, check: str) -> Finding:
    try:
        password = read_secret(box.password, box.password_file)
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"读不到密码文件 {box.password_file}", "请检查 password_file 的路径和权限") from error
    if not password:
        raise Trouble(f"还没有设置邮箱 {box.user} 的密码", REMEDY)
    response = await link.ask(link.client.login(quote(box.user), password))
    if response.result != "OK":
        raise Trouble(f"邮箱 {box.user} 登录不成功：{answer_text(response)}", REMEDY)
    return Finding(check, State.OK, f"邮箱 {box.user} 登录成功")


async def _introduce(link: Connection, check: str) -> Finding:
    """Say who asks (RFC 2971); NetEase opens no folder to a client that does not."""
    await link.run(link.protocol.capability(), link.client.timeout)
    if "ID" not in _abilities(link):
        return Finding(check, State.SKIPPED, "服务器不问客户端是谁")
    about = link.client.id(name="shenbao", version=version("shenbao"), vendor="shenbao")
    response = await link.ask(about)
    if response.result != "OK":
        told = f"服务器不接受客户端的自我介绍：{answer_text(response)}"
        return Finding(check, State.WARNING, told, "能打开文件夹就不要紧；打不开请询问邮箱服务商")
    return Finding(check, State.OK, "服务器接受客户端的自我介绍（ID）")


async def _select(link: Connection, folder: str) -> Sequence[bytes | bytearray]:
    response = await link.ask(link.client.select(wire_folder(folder)))
    if response.result != "OK":
        remedy = "请核对 folder；网易邮箱提示 Unsafe Login 时，请到网页里允许客户端登录"
        raise Trouble(f"打不开文件夹 {folder}：{answer_text(response)}", remedy)
    lines: list[bytes | bytearray] = response.lines
    return lines


def _rights(lines: Sequence[bytes | bytearray], folder: str, check: str) -> Finding:
    """Read what may be changed (RFC 3501 section 6.3.1)."""
    told = b" ".join(bytes(line) for line in lines).upper()
    if b"[READ-ONLY]" in told:
        remedy = "请让邮箱管理员给这个账号写的权限，否则信读过也不会标为已读"
        return Finding(check, State.WARNING, f"文件夹 {folder} 只能读", remedy)
    return Finding(check, State.OK, f"文件夹 {folder} 可读可写")


def _idle(link: Connection, check: str) -> Finding:
    if "IDLE" in _abilities(link):
        return Finding(check, State.OK, "服务器有新信就通知（IDLE）")
    return Finding(check, State.OK, "服务器不通知新信，申报台按 sweep_seconds 定时查看")


def _abilities(link: Connection) -> frozenset[str]:
    return frozenset(word.upper() for word in link.protocol.capabilities)
