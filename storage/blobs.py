"""Bytes on disk, named by their digest."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


class Blobs:
    """A folder of files named by SHA-256, in 256 subfolders; every write is durable when it returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, name: str) -> Path:
        """Return where a blob lies; `name` is its hexadecimal digest."""
        if len(name) != 64 or not all(letter in "0123456789abcdef" for letter in name):  # noqa: PLR2004
            raise ValueError(f"no name of a blob: {name!r}")
        return self.folder / name[:2] / name

    def get(self, name: str) -> bytes:
        """Read a blob; raises FileNotFoundError where it is gone."""
        return self.path(name).read_bytes()

    def put(self, raw: bytes) -> str:
        """Write bytes durably (temporary file, fsync, rename, fsync of the folder) and return their name."""
        name = hashlib.sha256(raw).hexdigest()
        target = self.path(name)
        if target.exists() and target.stat().st_size == len(raw):
            _sync_folder(target.parent)  # who renamed it may have stopped before its own sync
            return name
        self._make_room(target.parent)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return name

    def _make_room(self, folder: Path) -> None:
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(self.folder)


def _sync_folder(folder: Path) -> None:
    """Make a rename inside the folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
