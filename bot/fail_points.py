"""Let the process kill itself at a numbered step, so that tests can prove that no crash loses anything.

`SHENBAO_FAIL_POINT=courier.sent:3` kills the process, as kill -9 does, when that step is reached for the
third time. Without the variable `reach` does nothing.
"""

from __future__ import annotations

import os
import signal
from enum import StrEnum

VARIABLE = "SHENBAO_FAIL_POINT"


class Step(StrEnum):
    """The steps of a letter's way through the desk, in their order."""

    # Intake: bytes, then rows, then the flag.
    FETCHED = "intake.fetched"  # 1: a letter's bytes are in memory
    BLOB_WRITTEN = "intake.blob-written"  # 2: a letter's bytes are on disk, and no row names them
    ROWS_WRITTEN = "intake.rows-written"  # 3: a batch has its rows, before the commit
    ROWS_COMMITTED = "intake.rows-committed"  # 4: a batch is on disk, nothing is flagged in the mailbox
    FLAGGED = "intake.flagged"  # 5: a batch is flagged
    # Desk: the crash counter, then the judgement with everything that follows from it.
    COUNTING = "desk.counting"  # 6: a batch's crash counters are raised, before the commit
    COUNTED = "desk.counted"  # 7: they are committed
    PARSED = "desk.parsed"  # 8: a letter is parsed
    JUDGED = "desk.judged"  # 9: a batch is judged and its parcels are written, before the commit
    COMMITTED = "desk.committed"  # 10: submissions and parcels are on disk, nobody is told yet
    # Builder: the bytes of a letter with files.
    BUILDING = "builder.building"  # 11: a letter is taken up
    BYTES_WRITTEN = "builder.bytes-written"  # 12: its bytes are on disk, and no row names them
    FIXING = "builder.fixing"  # 13: the row names them, before the commit
    FIXED = "builder.fixed"  # 14: the bytes are fixed
    # Courier: claim, send, settle.
    CLAIMING = "courier.claiming"  # 15: a batch is claimed, before the commit
    CLAIMED = "courier.claimed"  # 16: the claim is on disk, nothing is sent
    SENDING = "courier.sending"  # 17: a parcel is about to be sent
    SENT = "courier.sent"  # 18: the other side has said yes, and only this process knows
    SETTLING = "courier.settling"  # 19: what was sent is written down, before the commit
    SETTLED = "courier.settled"  # 20: it is on disk


class _Trap:
    """The one step that is fatal, and how often it may be reached until then."""

    def __init__(self, wanted: str) -> None:
        name, _, times = wanted.partition(":")
        self.step = Step(name) if name else None
        self.left = int(times or 1)


_trap = _Trap(os.environ.get(VARIABLE, ""))


def reach(step: Step) -> None:
    """Do nothing, unless the environment names this step: then die at once, nothing closed or flushed."""
    if step is not _trap.step:
        return
    _trap.left -= 1
    if not _trap.left:
        os.kill(os.getpid(), signal.SIGKILL)
