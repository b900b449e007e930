"""Run rounds of checks, each bounded in time, none of which can stop another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.config import Config
from bot.disk import free_megabytes
from bot.doctor.findings import Finding, State, Trouble
from bot.logs import mask, values_of_secrets

SECONDS: Final = 10.0  # for one check
CRASHED: Final = "检查本身出错：{error}"
CRASHED_REMEDY: Final = "请把这一行连同版本号告诉维护人员"
LATE: Final = "{seconds:g} 秒内没有结果"
LATE_REMEDY: Final = "请检查网络和磁盘是否正常，稍后再查一次"
BLOCKED: Final = "没有查：前一项没有通过"


@dataclass(frozen=True, slots=True)
class Patient:
    """The installation that is examined; `free` counts the MB left where a folder lies."""

    config: Config
    now: Callable[[], datetime]
    file: Path | None = None  # where the configuration stands
    free: Callable[[Path], Awaitable[int]] = free_megabytes
    test_address: str | None = None
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Round:
    """Checks that build on each other: `look` yields a finding for each, in this order, or raises."""

    checks: tuple[str, ...]
    look: Callable[[Patient], AsyncIterator[Finding]]


async def examine(patient: Patient, rounds: Sequence[Round]) -> list[Finding]:
    """Return the findings of all rounds in their order; the rounds run beside each other."""
    found = await asyncio.gather(*(_round(patient, each) for each in rounds))
    secrets = values_of_secrets(patient.config)
    return [_masked(finding, secrets) for findings in found for finding in findings]


async def _round(patient: Patient, each: Round) -> list[Finding]:
    found: list[Finding] = []
    stream = each.look(patient)
    try:
        while True:
            found.append(await asyncio.wait_for(anext(stream), patient.seconds))
    except StopAsyncIteration:
        return found
    except Exception as error:  # noqa: BLE001 - whatever a check meets is a finding, never the end
        return [*found, *_ended(each.checks[len(found) :], error, patient.seconds)]


def _ended(left: Sequence[str], error: Exception, seconds: float) -> list[Finding]:
    """Name the check that ended with an error, and those that were not reached."""
    if not left:
        return []
    return [
        _met(left[0], error, seconds),
        *(Finding(name, State.SKIPPED, BLOCKED) for name in left[1:]),
    ]


def _met(check: str, error: Exception, seconds: float) -> Finding:
    if isinstance(error, Trouble):
        return Finding(check, error.state, error.message, error.remedy)
    if isinstance(error, TimeoutError):
        return Finding(check, State.FAILED, LATE.format(seconds=seconds), LATE_REMEDY)
    told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Finding(check, State.FAILED, CRASHED.format(error=told), CRASHED_REMEDY)


def _masked(finding: Finding, secrets: Sequence[str]) -> Finding:
    message = finding.message
    for secret in secrets:
        message = message.replace(secret, "***")
    return replace(finding, message=mask(message))
