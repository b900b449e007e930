"""Know the servers of the mail providers that offices use, and their whims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Preset:
    """A provider's servers; empty hosts are the office's own.

    `title` is Chinese, for a choice or a message. `domains` are those of its addresses.
    `null_return_path`: it lets through MAIL FROM:<>. `login`: what has to be given as the password.
    """

    name: str
    title: str
    domains: tuple[str, ...]
    imap_host: str
    smtp_host: str
    smtp_port: int = 465
    smtp_security: Literal["tls", "starttls"] = "tls"
    imap_port: int = 993
    null_return_path: bool = False
    login: str = "授权码"


PRESETS = (
    # NetEase: "Unsafe Login" to SELECT unless ID was sent; MAIL FROM must be the login.
    Preset("163", "网易 163 邮箱", ("163.com",), "imap.163.com", "smtp.163.com"),
    Preset("126", "网易 126 邮箱", ("126.com",), "imap.126.com", "smtp.126.com"),
    Preset("yeah", "网易 yeah.net 邮箱", ("yeah.net",), "imap.yeah.net", "smtp.yeah.net"),
    Preset("188", "网易 188 财富邮", ("188.com",), "imap.188.com", "smtp.188.com"),
    Preset("netease-office", "网易企业邮箱", (), "imap.qiye.163.com", "smtp.qiye.163.com"),
    # Tencent: server-side text search finds nothing; MAIL FROM must be the login.
    Preset("qq", "QQ 邮箱", ("qq.com", "foxmail.com"), "imap.qq.com", "smtp.qq.com"),
    Preset("exmail", "腾讯企业邮箱", (), "imap.exmail.qq.com", "smtp.exmail.qq.com"),
    # Alibaba: refuses SEARCH with CHARSET.
    Preset("aliyun", "阿里邮箱", ("aliyun.com",), "imap.aliyun.com", "smtp.aliyun.com", login="密码"),
    Preset("aliyun-office", "阿里企业邮箱", (), "imap.qiye.aliyun.com", "smtp.qiye.aliyun.com", login="密码"),
    # Coremail in the office's own hall, the usual choice of Chinese governments.
    Preset("coremail", "Coremail（单位自建）", (), "", "", login="密码或客户端专用密码"),
    # Exchange: RFC822.SIZE is an estimate; SEARCH with CHARSET is refused; submission by STARTTLS.
    Preset(
        "exchange", "Exchange（单位自建）", (), "", "", 587, "starttls", null_return_path=True, login="密码"
    ),
    # Dovecot with a submission service beside it.
    Preset("dovecot", "Dovecot（单位自建）", (), "", "", null_return_path=True, login="密码"),
)


def preset_named(name: str) -> Preset | None:
    """Return the preset of this name."""
    return next((preset for preset in PRESETS if preset.name == name), None)


def preset_for(address: str) -> Preset | None:
    """Return the preset of an address's domain; None where the domain does not tell the provider."""
    _, at, domain = address.strip().lower().rpartition("@")
    return next((preset for preset in PRESETS if at and domain in preset.domains), None)
