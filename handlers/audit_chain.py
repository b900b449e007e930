"""The audit log verified: each line's hash covers the line before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import START, line_hash
from storage.queries.audit import lines_after

CUT: Final = "audit.cut"  # the act of a line that says up to where the log was cut
_SLICE = 1000  # lines looked at at once


@dataclass(frozen=True, slots=True)
class Chain:
    """How much of the log holds together: the number of lines, and the first that does not fit."""

    lines: int
    broken: int | None = None  # the line's number
    last: str = START  # hash of the last good line; kept elsewhere, it shows a log cut at its end


async def verify_chain(session: AsyncSession) -> Chain:
    """Walk the log from its first line and stop at the first that was changed, added or taken away.

    A log that was cut when its time was over begins with a later line: a line behind it must say so, with
    the hash that the first one is chained to.
    """
    chain, number, first, cuts = Chain(0), 0, 0, {START}
    beginning = START
    while lines := await lines_after(session, number, _SLICE):
        if not first:
            first, beginning = lines[0].id or 0, lines[0].previous
            chain = Chain(0, None, beginning)
        for line in lines:
            number = line.id or 0
            if line.previous != chain.last or line.hash != line_hash(line):
                return Chain(chain.lines, number, chain.last)
            if line.act == CUT:
                cuts.add(str(line.detail.get("hash")))
            chain = Chain(chain.lines + 1, None, line.hash)
    return chain if beginning in cuts else Chain(0, first, START)
