"""Every command stands in the table with its own line, and the help loads none of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands.loading import load
from bot.commands.table import ROWS, Row

ROOT = Path(__file__).resolve().parents[2]
HELP = """
import sys
sys.argv = ["shenbao", "--help"]
from bot.cli import main
try:
    main()
finally:
    print(sorted(name for name in ("sqlalchemy", "telegram", "pydantic", "jinja2") if name in sys.modules))
"""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_line_of_the_table_is_the_commands_own(row: Row) -> None:
    command = load(row)
    assert command.name == row.name
    assert command.help.splitlines()[0] == row.line


def test_no_name_stands_twice() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names)


def test_help_names_every_command_and_loads_none() -> None:
    command = [sys.executable, "-c", HELP]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603  our own
    assert done.returncode == 0
    assert all(row.name in done.stdout for row in ROWS)
    assert done.stdout.splitlines()[-1] == "[]"
