"""`shenbao doctor`: is everything that the service needs as it should be."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.clock import SystemClock
from bot.commands.console import ConfigOption, JsonOption, config_path, console, print_json
from bot.config import BadConfig, load_config
from bot.doctor.findings import Finding, State, exit_status
from bot.logs import QUIET

MARKS: Final = {State.OK: "✅", State.WARNING: "⚠️", State.FAILED: "❌", State.SKIPPED: "➖"}


def doctor(
    json: JsonOption = False,
    send_test_to: Annotated[str | None, typer.Option(help="另发一封测试信到这个邮箱")] = None,
    config: ConfigOption = None,
) -> None:
    """检查申报台需要的一切，一行一项，有问题的写明怎么办；不改动任何东西。"""
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    raise typer.Exit(asyncio.run(_told(config_path(config), send_test_to, json=json)))


async def _told(path: Path | None, address: str | None, *, json: bool) -> int:
    """Tell the findings as soon as they are there: a resolver that hangs would hold back the loop's end."""
    findings = await _findings(path, address)
    if json:
        print_json([asdict(each) for each in findings])
    else:
        for each in findings:
            _print(each)
    return exit_status(findings)


async def _findings(path: Path | None, address: str | None) -> list[Finding]:
    from bot.doctor.checks import rounds_for
    from bot.doctor.examination import Patient, examine

    try:
        config = load_config(path)
    except BadConfig as error:
        remedy = "请改正后再查；各项的写法见 config.example.toml"
        return [Finding("config", State.FAILED, each, remedy) for each in error.problems]
    patient = Patient(config, SystemClock().now, path, test_address=address)
    return await examine(patient, rounds_for(config))


def _print(finding: Finding) -> None:
    console.print(f"{MARKS[finding.state]} {finding.check}：{finding.message}", markup=False)
    if finding.remedy:
        console.print(f"   → {finding.remedy}", markup=False)
