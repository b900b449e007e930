"""What is wrong with a configuration that can be read: what `run` would miss, and what is a risk."""

from __future__ import annotations

import stat
from typing import Final

from bot.config import Config, MailboxConfig, RelayConfig, Secret, read_secret, secrets_of
from bot.config_credentials import is_handed_over

LOCAL: Final = ("127.0.0.1", "localhost", "::1")
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO  # permissions of anybody but the owner


def find_problems(config: Config) -> list[str]:
    """Name what `run` would miss: absent secrets, plain connections, alarms that go to the desk itself."""
    problems = [_missing(secret) for secret in secrets_of(config) if secret.wanted]
    servers: dict[str, MailboxConfig | RelayConfig] = {"intake": config.intake, "relay": config.relay}
    servers |= {f"intake.more.{name}": each for name, each in config.intake.more.items()}
    for part, server in servers.items():
        if server.security == "plain" and server.host not in LOCAL:
            problems.append(f'{part}.security："plain" 只能连接本机，请改为 "tls"')
    if config.desk.operator_mailbox.lower() in config.own_addresses:
        problems.append("desk.operator_mailbox：不能是申报台自己的收信邮箱，否则告警没有人看到")
    return [problem for problem in problems if problem]


def _missing(secret: Secret) -> str | None:
    try:
        found = read_secret(secret.value, secret.file)
    except (OSError, UnicodeDecodeError):
        return f"{secret.part}.{secret.key}_file：读不到文件 {secret.file}"
    remedy = f"请用环境变量 {secret.variable} 或 {secret.part}.{secret.key}_file"
    return None if found else f"{secret.part}.{secret.key}：还没有设置，{remedy}"


def find_risks(config: Config) -> list[str]:
    """Name the files with secrets that others on this machine can read."""
    risks = []
    for secret in secrets_of(config):
        if secret.value is None and secret.file is not None and _is_open(secret):
            told = f"{secret.part}.{secret.key}_file：文件 {secret.file} 其他用户也能读"
            risks.append(f"{told}，请运行 chmod 600 {secret.file}")
    return risks


def _is_open(secret: Secret) -> bool:
    if secret.file is None or is_handed_over(secret.file):
        return False
    try:
        return bool(secret.file.stat().st_mode & OTHERS)
    except OSError:  # told as a problem where it is wanted
        return False
