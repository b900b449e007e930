"""Where each value of the configuration comes from, with its secrets hidden."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from bot.config import Config, secrets_of, variable_of
from bot.config_environment import PREFIX

HIDDEN: Final = "***"
FILE, CREDENTIAL, DEFAULT, PRESET = "配置文件", "凭据目录", "默认", "邮箱服务商 {name}"
# A password in an address, as in socks5://user:password@host.
CREDENTIALS: Final = re.compile(r"(?<=//)[^/@]+(?=@)")


@dataclass(frozen=True, slots=True)
class Origin:
    """A value as it may be shown, and where it comes from."""

    key: str
    value: Any  # as in JSON
    source: str


def origins(config: Config, written: Mapping[str, Any]) -> list[Origin]:
    """Return every value of a configuration by its sections; `written` is what stands in the file."""
    environment = {name.upper() for name in os.environ}
    return [
        Origin(".".join(place), _shown(value), _source(place, written, config, environment))
        for place, value in _leaves((), config)
    ]


def _leaves(place: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Walk to the values that are no sections."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _leaves((*place, name), getattr(value, name))
    elif isinstance(value, dict) and any(isinstance(each, BaseModel) for each in value.values()):
        for name, each in value.items():
            yield from _leaves((*place, name), each)
    else:
        yield place, value


def _source(place: tuple[str, ...], written: Mapping[str, Any], config: Config, environment: set[str]) -> str:
    # A whole section may stand in one variable, as JSON.
    for end in range(len(place), 0, -1):
        name = variable_of(".".join(place[: end - 1]), place[end - 1]) if end > 1 else _top(place[0])
        if name in environment:
            return f"环境变量 {name}"
    if _stands(place, written):
        return FILE
    # Files of secrets have no default.
    if (place[:-1], place[-1].removesuffix("_file")) in _secrets(config) and _leaf(place, config):
        return CREDENTIAL
    return _preset(place, config) or DEFAULT


def _secrets(config: Config) -> set[tuple[tuple[str, ...], str]]:
    return {(tuple(each.part.split(".")), each.key) for each in secrets_of(config)}


def _leaf(place: tuple[str, ...], value: Any) -> Any:
    for name in place:
        value = value[name] if isinstance(value, dict) else getattr(value, name)
    return value


def _top(name: str) -> str:
    return f"{PREFIX}{name}".upper()


def _stands(place: tuple[str, ...], written: Any) -> bool:
    for name in place:
        if not isinstance(written, Mapping) or name not in written:
            return False
        written = written[name]
    return True


def _preset(place: tuple[str, ...], config: Config) -> str | None:
    """Name the provider that a server's value comes from."""
    if place[0] not in {"intake", "relay"} or place[-1] not in {
        "host",
        "port",
        "security",
        "null_return_path",
    }:
        return None
    server: Any = config.intake.more.get(place[2]) if len(place) > 3 else getattr(config, place[0])  # noqa: PLR2004 - intake.more.NAME.key
    return PRESET.format(name=server.preset) if server is not None and server.preset else None


def _shown(value: Any) -> Any:
    """Turn a value into what JSON knows; pydantic hides what is secret."""
    plain = to_jsonable_python(value)
    return CREDENTIALS.sub(HIDDEN, plain) if isinstance(plain, str) else plain
