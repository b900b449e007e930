"""`make bench`: every figure, printed and written to docs/performance.md."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from bench import (
    chat,
    chat_submissions,
    growth,
    imports,
    latency,
    mail,
    questions,
    reminders,
    start,
    submissions,
)
from bench.figures import REPORT, write_report

PARTS = {
    "questions": questions,
    "imports": imports,
    "reminders": reminders,
    "mail": mail,
    "latency": latency,
    "chat": chat,
    "start": start,
    "submissions": submissions,
    "chat_submissions": chat_submissions,
    "growth": growth,
}


def main(wanted: list[str]) -> None:
    """Measure part by part, with a progress line each; named parts only where some are named.

    What was measured is written after each part, so that an interrupted run keeps its figures.
    """
    kept = bool(wanted)
    for name, part in PARTS.items():
        if not wanted or name in wanted:
            sys.stderr.write(f"{name} …\n")
            write_report(part.measure(), datetime.now(UTC).date(), keep=kept)
            kept = True
    sys.stdout.write(REPORT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(sys.argv[1:])
