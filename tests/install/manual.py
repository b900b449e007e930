"""Take the commands out of docs/operations.md: the document is the script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "operations.md"
RUN = re.compile(r"<!-- run: ([a-z ]+) -->")
NOT_RUN = re.compile(r"<!-- not run: (.+) -->")
BOTH = frozenset({"online", "offline"})


@dataclass(frozen=True, slots=True)
class Block:
    """Commands that stand together, on which new machines they are run, or why on none."""

    line: int
    script: str
    machines: frozenset[str]
    why_not: str

    @property
    def commands(self) -> tuple[str, ...]:
        """Return one command a line."""
        return tuple(line for line in self.script.splitlines() if line and not line.startswith("#"))


def chinese_part() -> str:
    """Return the part that is run."""
    return MANUAL.read_text(encoding="utf-8").partition("\n# Operations manual")[0]


def english_part() -> str:
    """Return the part that repeats the commands."""
    return MANUAL.read_text(encoding="utf-8").partition("\n# Operations manual")[2]


def blocks(text: str) -> tuple[Block, ...]:
    """Return the fenced commands in their order."""
    found, lines = [], text.splitlines()
    for number, line in enumerate(lines):
        if line == "```sh":
            end = lines.index("```", number)
            found.append(_block(number + 1, lines[number - 1], lines[number + 1 : end]))
    return tuple(found)


def _block(line: int, mark: str, script: list[str]) -> Block:
    run, not_run = RUN.fullmatch(mark), NOT_RUN.fullmatch(mark)
    words = frozenset(run[1].split()) if run else frozenset()
    machines = (words - {"both"}) | (BOTH if "both" in words else frozenset())
    return Block(line, "\n".join(script), machines, not_run[1] if not_run else "")
