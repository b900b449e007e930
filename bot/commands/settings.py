"""`shenbao init` and `shenbao config`: write a configuration, and show what holds."""

from __future__ import annotations

import json as json_text
import os
import sys
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.commands.console import (
    ConfigOption,
    JsonOption,
    Stop,
    config_path,
    configuration,
    console,
    print_json,
)
from bot.config import BadConfig, Config, config_of, load_config, read_toml, secrets_of
from bot.config_credentials import BESIDE, credential_name
from bot.config_origins import origins
from bot.config_writing import Answers, Value, example, filled
from bot.mail.presets import PRESETS, Preset, preset_named

OWN: Final = "none"  # a mail server of the house
# What the secret of a section is called; a new configuration has no further mailboxes.
SECRETS: Final = {
    "telegram": "Telegram 机器人令牌",
    "intake": "收信邮箱的密码或授权码",
    "relay": "发信服务器的密码或授权码",
}
app = typer.Typer(no_args_is_help=True, help="配置。")


@app.callback()
def group() -> None:
    """配置。"""


@app.command()
def show(json: JsonOption = False, config: ConfigOption = None) -> None:
    """列出每一项配置的值和来处；密码不显示。"""
    settings, path = configuration(config), config_path(config)
    found = origins(settings, read_toml(path) if path else {})
    if json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        value = json_text.dumps(each.value, ensure_ascii=False)
        console.print(f"{each.key} = {value}  # {each.source}", markup=False)


def init(
    office: Annotated[str | None, typer.Option(help="单位全称")] = None,
    address: Annotated[str | None, typer.Option(help="申报台的收发信邮箱")] = None,
    operator_mailbox: Annotated[str | None, typer.Option(help="管理员的邮箱，收待审和告警")] = None,
    preset: Annotated[str | None, typer.Option(help="邮箱服务商，例如 163；没有列出的写 none")] = None,
    imap_host: Annotated[str | None, typer.Option(help="收信服务器，没有服务商时才要")] = None,
    smtp_host: Annotated[str | None, typer.Option(help="发信服务器，没有服务商时才要")] = None,
    telegram: Annotated[bool | None, typer.Option("--telegram/--no-telegram", help="是否启用聊天")] = None,
    data: Annotated[str | None, typer.Option(help="数据文件夹，默认 data")] = None,
    secrets: Annotated[
        bool | None, typer.Option("--secrets/--no-secrets", help="是否问密码，默认在终端里才问")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """问几个问题，写好带说明的 config.toml；已有的配置不会被覆盖。"""
    target = config_path(config) or Path("config.toml")
    if target.exists():
        raise Stop(f"{target} 已经存在，不会覆盖；要重新写请先改名")
    own = address or typer.prompt("申报台的收发信邮箱")
    chosen = _provider(preset)
    hosts: tuple[str | None, str | None] = None, None
    if chosen is None or not chosen.imap_host:
        hosts = (
            imap_host or typer.prompt("收信服务器（IMAP）"),
            smtp_host or typer.prompt("发信服务器（SMTP）"),
        )
    answers = {
        ("desk", "office"): office or typer.prompt("单位全称"),
        ("desk", "address"): own,
        **_people(operator_mailbox or typer.prompt("管理员的邮箱，收待审和告警")),
        ("telegram", "enabled"): telegram
        if telegram is not None
        else typer.confirm("启用聊天吗", default=True),
        **_servers(own, chosen, hosts),
        **({("storage", "folder"): data} if data else {}),
    }
    settings = _written(target, answers)
    if sys.stdin.isatty() if secrets is None else secrets:
        _ask_secrets(target, settings)
    _tell(target, load_config(target))


def _provider(preset: str | None) -> Preset | None:
    """Ask for the mail provider until it is one, or none."""
    known = "、".join(each.name for each in PRESETS)
    name = preset or typer.prompt(f"邮箱服务商（{known}；没有列出的写 {OWN}）", default=OWN)
    if name == OWN:
        return None
    found = preset_named(name)
    if found is None:
        raise Stop(f"没有叫“{name}”的邮箱服务商，可以写 {known}、{OWN}")
    return found


def _people(mailbox: str) -> dict[tuple[str, str], Value]:
    return {("desk", "operator_mailbox"): mailbox, ("sandbox", "mailbox"): mailbox}


def _servers(
    user: str, preset: Preset | None, hosts: tuple[str | None, str | None]
) -> dict[tuple[str, str], Value]:
    answers: dict[tuple[str, str], Value] = {}
    for section, host in zip(("intake", "relay"), hosts, strict=True):
        answers[section, "user"], answers[section, "host"] = user, host
        if preset is not None:
            # What is written wins over the preset, so nothing of it may be written.
            answers |= {
                (section, "preset"): preset.name,
                (section, "port"): None,
                (section, "security"): None,
            }
    if preset is not None:
        answers["relay", "null_return_path"] = None
    return answers


def _written(target: Path, answers: Answers) -> Config:
    """Write the file for its owner alone, once it is known to be a good one."""
    text = filled(example(), answers)
    try:
        settings = config_of(tomllib.loads(text), target)
        _write_privately(target, text)
    except BadConfig as error:
        raise Stop(str(error)) from error
    except OSError as error:
        raise Stop(f"写不了 {target}：{error.strerror}") from error
    return settings


def _write_privately(target: Path, text: str) -> None:
    """Write a new file for its owner alone; raises OSError where there is one already."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _ask_secrets(target: Path, settings: Config) -> None:
    """Ask for each secret that is wanted and not there yet, and keep it in a file of its own."""
    folder = target.parent / BESIDE
    for secret in secrets_of(settings):
        file = folder / credential_name(secret.part, secret.key)
        if not secret.wanted or secret.value is not None or secret.file is not None or file.exists():
            continue
        asked = f"{SECRETS[secret.part]}（输入时不显示；以后再填就直接回车）"
        given = typer.prompt(asked, default="", hide_input=True, show_default=False).strip()
        if given:
            folder.mkdir(mode=0o700, exist_ok=True)
            _write_privately(file, f"{given}\n")


def _tell(target: Path, settings: Config) -> None:
    console.print(f"已写好 {target}（试运行方式，只有本人可读）。下一步：", markup=False)
    missing = [
        each for each in secrets_of(settings) if each.wanted and each.value is None and each.file is None
    ]
    for number, secret in enumerate(missing, start=1):
        file = target.parent / BESIDE / credential_name(secret.part, secret.key)
        told = f"写进只有本人可读的文件 {file}，或用环境变量 {secret.variable}"
        console.print(f"{number}. {SECRETS[secret.part]}：{told}", markup=False)
    console.print(
        "然后运行 shenbao check-config 和 shenbao doctor，再导入指南、任务表和人员名单。", markup=False
    )
