"""An installation in good health, of which a test spoils one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.config import Config, IntakeConfig, RelayConfig, StorageConfig, TelegramConfig
from bot.doctor.examination import Patient, Round, examine
from bot.doctor.findings import Finding

TODAY = datetime(2022, 6, 20, 1, 30, tzinfo=UTC)
MOST = 100_000  # MB that are free


async def much_room(_folder: Path) -> int:
    return MOST


def patient_of(folder: Path, **parts: Any) -> Patient:
    """Return an installation without servers; `parts` are sections of its configuration."""
    data = folder / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    config = Config(
        **{
            "telegram": TelegramConfig(enabled=False),
            "intake": IntakeConfig(enabled=False),
            "relay": RelayConfig(user=None),
            "storage": StorageConfig(folder=data),
            **parts,
        }
    )
    file = folder / "config.toml"
    file.touch(mode=0o600)
    return Patient(config, lambda: TODAY, file, much_room, seconds=5)


async def found(patient: Patient, rounds: Iterable[Round]) -> dict[str, Finding]:
    """Examine and return the findings by the check's name."""
    return {each.check: each for each in await examine(patient, list(rounds))}


@dataclass(frozen=True, slots=True)
class Told:
    """What a fault must be told as."""

    check: str
    state: str
    word: str
    remedy: str = ""


def assert_told(findings: dict[str, Finding], told: Told) -> None:
    """Demand the finding, its words and a remedy, and that no check crashed."""
    finding = findings[told.check]
    assert (finding.state, told.word in finding.message) == (told.state, True), finding
    assert finding.remedy, finding
    assert told.remedy in finding.remedy, finding
    assert not [each for each in findings.values() if "检查本身出错" in each.message]
