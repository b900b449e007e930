"""The parameters of one Bot API call: strings on the wire, typed on asking."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from demo.bot_api_errors import BadRequest

_TRUE = frozenset({"true", "True", "1", "yes"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a multipart form."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """Ask for a parameter by name and type; a wrong one is refused as Telegram does."""

    values: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """Give a String, None where it is absent."""
        return self.values.get(name)

    def required_text(self, name: str) -> str:
        """Give a String that has to be there."""
        value = self.values.get(name)
        if not value:
            raise BadRequest(f'parameter "{name}" is required')
        return value

    def integer(self, name: str) -> int | None:
        """Give an Integer, None where it is absent."""
        value = self.values.get(name)
        if value is None or not value.strip():
            return None
        try:
            return int(value)
        except ValueError:
            raise BadRequest(f'parameter "{name}" must be an integer') from None

    def required_integer(self, name: str) -> int:
        """Give an Integer that has to be there."""
        value = self.integer(name)
        if value is None:
            raise BadRequest(f'parameter "{name}" is required')
        return value

    def chat_id(self) -> int:
        """Give the chat; names of channels are unknown here."""
        value = self.values.get("chat_id", "").strip()
        if not value:
            raise BadRequest("chat_id is empty")
        if not value.lstrip("-").isdigit():
            raise BadRequest("chat not found")
        return int(value)

    def flag(self, name: str) -> bool:
        """Give a Boolean, False where it is absent."""
        return self.values.get(name, "") in _TRUE

    def object(self, name: str) -> Any:
        """Give what travels as JSON text, None where it is absent."""
        value = self.values.get(name)
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise BadRequest(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """Give the file of a field, whether it came in the field or as attach://NAME."""
        if name in self.uploads:
            return self.uploads[name]
        return self.attached(self.values.get(name, ""))

    def attached(self, address: str) -> Upload | None:
        """Give the file that attach://NAME points to."""
        if not address.startswith("attach://"):
            return None
        found = self.uploads.get(address.removeprefix("attach://"))
        if found is None:
            raise BadRequest("file is not found in the request")
        return found
