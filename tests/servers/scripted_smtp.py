"""Say beforehand where an SMTP server refuses, stalls or hangs up, and for how many letters."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """The moments of an SMTP session at which a fault can be placed."""

    CONNECT = "connect"  # instead of the greeting
    EHLO = "EHLO"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"  # instead of 354
    BODY = "body"  # after the first line of the letter, before the final dot
    DOT = "dot"  # after the final dot, instead of 250


class Act(StrEnum):
    """What the server does there."""

    REPLY = "reply"  # answers with the given line
    DROP = "drop"  # cuts the connection without a word
    STALL = "stall"  # says nothing until it is released


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour, for `times` letters (or connections, or logins).

    `accepted` counts after the final dot only: the server keeps the letter although it never says so.
    """

    verb: Verb
    act: Act
    line: str = ""
    times: int = 1
    accepted: bool = False


class Script:
    """Hold the faults still to come; used from the test's thread and the server's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def refuse(self, verb: Verb, line: str, *, times: int = 1) -> None:
        """Answer `line` (such as "451 4.3.0 try later") at this verb."""
        self.add(Fault(verb, Act.REPLY, line, times))

    def drop(self, verb: Verb, *, times: int = 1, accepted: bool = False) -> None:
        """Cut the connection at this verb."""
        self.add(Fault(verb, Act.DROP, times=times, accepted=accepted))

    def stall(self, verb: Verb, *, times: int = 1, accepted: bool = False) -> None:
        """Fall silent at this verb until the server is released."""
        self.add(Fault(verb, Act.STALL, times=times, accepted=accepted))

    def add(self, fault: Fault) -> None:
        """Append a fault, once for each of its times."""
        with self._lock:
            self._faults.extend([fault] * fault.times)

    def waits_at(self, verb: Verb) -> bool:
        """Tell whether a fault of this verb is still to come."""
        with self._lock:
            return any(fault.verb is verb for fault in self._faults)

    def take(self, verb: Verb) -> Fault | None:
        """Take the next fault of this verb, or None."""
        with self._lock:
            for fault in self._faults:
                if fault.verb is verb:
                    self._faults.remove(fault)
                    return fault
        return None
