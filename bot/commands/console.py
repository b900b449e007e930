"""What all commands share with the terminal: options, printing, the one way to stop."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console

if TYPE_CHECKING:
    from bot.config import Config

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="配置文件，默认 config.toml", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]
UNUSABLE = 2  # exit status: wrong use or unusable input
DOUBTS = 1  # exit status: done, with warnings or errors told

console = Console(highlight=False, soft_wrap=True)
_remembered: list[Path | None] = [None]


class Stop(Exception):  # noqa: N818 - it names what the command does
    """End the command with one sentence and exit status 2."""


def stop(sentence: str) -> NoReturn:
    """Say a sentence on standard error and end with exit status 2."""
    sys.stderr.write(f"{sentence}\n")
    sys.exit(UNUSABLE)


def remember_config(path: Path | None) -> None:
    """Keep the option given before the subcommand."""
    _remembered[0] = path


def config_path(path: Path | None) -> Path | None:
    """Find the configuration: the option, else $SHENBAO_CONFIG, else config.toml here, else none."""
    named = (
        path
        or _remembered[0]
        or (Path(os.environ["SHENBAO_CONFIG"]) if os.environ.get("SHENBAO_CONFIG") else None)
    )
    if named is not None:
        return named
    here = Path("config.toml")
    return here if here.exists() else None


def configuration(path: Path | None) -> Config:
    """Load the configuration, or stop with a line for every problem."""
    from bot.config import BadConfig, load_config

    try:
        return load_config(config_path(path))
    except BadConfig as error:
        raise Stop(str(error)) from error


def print_json(value: Any) -> None:
    """Print one JSON document on one line."""
    text = json.dumps(value, ensure_ascii=False)
    # Some readers break lines at these too; inside JSON they may stand escaped.
    for separator in ("\u0085", "\u2028", "\u2029"):
        text = text.replace(separator, f"\\u{ord(separator):04x}")
    sys.stdout.write(f"{text}\n")


def read_file(path: Path) -> bytes:
    """Read a file named on the command line, or stop with what is wrong."""
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        raise Stop(f"{path} 是文件夹，请给出文件") from error
    except FileNotFoundError as error:
        raise Stop(f"找不到文件 {path}") from error
    except OSError as error:
        raise Stop(f"读不了文件 {path}：{error.strerror}") from error
