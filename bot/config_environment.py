"""What is wrong with the variables of the environment that set the configuration."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from typing import Final

from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsError

PREFIX: Final = "SHENBAO_"
DEEPER: Final = "__"  # between a section and its key
# Variables with the prefix that are no keys.
OTHERS: Final = frozenset({"SHENBAO_CONFIG", "SHENBAO_FAIL_POINT"})


def environment_problems(settings: type[BaseSettings]) -> list[str]:
    """Name the variables that no key answers to, and those whose value cannot be read at all."""
    return [problem for name in _variables() if (problem := _problem(settings, name)) is not None]


def _variables() -> Iterator[str]:
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in OTHERS:
            yield name


def _problem(settings: type[BaseSettings], name: str) -> str | None:
    sections = {field.upper() for field in settings.model_fields}
    if name.upper().removeprefix(PREFIX).partition(DEEPER)[0] not in sections:
        return f"环境变量 {name}：没有这个配置项{_meant(settings, name)}"
    source = EnvSettingsSource(settings)
    source.env_vars = {name.lower(): os.environ[name]}
    try:
        source()
    except SettingsError:
        return f'环境变量 {name}：要写成 JSON，例如 [1, 2] 或 {{"after": 2}}'
    return None


def _meant(settings: type[BaseSettings], name: str) -> str:
    """Suggest the variable that was meant: mostly one underscore is missing between section and key."""
    known = [
        f"{PREFIX}{section}{DEEPER}{key}".upper() if key else f"{PREFIX}{section}".upper()
        for section, field in settings.model_fields.items()
        for key in getattr(field.annotation, "model_fields", {"": None})
    ]
    close = difflib.get_close_matches(name.upper(), known, n=1)
    return f"，是不是 {close[0]}？小节和配置项之间是两条下划线" if close else "，请检查拼写"
