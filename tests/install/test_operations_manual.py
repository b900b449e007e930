"""Facts about docs/operations.md that need no new machine."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest

from bot.commands.loading import load
from bot.commands.table import ROWS
from bot.config import Config
from tests.install.manual import MANUAL, ROOT, Block, blocks, chinese_part, english_part

INLINE = re.compile(r"`(shenbao [a-z][^`]*)`")
SECTION = re.compile(r"`\[([a-z]+)(?:\.[^\]`]*)?\]`")
FILES = re.compile(r"`((?:deploy|docs)/[\w./-]+|[A-Z]+\.md)`|\]\((\w[\w./-]*\.md)\)")


def commands() -> Iterator[tuple[int, str]]:
    """Return every shenbao command of the manual with its line."""
    for text in (chinese_part(), english_part()):
        for block in blocks(text):
            for line in block.commands:
                words = line.partition("||")[0].strip()
                if words.startswith("shenbao "):
                    yield block.line, words
        yield from ((0, found) for found in INLINE.findall(text))


@lru_cache(maxsize=1)
def whole_command() -> dict[str, Any]:
    return {row.name: load(row) for row in ROWS}


@pytest.mark.parametrize("block", blocks(chinese_part()), ids=lambda block: f"line-{block.line}")
def test_commands_are_run_on_a_new_machine_or_say_why_not(block: Block) -> None:
    assert block.machines or block.why_not


def test_english_has_the_same_commands() -> None:
    assert [each.script for each in blocks(english_part())] == [
        each.script for each in blocks(chinese_part())
    ]


@pytest.mark.parametrize(("line", "words"), sorted(set(commands())))
def test_command_and_its_options_exist(line: int, words: str) -> None:
    name, *left = shlex.split(words)[1:]
    assert name in whole_command(), f"line {line}: {words}"
    found = whole_command()[name]
    while hasattr(found, "commands") and left and not left[0].startswith("-"):
        assert left[0] in found.commands, f"line {line}: {words}"
        found = found.commands[left.pop(0)]
    known = {option for each in found.params for option in (*each.opts, *each.secondary_opts)} | {"--help"}
    assert {word.partition("=")[0] for word in left if word.startswith("--")} <= known, (
        f"line {line}: {words}"
    )


def test_sections_of_the_configuration_exist() -> None:
    named = set(SECTION.findall(MANUAL.read_text(encoding="utf-8")))
    assert named
    assert named <= set(Config.model_fields)


def test_files_that_are_named_exist() -> None:
    named = {a or f"docs/{b}" for a, b in FILES.findall(MANUAL.read_text(encoding="utf-8"))}
    ours = {
        name for name in named if not name.startswith("deploy/credentials") and name != "deploy/config.toml"
    }
    assert {name for name in ours if not (ROOT / name).exists()} == set()
