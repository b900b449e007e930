"""Whether every applicant's files arrived at the department, once and whole."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from bench.digest_sink import Proof
from bench.figures import Figure
from handlers.department_letters import TRANSCRIPT

Expected = Mapping[str, frozenset[str]]  # the digests of an applicant's files by that of the first of them
BESIDE = frozenset({"original.eml", TRANSCRIPT})  # what a department gets besides the files


def digests_of(files: Sequence[bytes]) -> Expected:
    """Return what is expected of an applicant's files."""
    digests = [hashlib.sha256(each).hexdigest() for each in files]
    return {digests[0]: frozenset(digests)}


def arrival_figures(
    channel: str, how: str, expected: Expected, proofs: Sequence[Proof], spent: tuple[float, float, float]
) -> list[Figure]:
    """Compare every digest; `spent` are seconds, and the megabytes of the process and of its whole tree."""
    to_department = [each for each in proofs if BESIDE & each.digests.keys()]
    copies = Counter(each.message_id for each in proofs)
    complete = {whose for each in to_department if (whose := _complete(each, expected))}
    seconds, megabytes, tree = spent
    rows: tuple[tuple[str, str, float, str], ...] = (
        ("complete department letters", "letters", len(complete), f"{len(expected)}, every digest equal"),
        ("lost", "letters", len(expected) - len(complete), "0"),
        ("doubled", "letters", sum(count - 1 for count in copies.values()), "0"),
        ("time", "s", seconds, ""),
        ("memory", "MB", megabytes, "< 300 MB"),
        ("memory with its helpers", "MB", tree, ""),
    )
    return [
        Figure(f"{len(expected)} at once {channel}: {name}", unit, (float(value),), goal or "–", how)
        for name, unit, value, goal in rows
    ]


def _complete(proof: Proof, expected: Expected) -> str | None:
    """Return whose letter it is where its files are exactly those that were handed in."""
    files = [digest for name, digest in proof.digests.items() if name not in BESIDE]
    whose = next((each for each in files if each in expected), None)
    return whose if whose and len(files) == len(set(files)) and frozenset(files) == expected[whose] else None
