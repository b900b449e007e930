"""Facts about `shenbao init` and `shenbao config show`."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.config import Config, load_config
from bot.config_writing import example, filled

CANARY = "canary of a secret"
ANSWERS = ("--office", "甲市科技局", "--address", "desk@example.org", "--operator-mailbox", "op@example.org")


def command(folder: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, [*words, "--config", str(folder / "config.toml")], input=typed)


def test_init_writes_an_annotated_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    done = command(tmp_path, "init", *ANSWERS, "--preset", "163", "--telegram")
    file = tmp_path / "config.toml"
    settings = load_config(file)
    assert done.exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert (settings.desk.office, settings.intake.host, settings.relay.host) == (
        "甲市科技局",
        "imap.163.com",
        "smtp.163.com",
    )
    assert (settings.intake.user, settings.sandbox.mailbox) == ("desk@example.org", "op@example.org")
    assert file.read_text(encoding="utf-8").count("# ") >= example().count("# ")


def test_init_names_the_secrets_and_the_next_step(tmp_path: Path) -> None:
    done = command(tmp_path, "init", *ANSWERS, "--preset", "qq", "--no-telegram")
    assert "SHENBAO_INTAKE__PASSWORD" in done.stdout
    assert "SHENBAO_TELEGRAM__TOKEN" not in done.stdout
    assert "shenbao doctor" in done.stdout


def test_init_asks_for_what_is_not_given(tmp_path: Path) -> None:
    typed = "desk@example.org\nnone\nimap.example.org\nsmtp.example.org\n甲局\nop@example.org\nn\n"
    assert command(tmp_path, "init", typed=typed).exit_code == 0
    settings = load_config(tmp_path / "config.toml")
    assert (settings.desk.office, settings.relay.host, settings.telegram.enabled) == (
        "甲局",
        "smtp.example.org",
        False,
    )


def test_init_keeps_the_secrets_it_asks_for_in_files_of_their_own(tmp_path: Path) -> None:
    done = command(
        tmp_path, "init", *ANSWERS, "--preset", "qq", "--telegram", "--secrets", typed=f"{CANARY}\n\nrelay\n"
    )
    folder, text = tmp_path / "credentials", (tmp_path / "config.toml").read_text(encoding="utf-8")
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == {
        "telegram-token": f"{CANARY}\n",
        "relay-password": "relay\n",
    }
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert CANARY not in text + done.stdout
    assert "intake-password" in done.stdout  # what is left to do
    assert "relay-password" not in done.stdout


def test_init_writes_where_every_other_command_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENBAO_CONFIG", str(tmp_path / "office.toml"))
    done = CliRunner().invoke(app, ["init", *ANSWERS, "--preset", "qq", "--no-telegram"])
    assert done.exit_code == 0
    assert load_config(tmp_path / "office.toml").relay.preset == "qq"


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("mine", encoding="utf-8")
    refused = command(tmp_path, "init", *ANSWERS, "--preset", "163", "--telegram")
    assert "不会覆盖" in str(refused.exception)
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("option", "value", "word"), [("--address", "nobody", "desk.address"), ("--preset", "mars", "mars")]
)
def test_init_writes_nothing_that_would_be_refused(
    tmp_path: Path, option: str, value: str, word: str
) -> None:
    words = ["init", *ANSWERS, "--preset", "163", "--telegram", option, value]
    assert word in str(command(tmp_path, *words).exception)
    assert not (tmp_path / "config.toml").exists()


def test_answer_with_quotes_and_line_breaks_stays_one_value() -> None:
    text = filled(example(), {("desk", "office"): '甲"局"\n[relay]'})
    assert tomllib.loads(text)["desk"]["office"] == '甲"局"\n[relay]'


def test_every_key_of_the_example_is_a_key_of_the_configuration() -> None:
    assert Config(**tomllib.loads(example())).desk.name


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[object, str]]:
    """Give what is shown of a configuration from all four sources."""
    text = '[relay]\npreset = "163"\n[telegram]\nproxy = "socks5://me:{canary}@127.0.0.1:1080"\n'
    further = '[intake.more.gaoxin]\naddress = "g@example.org"\nhost = "imap.example.org"\n'
    (tmp_path / "config.toml").write_text((text + further).format(canary=CANARY), encoding="utf-8")
    monkeypatch.setenv("SHENBAO_RELAY__PASSWORD", CANARY)
    monkeypatch.setenv("SHENBAO_INTAKE__MORE__GAOXIN__PASSWORD", CANARY)
    done = command(tmp_path, "config", "show", "--json")
    assert CANARY not in done.stdout
    assert CANARY not in command(tmp_path, "config", "show").stdout
    return {each["key"]: (each["value"], each["source"]) for each in json.loads(done.stdout)}


@pytest.mark.parametrize(
    ("key", "source"),
    [
        ("relay.host", "邮箱服务商 163"),
        ("relay.password", "环境变量 SHENBAO_RELAY__PASSWORD"),
        ("telegram.proxy", "配置文件"),
        ("intake.more.gaoxin.password", "环境变量 SHENBAO_INTAKE__MORE__GAOXIN__PASSWORD"),
        ("intake.more.gaoxin.host", "配置文件"),
        ("desk.name", "默认"),
    ],
)
def test_each_value_says_where_it_comes_from(
    shown: dict[str, tuple[object, str]], key: str, source: str
) -> None:
    assert shown[key][1] == source


def test_secrets_are_shown_as_stars(shown: dict[str, tuple[object, str]]) -> None:
    assert re.fullmatch(r"\*+", str(shown["relay.password"][0]))
    assert shown["telegram.proxy"][0] == "socks5://***@127.0.0.1:1080"
