"""Facts about how each wrong setting is told: in Chinese, with its key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import BadConfig, Config, config_of, load_config, variable_of

# Values that hardly any key takes.
WRONG: tuple[Any, ...] = (
    "wild words",
    "",
    3.5,
    -7,
    10**9,
    True,
    [1],
    ["x"],
    {"x": 1},
    [{"x": 1}],
    float("nan"),
)
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")


def leaves(model: type[BaseModel], place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from leaves(field.annotation, (*place, name))
        else:
            yield (*place, name)


def nested(place: tuple[str, ...], value: Any) -> dict[str, Any]:
    for name in reversed(place):
        value = {name: value}
    return dict(value)


PLACES = list(leaves(Config))
SECRET = {"key", "token", "password"}


@pytest.mark.parametrize("place", PLACES, ids=".".join)
def test_every_wrong_value_is_told_in_chinese_with_its_key(place: tuple[str, ...]) -> None:
    refused = 0
    for wrong in WRONG:
        try:
            config_of(nested(place, wrong))
        except BadConfig as error:
            refused += 1
            for told in error.problems:
                key, _, words = told.partition("：")
                assert key.split(".")[: len(place)] == list(place)[: len(key.split("."))], told
                assert re.search(r"[\u4e00-\u9fff]", words), told
                assert not ENGLISH.search(words.replace("wild words", "")), told
    assert refused, f"{place} takes anything"


@pytest.mark.parametrize("place", PLACES, ids=".".join)
def test_every_key_is_heard_from_the_environment(
    place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    default = value_at(config_of({}), place)
    *section, key = place
    variable = variable_of(".".join(section), key) if section else f"SHENBAO_{key.upper()}"
    monkeypatch.setenv(variable, "‼")
    told, heard = heard_of(place)
    assert heard != default or any(
        line.startswith((section or place)[0]) or variable in line for line in told
    )


def heard_of(place: tuple[str, ...]) -> tuple[list[str], Any]:
    """Return what is told, else the value that is in force."""
    try:
        return [], value_at(config_of({}), place)
    except BadConfig as error:
        return error.problems, value_at(Config.model_construct(), place)


def value_at(config: Any, place: tuple[str, ...]) -> Any:
    for name in place:
        config = getattr(config, name)
    return config


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("SHENBAO_RELAY_HOST", "x", "是不是 SHENBAO_RELAY__HOST"),
        ("SHENBAO_RELEY__HOST", "x", "是不是 SHENBAO_RELAY__HOST"),
        ("SHENBAO_MOOD", "x", "没有这个配置项"),
        ("SHENBAO_RELAY__HOTS", "x", "relay.hots：没有这个配置项"),
        ("SHENBAO_RELAY", "x", "环境变量 SHENBAO_RELAY：要写成 JSON"),
        ("SHENBAO_DEPARTMENTS__COPIES", "[broken", "SHENBAO_DEPARTMENTS__COPIES：要写成 JSON"),
    ],
)
def test_variable_that_nothing_can_be_made_of_is_told(
    variable: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadConfig) as caught:
        load_config(None)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('mode = "live"\n[desk\n', "第 2 行格式有误：小节名要写成 [desk]"),
        ('mode = "live"\nmode = "sandbox"\n', "第 2 行格式有误：这一项前面已经写过一次"),
        ("[desk]\n[desk]\n", "第 2 行格式有误：这个小节前面已经写过一次"),
        ("[desk]\n\nname = 申报台\n", "第 3 行格式有误：等号后面不完整"),
        ('[desk]\nname = "申报台\n', "第 2 行格式有误：引号没有成对"),
        ('[storage]\nfolder = "D:\\data"\n', "第 2 行格式有误：引号里的反斜杠要写两个"),
        ("[desk]\nname\n", "第 2 行格式有误：要写成“名称 = 值”"),
        ("[relay]\nport = 465 host\n", "第 2 行格式有误：一行只写一项"),
        ("[reminders]\nescalation = [1, 2", "末尾格式有误：方括号没有成对"),
        ("[reminders]\nlabels = { near = 1", "末尾格式有误：花括号没有成对"),
        ('[desk]\nname = """x', "末尾格式有误：引号没有成对"),
        ("，说明\n", "第 1 行格式有误：不是一项配置"),
    ],
)
def test_broken_file_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        load_config(file)
    assert told in str(caught.value)


def test_broken_line_is_not_repeated_since_it_may_hold_a_secret(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[relay]\npassword = canary\n", encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        load_config(file)
    assert "canary" not in str(caught.value)
