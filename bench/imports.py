"""How long a guide of 300 pages takes to import, and how much memory."""

from __future__ import annotations

import subprocess
import sys

from bench.figures import ROOT, Figure

PAGES = 300
LINES_A_PAGE = 40
SCRIPT = """
import sys, time
from bench.figures import peak
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
raw = sys.stdin.buffer.read()
start = time.perf_counter()
guide = read_guide(read_document("guide.txt", raw))
seconds = time.perf_counter() - start
print(seconds, peak() / 1000, len(guide.categories))
"""


def long_guide() -> bytes:
    """Write a guide of 300 pages: the sample's topics again and again, numbered on."""
    text = (ROOT / "samples" / "guide-2023.txt").read_text(encoding="utf-8")
    head, *topics = text.split("专题")
    pages, number = [head], 0
    while sum(page.count("\n") for page in pages) < PAGES * LINES_A_PAGE:
        number += 1
        body = topics[(number - 1) % len(topics)]
        pages.append(f"专题{number}{body[1:]}")
    return "".join(pages).encode()


def measure() -> list[Figure]:
    """Import the long guide in a process of its own, five times."""
    raw = long_guide()
    results = [_run(raw) for _ in range(5)]
    method = f"{PAGES} pages of {LINES_A_PAGE} lines, {int(results[0][2])} categories, one process a round"
    return [
        Figure("import of 300 pages", "s", tuple(each[0] for each in results), "< 10 s", method),
        Figure(
            "memory of that import",
            "MB",
            tuple(each[1] for each in results),
            "< 300 MB",
            "peak resident size",
        ),
    ]


def _run(raw: bytes) -> tuple[float, ...]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], input=raw, capture_output=True, check=True, cwd=ROOT
    )
    return tuple(float(value) for value in done.stdout.split())
