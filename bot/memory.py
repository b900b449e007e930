"""How the process keeps its memory: one heap, large blocks go back at once, cycles are looked for seldom."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress
from typing import Final

M_MMAP_THRESHOLD: Final = -3  # mallopt(3) of glibc
M_ARENA_MAX: Final = -8
LARGE: Final = 1 << 20  # bytes, from which on a block is mapped by itself


MANY: Final = 50_000  # new objects between two looks; the default of 700 looks while one mail is read


def look_for_cycles_seldom() -> None:
    """Let batches of values be made without a look at each of them: half of a large tick went into it."""
    gc.set_threshold(MANY, 20, 20)


def let_go_of_what_came() -> None:
    """Look among the newest objects at once, where something large was received over HTTP.

    httpx's response and its stream hold each other, and with them the whole body: a file of 20 MB would
    stay until the next look.
    """
    gc.collect(0)


def give_back_large_blocks() -> None:
    """Keep glibc from raising its own threshold, by which freed letters would stay in the heap as holes.

    All threads share one heap: what one of them has freed, another can use. Where the C library is another
    one nothing happens.
    """
    with suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, LARGE)
        library.mallopt(M_ARENA_MAX, 1)
