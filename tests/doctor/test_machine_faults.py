"""Facts about faults of the machine and of the configuration, injected one at a time."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import ClamdConfig, DeskConfig, ReceiptConfig, RelayConfig, TelegramConfig
from bot.doctor import machine
from bot.doctor.examination import Patient
from bot.doctor.findings import Finding, State, exit_status
from tests.doctor.desk_to_examine import Told, assert_told, found, patient_of

Harm = Callable[[Path, pytest.MonkeyPatch], Patient]


def with_room(megabytes: int) -> Harm:
    async def room(_folder: Path) -> int:
        return megabytes

    return lambda folder, _patch: replace(patient_of(folder), free=room)


def named_font_missing(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    return patient_of(folder, receipt=ReceiptConfig(font=folder / "none.ttf"))


def font_is_no_font(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    (folder / "odd.ttf").write_bytes(b"no font at all")
    return patient_of(folder, receipt=ReceiptConfig(font=folder / "odd.ttf"))


def no_font_at_all(folder: Path, patch: pytest.MonkeyPatch) -> Patient:
    patch.setattr("bot.fonts.KNOWN", ())
    patch.setenv("PATH", str(folder))
    return patient_of(folder)


def no_office(folder: Path, patch: pytest.MonkeyPatch) -> Patient:
    patch.setenv("PATH", str(folder))
    return patient_of(folder)


def no_charts(folder: Path, patch: pytest.MonkeyPatch) -> Patient:
    patch.setattr(machine, "find_spec", lambda _name: None)
    return patient_of(folder)


def folder_is_a_file(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    patient = patient_of(folder)
    (folder / "data").rmdir()
    (folder / "data").write_text("")
    return patient


def folder_not_writable(folder: Path, patch: pytest.MonkeyPatch) -> Patient:
    patch.setattr(os, "access", lambda *_arguments: False)
    return patient_of(folder)


def folder_cannot_be_made(folder: Path, patch: pytest.MonkeyPatch) -> Patient:
    patient = folder_not_writable(folder, patch)
    (folder / "data").rmdir()
    return patient


def folder_open_to_all(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    patient = patient_of(folder)
    (folder / "data").chmod(0o755)
    return patient


def config_writable_by_all(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    file = folder / "config.toml"
    file.write_text("")
    file.chmod(0o666)
    return replace(patient_of(folder), file=file)


def secret_open_to_all(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    file = folder / "token"
    file.write_text("123456:abc")
    file.chmod(0o644)
    return patient_of(folder, telegram=TelegramConfig(enabled=False, token_file=file))


def key_open_to_all(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    patient = patient_of(folder)
    (folder / "data" / "token.key").write_bytes(b"key")
    (folder / "data" / "token.key").chmod(0o644)
    return patient


def secret_missing(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    return patient_of(folder, relay=RelayConfig(password_file=folder / "none"))


def plain_to_another_machine(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    return patient_of(folder, relay=RelayConfig(user=None, security="plain"))


def alarms_to_itself(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    return patient_of(folder, desk=DeskConfig(operator_mailbox="shenbao@example.org"))


def other_zone(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    return patient_of(folder, desk=DeskConfig(zone="Europe/Berlin"))


def scanner_is_down(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    return patient_of(folder, clamd=ClamdConfig(socket=str(folder / "clamd.ctl")))


def no_config_file(folder: Path, _patch: pytest.MonkeyPatch) -> Patient:
    return replace(patient_of(folder), file=None)


FAULTS: tuple[tuple[Harm, Told], ...] = (
    (with_room(10), Told("disk", "failed", "只剩 10 MB", "清理磁盘")),
    (with_room(700), Told("disk", "warning", "还剩 700 MB", "清理磁盘")),
    (named_font_missing, Told("font", "warning", "none.ttf", "fonts-wqy-microhei")),
    (font_is_no_font, Told("font", "warning", "不是中文字体", "fonts-wqy-microhei")),
    (no_font_at_all, Told("font", "warning", "没有找到中文字体", "fonts-wqy-microhei")),
    (no_office, Told("libreoffice", "warning", "没有安装", "libreoffice-writer")),
    (no_charts, Told("picture", "warning", "matplotlib", "charts")),
    (folder_is_a_file, Told("data-folder", "failed", "是文件", "移走")),
    (folder_not_writable, Told("data-folder", "failed", "写不进", "chown")),
    (folder_cannot_be_made, Told("data-folder", "failed", "也建不了", "请建立")),
    (folder_open_to_all, Told("data-folder", "warning", "其他用户也能进", "chmod 700")),
    (no_config_file, Told("config-file", "failed", "没有找到 config.toml", "shenbao init")),
    (config_writable_by_all, Told("config-file", "warning", "其他用户也能改", "chmod 600")),
    (secret_open_to_all, Told("secret-files", "warning", "chmod 600")),
    (key_open_to_all, Told("secret-files", "warning", "签名密钥")),
    (secret_missing, Told("config", "failed", "relay.password_file", "check-config")),
    (plain_to_another_machine, Told("config", "failed", "relay.security", "check-config")),
    (alarms_to_itself, Told("config", "failed", "desk.operator_mailbox", "check-config")),
    (scanner_is_down, Told("clamd", "warning", "没有回答", "clamav-daemon")),
    (other_zone, Told("zone", "warning", "Europe/Berlin", "Asia/Shanghai")),
)


@pytest.mark.parametrize(("harm", "told"), FAULTS)
async def test_fault_of_the_machine_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Harm, told: Told
) -> None:
    assert_told(await found(harm(tmp_path, monkeypatch), machine.ROUNDS), told)


async def test_machine_in_good_health_has_no_failure(tmp_path: Path) -> None:
    findings = await found(patient_of(tmp_path), machine.ROUNDS)
    assert [each for each in findings.values() if each.state == "failed"] == []
    assert (shutil.which("soffice") is None) is (findings["libreoffice"].state == "warning")


@pytest.mark.parametrize(
    ("states", "status"),
    [(("ok", "skipped"), 0), (("ok", "warning"), 1), (("warning", "failed"), 2), ((), 0)],
)
def test_exit_status_follows_the_worst_finding(states: tuple[str, ...], status: int) -> None:
    assert exit_status(Finding("x", State(state), "") for state in states) == status


def test_command_tells_everything_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    text = '[telegram]\nenabled = false\n[intake]\nenabled = false\n[relay]\nhost = "relay.invalid"\n'
    file.write_text(f'{text}[storage]\nfolder = "{tmp_path / "data"}"\n', encoding="utf-8")
    told = CliRunner().invoke(app, ["--config", str(file), "doctor"])
    assert told.exit_code == 2
    assert "❌ smtp-connect：" in told.stdout
    assert "   → " in told.stdout
    assert list(tmp_path.iterdir()) == [file]


# What stands in config.toml, and what is told of it.
TEXTS = (
    ("[desk\n", "格式有误"),
    ("[desk]\nnmae = 1\n", "desk.nmae"),
    ('[relay]\nport = "many"\n', "relay.port"),
    ('[telegram]\ntoken = "123456:canary"\n', "SHENBAO_TELEGRAM__TOKEN"),
    ('mode = "fast"\n', "mode"),
    ('[desk]\nzone = "Moon/Base"\n', "desk.zone"),
    ('[intake]\npreset = "nobody"\n', "nobody"),
)


@pytest.mark.parametrize(("text", "word"), TEXTS)
def test_unusable_configuration_is_the_only_finding(tmp_path: Path, text: str, word: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    ended = CliRunner().invoke(app, ["--config", str(file), "doctor", "--json"])
    findings = json.loads(ended.stdout)
    assert (ended.exit_code, {each["check"] for each in findings}) == (2, {"config"})
    assert word in findings[0]["message"]
    assert findings[0]["remedy"]
    assert "canary" not in ended.stdout
