"""Secrets in files of a folder of credentials, each called after its key.

The folder is the one that the supervisor names in $CREDENTIALS_DIRECTORY (systemd's `LoadCredential=`; a
container can name the one where its secrets are mounted), else `credentials` beside the configuration file.
The names have hyphens: `telegram-token`, `intake-password`, `intake-more-gaoxin-password`. Where systemd
loads a whole folder, it puts a prefix and `_` before each.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

VARIABLE = "CREDENTIALS_DIRECTORY"
BESIDE = "credentials"


def credential_name(part: str, key: str) -> str:
    """Return what the credential of a secret is called."""
    return f"{part}.{key}".replace(".", "-")


def is_handed_over(file: Path) -> bool:
    """Tell whether a file lies in the supervisor's folder, whose permissions are the supervisor's matter."""
    folder = os.environ.get(VARIABLE)
    return bool(folder) and file.parent == Path(folder or "")


def with_credentials(
    values: dict[str, Any], secrets: Iterable[tuple[str, str]], config: Path | None
) -> dict[str, Any]:
    """Return what a configuration file says with the credentials that are there as its `…_file` keys.

    A file that the configuration names wins; `secrets` are (section, key), `config` is the file itself.
    """
    for part, key in secrets:
        file = _find(credential_name(part, key), config)
        if file is not None:
            values = _with_file(values, [*part.split("."), f"{key}_file"], file)
    return values


def _find(name: str, config: Path | None) -> Path | None:
    handed_over = os.environ.get(VARIABLE)
    folder = Path(handed_over) if handed_over else config.parent / BESIDE if config else None
    if folder is None:
        return None
    try:
        return next(
            (file for file in (folder / name, *sorted(folder.glob(f"*_{name}"))) if file.is_file()), None
        )
    except OSError:  # a folder of somebody else; what is missing is told by its key
        return None


def _with_file(values: dict[str, Any], place: list[str], file: Path) -> dict[str, Any]:
    """Return a copy with the file at its place, unless something stands there or there is no such section."""
    name, *rest = place
    if not rest:
        return {name: file, **values}
    inner = values.get(name, {})
    return {**values, name: _with_file(inner, rest, file)} if isinstance(inner, dict) else values
