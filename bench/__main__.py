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
from bench.figures import Figure, write_report

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
    """Measure part by part, with a progress line each; named parts only where some are named."""
    figures: list[Figure] = []
    for name, part in PARTS.items():
        if not wanted or name in wanted:
            sys.stderr.write(f"{name} …\n")
            figures += part.measure()
    sys.stdout.write(write_report(figures, datetime.now(UTC).date(), keep=bool(wanted)))


if __name__ == "__main__":
    main(sys.argv[1:])
