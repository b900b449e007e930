"""Facts about the configuration."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.config import BadConfig, Config, load_config, read_secret
from bot.config_problems import find_problems, find_risks
from handlers.rules.plan_policy import LADDER

ROOT = Path(__file__).resolve().parents[2]


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadConfig) as caught:
        load_config(written(folder, text))
    return caught.value.problems


def test_example_loads_and_states_the_defaults() -> None:
    assert load_config(ROOT / "config.example.toml") == load_config(None)


def test_example_starts_in_sandbox() -> None:
    assert load_config(ROOT / "config.example.toml").mode == "sandbox"


def test_example_names_every_key_with_a_sentence_before_it() -> None:
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    for part, field in Config.model_fields.items():
        keys = getattr(field.annotation, "model_fields", {part: None})
        for key in keys:
            if key in ("key", "token", "password"):
                continue  # secrets never stand in the file
            lines = text.splitlines()
            index = next(i for i, line in enumerate(lines) if line.lstrip("# ").startswith(f"{key} = "))
            before = [line for line in lines[max(0, index - 3) : index] if line.startswith("# ")]
            assert before, f"{part}.{key} has no sentence"


def test_unknown_key_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path, "[relay]\nhots = 'x'\n")[0].startswith("relay.hots：没有这个配置项")


def test_wrong_value_is_told_with_what_would_be_right(tmp_path: Path) -> None:
    told = problems(tmp_path, 'mode = "wild"\n[relay]\nport = 99999\n[desk]\naddress = "nobody"\n')
    assert any("relay.port：不能大于 65535" in line for line in told)
    assert any(line.startswith("mode：只能是") and "sandbox" in line for line in told)
    assert any("desk.address：要写成完整的邮箱地址" in line for line in told)


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    assert "第 2 行" in problems(tmp_path, 'mode = "live"\n[desk\n')[0]


def test_secret_in_the_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    told = problems(tmp_path, '[relay]\npassword = "geheim"\n')
    assert len(told) == 1
    assert "SHENBAO_RELAY__PASSWORD" in told[0]
    assert "geheim" not in told[0]


def test_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENBAO_RELAY__HOST", "other.example.org")
    assert load_config(written(tmp_path, '[relay]\nhost = "x"\n')).relay.host == "other.example.org"


def test_secret_comes_from_the_named_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n", encoding="utf-8")
    config = load_config(written(tmp_path, f"[relay]\npassword_file = '{tmp_path / 'secret'}'\n"))
    assert read_secret(config.relay.password, config.relay.password_file) == "hush"


def test_missing_secrets_are_told_before_the_service_starts() -> None:
    told = find_problems(load_config(None))
    assert [line.partition("：")[0] for line in told] == [
        "telegram.token",
        "intake.password",
        "relay.password",
    ]


def test_relay_without_a_login_wants_no_password(tmp_path: Path) -> None:
    told = find_problems(load_config(written(tmp_path, '[relay]\nuser = ""\n')))
    assert not any(line.startswith("relay.password") for line in told)


def test_plain_connection_to_another_machine_is_refused(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, '[relay]\nsecurity = "plain"\nhost = "mail.example.org"\n'))
    assert any(line.startswith("relay.security") for line in find_problems(config))


def test_printed_configuration_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENBAO_TELEGRAM__TOKEN", "12345:canary")
    assert "canary" not in repr(load_config(None))


def test_example_is_valid_toml() -> None:
    assert tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))["mode"] == "sandbox"


def test_preset_fills_in_the_servers_of_a_provider(tmp_path: Path) -> None:
    config = load_config(
        written(
            tmp_path, '[intake]\npreset = "163"\n[relay]\npreset = "exchange"\nhost = "mail.example.org"\n'
        )
    )
    assert (config.intake.host, config.intake.port) == ("imap.163.com", 993)
    relay = config.relay
    assert (relay.host, relay.port, relay.security, relay.null_return_path) == (
        "mail.example.org",
        587,
        "starttls",
        True,
    )


def test_what_is_written_wins_over_the_preset(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, '[relay]\npreset = "qq"\nport = 587\nsecurity = "starttls"\n'))
    assert (config.relay.host, config.relay.port, config.relay.security) == ("smtp.qq.com", 587, "starttls")


def test_preset_that_is_none_is_told_with_those_that_are(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, '[intake]\npreset = "hotmail"\n')
    assert told.startswith("intake：没有叫“hotmail”")
    assert "netease-office" in told


def test_preset_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENBAO_INTAKE__PRESET", "qq")
    assert load_config(written(tmp_path, "")).intake.host == "imap.qq.com"


def test_secret_that_others_can_read_is_told_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n", encoding="utf-8")
    config = load_config(written(tmp_path, f"[relay]\npassword_file = '{file}'\n"))
    file.chmod(0o644)
    (told,) = find_risks(config)
    assert told.startswith("relay.password_file：")
    assert "chmod 600" in told
    file.chmod(0o600)
    assert find_risks(config) == []
    assert find_risks(load_config(None)) == []


def test_escalation_and_looks_of_reminders_are_the_offices_to_set(tmp_path: Path) -> None:
    text = """[reminders]
escalation = [{ after = 1 }, { after = 3 }, { after = 9, to = "leaders-and-operators" }]
labels = { overdue = "⛔ 超期" }
colours = { near = "#123abc" }
"""
    reminders = load_config(written(tmp_path, text)).reminders
    reported = [(each.rule, each.amount) for each in reminders.ladder if each.rule.startswith("escalation")]
    assert reported == [("escalation-1", 1), ("escalation-2", 3), ("escalation-3", 9)]
    assert (reminders.label_values.overdue, reminders.label_values.near) == ("⛔ 超期", "🔵 临近")
    assert (reminders.paint_values.near, reminders.paint_values.normal) == ("#123abc", "#009E73")


def test_default_ladder_is_the_planners() -> None:
    assert load_config(None).reminders.ladder == LADDER


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("escalation = [{ after = 0 }]", "reminders.escalation.0.after：不能小于 1"),
        ("escalation = [{ after = 5 }, { after = 2 }]", "reminders.escalation：after 要一步比一步大"),
        ('escalation = [{ after = 2, to = "boss" }]', "reminders.escalation.0.to：只能是 'leaders'"),
        ('labels = { near = "临近" }', 'reminders.labels.near：要写成符号、一个空格和词，例如 "🟢 正常"'),
        ('labels = { near = "🔵 已完成" }', "reminders.labels.near：已完成、待确认、已过期另有所指"),
        ('labels = { near = "🔵 正常" }', "reminders.labels：四个词要各不相同"),
        ('labels = { nearly = "🔵 临近" }', "reminders.labels.nearly：没有这个配置项"),
        ('colours = { near = "blue" }', 'reminders.colours.near：要写成 "#009E73" 这样的颜色'),
    ],
)
def test_wrong_choice_about_reminders_is_named(tmp_path: Path, line: str, told: str) -> None:
    found = problems(tmp_path, f"[reminders]\n{line}\n")
    assert len(found) == 1
    assert found[0].startswith(told)
