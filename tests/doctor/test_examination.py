"""Facts about the examination itself: no check stops another, and no secret is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from bot.config import RelayConfig
from bot.doctor import machine
from bot.doctor.examination import Patient, Round, examine
from bot.doctor.findings import Finding, State
from tests.doctor.desk_to_examine import patient_of

PASSWORD = "canary of a password"


async def crash(_patient: Patient) -> AsyncIterator[Finding]:
    yield Finding("first", State.OK, "好")
    raise KeyError(PASSWORD)


async def wait(_patient: Patient) -> AsyncIterator[Finding]:
    await asyncio.Event().wait()
    yield Finding("never", State.OK, "")


async def test_check_that_crashes_or_hangs_is_a_finding_and_stops_no_other(tmp_path: Path) -> None:
    relay_settings = RelayConfig(password=SecretStr(PASSWORD))
    patient = replace(patient_of(tmp_path, relay=relay_settings), seconds=0.1)
    rounds = [
        Round(("first", "second", "third"), crash),
        Round(("never",), wait),
        Round(("zone",), machine.zone),
    ]
    states = {each.check: (each.state.value, each.message) for each in await examine(patient, rounds)}
    assert [states[name][0] for name in ("first", "second", "third", "never", "zone")] == [
        "ok",
        "failed",
        "skipped",
        "failed",
        "ok",
    ]
    assert PASSWORD not in str(states)
