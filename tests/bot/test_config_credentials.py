"""Facts about secrets that a supervisor hands over as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import load_config, read_secret, secrets_of
from bot.config_origins import CREDENTIAL, origins
from bot.config_problems import find_problems, find_risks

NAMES = ("telegram-token", "intake-password", "relay-password", "desk-key", "intake-more-gaoxin-password")
FURTHER = '[intake.more.gaoxin]\naddress = "gx@example.org"\nhost = "imap.example.org"\n'


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "credentials"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(f"the {name}\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_secret_is_found_in_the_folder_of_credentials(credentials: Path, tmp_path: Path) -> None:
    config = load_config(written(tmp_path, FURTHER))
    found = {read_secret(each.value, each.file) for each in secrets_of(config)}
    assert credentials.is_dir()
    assert found == {f"the {name}" for name in NAMES}
    assert find_problems(config) == []


def test_named_file_and_environment_win_over_a_credential(
    credentials: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine"
    mine.write_text("from my file", encoding="utf-8")
    monkeypatch.setenv("SHENBAO_INTAKE__PASSWORD", "from the environment")
    config = load_config(written(tmp_path, f"[relay]\npassword_file = '{mine}'\n"))
    assert credentials.is_dir()
    assert read_secret(config.relay.password, config.relay.password_file) == "from my file"
    assert read_secret(config.intake.password, config.intake.password_file) == "from the environment"


def test_permissions_of_a_credential_are_the_supervisors_matter(credentials: Path) -> None:
    (credentials / "telegram-token").chmod(0o444)
    assert find_risks(load_config(None)) == []


def test_shown_configuration_says_that_a_secret_is_a_credential(credentials: Path) -> None:
    shown = {each.key: each for each in origins(load_config(None), {})}
    assert shown["relay.password_file"].source == CREDENTIAL
    assert shown["relay.password_file"].value == str(credentials / "relay-password")


def test_other_credentials_are_nobodys_business(credentials: Path) -> None:
    (credentials / "intake-more-unknown-password").write_text("x", encoding="utf-8")
    assert load_config(None).intake.more == {}


def test_secrets_are_found_in_the_folder_beside_the_configuration(tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "relay-password").write_text("beside", encoding="utf-8")
    relay = load_config(written(tmp_path, "")).relay
    assert read_secret(relay.password, relay.password_file) == "beside"
    assert [risk.partition("：")[0] for risk in find_risks(load_config(written(tmp_path, "")))] == [
        "relay.password_file"
    ]


def test_folder_of_the_supervisor_wins_over_the_one_beside(credentials: Path, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    beside = tmp_path / "config" / "credentials"
    beside.mkdir()
    (beside / "relay-password").write_text("beside", encoding="utf-8")
    assert load_config(written(tmp_path / "config", "")).relay.password_file == credentials / "relay-password"


def test_prefix_of_a_whole_folder_that_systemd_loads_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shenbao_relay-password").write_text("prefixed", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert load_config(None).relay.password_file == tmp_path / "shenbao_relay-password"
