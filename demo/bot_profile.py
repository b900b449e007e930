"""What the bot says of itself: commands, descriptions, the menu button."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from demo.bot_api_errors import BadRequest

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS = 100
DESCRIPTION_LENGTH = 256
_DEFAULT: dict[str, Any] = {"type": "default"}


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the bot's menu."""

    command: str
    description: str


def read_commands(raw: Any) -> tuple[Command, ...]:
    """Read a list of BotCommand, refused as Telegram does."""
    if not isinstance(raw, list) or len(raw) > MOST_COMMANDS:
        raise BadRequest("can't parse commands JSON object")
    commands = tuple(Command(str(each.get("command", "")), str(each.get("description", ""))) for each in raw)
    if not all(_COMMAND.fullmatch(each.command.removeprefix("/")) for each in commands):
        raise BadRequest("BOT_COMMAND_INVALID")
    if not all(1 <= len(each.description) <= DESCRIPTION_LENGTH for each in commands):
        raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


@dataclass(slots=True)
class Profile:
    """Keep the bot's words by scope and language."""

    commands: dict[tuple[str, str], tuple[Command, ...]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)

    def set_commands(self, commands: tuple[Command, ...], scope: Any, language: str) -> None:
        """Set the commands of one scope and language."""
        self.commands[_scope_key(scope), language] = commands

    def get_commands(self, scope: Any, language: str) -> tuple[Command, ...]:
        """Give the commands set for exactly this scope and language."""
        return self.commands.get((_scope_key(scope), language), ())

    def delete_commands(self, scope: Any, language: str) -> None:
        """Forget the commands of one scope and language."""
        self.commands.pop((_scope_key(scope), language), None)

    def commands_seen_by(self, user_id: int, language: str) -> tuple[Command, ...]:
        """Give what a user's menu shows: the narrowest scope first, the user's language before any."""
        scopes: tuple[dict[str, Any], ...] = (
            {"type": "chat", "chat_id": user_id},
            {"type": "all_private_chats"},
            _DEFAULT,
        )
        for scope in scopes:
            for spoken in (language.partition("-")[0], ""):
                if found := self.get_commands(scope, spoken):
                    return found
        return ()


def _scope_key(scope: Any) -> str:
    narrowed = scope if isinstance(scope, dict) else _DEFAULT
    if "chat_id" in narrowed:
        narrowed = {**narrowed, "chat_id": int(narrowed["chat_id"])}
    return json.dumps(narrowed, sort_keys=True)
