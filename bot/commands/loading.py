"""Load a subcommand when it is called, and none of the others."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from bot.commands.table import ROWS, Row


def load(row: Row) -> Any:
    """Return a command, or a group of commands, ready to be run."""
    found = getattr(import_module(f"bot.commands.{row.module}"), row.attribute)
    command = get_group(found) if isinstance(found, typer.Typer) else _alone(row.name, found)
    command.name = row.name
    return command


def _alone(name: str, callback: Callable[..., Any]) -> Any:
    around = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    around.command(name)(callback)
    return get_command(around)


class LateCommands(TyperGroup):
    """A group that knows its commands by the table; the help shows their lines and loads none."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name all commands in the order of the table, those that need no loading first."""
        here = super().list_commands(ctx)
        return [*here, *(row.name for row in ROWS if row.name not in here)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; of one that is not loaded only its line in the help."""
        found = super().get_command(ctx, cmd_name)
        row = next((each for each in ROWS if each.name == cmd_name), None)
        return found if found is not None or row is None else TyperCommand(name=row.name, help=row.line)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Load the command that is called."""
        row = next((each for each in ROWS if each.name == args[0]), None)
        if row is not None and row.name not in self.commands:
            self.add_command(load(row))
        return super().resolve_command(ctx, args)
