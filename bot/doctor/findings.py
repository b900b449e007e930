"""What a check finds, in words for the person who keeps the desk running."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad a finding is."""

    OK = "ok"  # as it should be
    WARNING = "warning"  # the service works, somebody should look
    FAILED = "failed"  # something does not work until it is mended
    SKIPPED = "skipped"  # not asked: switched off, or a check before it failed


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found by one check, and what to do about it; `remedy` is empty where nothing is to be done."""

    check: str
    state: State
    message: str
    remedy: str = ""


class Trouble(Exception):  # noqa: N818 - it names what a check meets
    """End a check with what is wrong and what to do; the checks that build on it are skipped."""

    def __init__(self, message: str, remedy: str, state: State = State.FAILED) -> None:
        super().__init__(message)
        self.message, self.remedy, self.state = message, remedy, state


def exit_status(findings: Iterable[Finding]) -> int:
    """Return 0 where all is well, 1 with warnings, 2 where something failed."""
    states = {each.state for each in findings}
    return 2 if State.FAILED in states else int(State.WARNING in states)
