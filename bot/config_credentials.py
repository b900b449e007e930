"""Secrets that the service's supervisor hands over as files in a folder of credentials.

systemd (`LoadCredential=`) names the folder in $CREDENTIALS_DIRECTORY; a container can name the one where
its secrets are mounted. A credential is called after its key, with hyphens: `telegram-token`,
`intake-password`, `intake-more-gaoxin-password`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

VARIABLE = "CREDENTIALS_DIRECTORY"


def credential_name(part: str, key: str) -> str:
    """Return what the credential of a secret is called."""
    return f"{part}.{key}".replace(".", "-")


def is_credential(file: Path) -> bool:
    """Tell whether a file lies in the folder of credentials, whose permissions the supervisor sets."""
    folder = os.environ.get(VARIABLE)
    return bool(folder) and file.parent == Path(folder or "")


def with_credentials(values: dict[str, Any], secrets: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the values of a configuration file with the credentials that are there as its `…_file` keys.

    A file that the configuration names wins; `secrets` are (section, key).
    """
    folder = os.environ.get(VARIABLE)
    for part, key in secrets if folder else ():
        file = Path(folder or "") / credential_name(part, key)
        if file.is_file():
            values = _with_file(values, [*part.split("."), f"{key}_file"], file)
    return values


def _with_file(values: dict[str, Any], place: list[str], file: Path) -> dict[str, Any]:
    """Return a copy with the file at its place, unless something stands there or there is no such section."""
    name, *rest = place
    if not rest:
        return {name: file, **values}
    inner = values.get(name, {})
    return {**values, name: _with_file(inner, rest, file)} if isinstance(inner, dict) else values
