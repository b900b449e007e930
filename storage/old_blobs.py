"""Remove old blobs while others write: what is written once more stays."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

HEX: Final = "[0-9a-f]"


def older_than(folder: Path, seconds: float) -> list[str]:
    """List the blobs that were last written so long ago, by the file system's own clock."""
    limit = _moment(folder) - seconds
    files = folder.glob(f"{HEX * 2}/{HEX * 64}")
    return sorted(file.name for file in files if file.stat().st_mtime < limit)


def remove(folder: Path, names: Iterable[str], seconds: float) -> int:
    """Remove blobs that no row names and that nobody wrote once more meanwhile; return how many.

    Waits while they are being copied: the copy of the database may still name them.
    """
    limit = _moment(folder) - seconds
    with _held(folder, fcntl.LOCK_EX):
        return sum(_removed(folder / name[:2] / name, limit) for name in names)


def remove_unfinished(folder: Path, seconds: float) -> None:
    """Remove what a process that was killed has left half written, so long ago."""
    limit = _moment(folder) - seconds
    for file in folder.glob(f"{HEX * 2}/.new-*"):
        if file.stat().st_mtime < limit:
            file.unlink(missing_ok=True)


def renewed(file: Path, size: int) -> bool:
    """Tell whether a blob is there whole, and make it as young as a new one: a row will name it soon."""
    if not file.exists():
        return False
    with _held(file.parent, fcntl.LOCK_SH):
        try:
            os.utime(file)
        except FileNotFoundError:  # removed a moment ago
            return False
        return file.stat().st_size == size


def _removed(file: Path, limit: float) -> bool:
    with _held(file.parent, fcntl.LOCK_EX):
        if not file.exists() or file.stat().st_mtime >= limit:
            return False
        file.unlink()
        return True


@contextmanager
def copying(folder: Path) -> Iterator[None]:
    """Keep every blob in its place while they are copied."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _held(folder, fcntl.LOCK_SH):
        yield


@contextmanager
def _held(folder: Path, kind: int) -> Iterator[None]:
    """Hold a folder: several may make blobs young again at once, who removes one is alone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, kind)
        yield
    finally:
        os.close(handle)


def _moment(folder: Path) -> float:
    with tempfile.TemporaryFile(dir=folder) as file:
        return os.fstat(file.fileno()).st_mtime
