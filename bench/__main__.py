"""`make bench`: every figure, printed and written to docs/performance.md."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from bench import imports, mail, questions
from bench.figures import Figure, write_report

PARTS = (questions, imports, mail)


def main() -> None:
    """Measure part by part, with a progress line each."""
    figures: list[Figure] = []
    for part in PARTS:
        sys.stderr.write(f"{part.__name__} …\n")
        figures += part.measure()
    sys.stdout.write(write_report(figures, datetime.now(UTC).date()))


if __name__ == "__main__":
    main()
