"""Give large blocks of memory back to the system as soon as they are free."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

M_MMAP_THRESHOLD: Final = -3  # mallopt(3) of glibc
LARGE: Final = 1 << 20  # bytes, from which on a block is mapped by itself


def give_back_large_blocks() -> None:
    """Keep glibc from raising its own threshold, by which freed letters would stay in the heap as holes.

    Where the C library is another one nothing happens.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)
