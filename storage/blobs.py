"""Bytes on disk, named by their digest."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from storage.old_blobs import renewed

FEW, AT_ONCE = 3, 4  # files from which on they are synced at once, and how many
DIGEST = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """A folder of files named by SHA-256, in 256 subfolders; every write is durable when it returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, name: str) -> Path:
        """Return where a blob lies; `name` is its hexadecimal digest."""
        if not DIGEST.fullmatch(name):
            raise ValueError(f"no name of a blob: {name!r}")
        return self.folder / name[:2] / name

    def get(self, name: str) -> bytes:
        """Read a blob; raises FileNotFoundError where it is gone."""
        return self.path(name).read_bytes()

    def size(self, name: str) -> int:
        """Return how many bytes a blob has; 0 where it is gone."""
        try:
            return self.path(name).stat().st_size
        except FileNotFoundError:
            return 0

    def put(self, raw: bytes) -> str:
        """Write bytes durably and return their name."""
        return self.put_all([raw])[0]

    def put_all(self, raws: Sequence[bytes]) -> list[str]:
        """Write bytes durably and return their names.

        Temporary files, fsync of each, rename, fsync of each folder once.
        """
        names = [hashlib.sha256(raw).hexdigest() for raw in raws]
        new = {name: raw for name, raw in zip(names, raws, strict=True) if not self._has(name, len(raw))}
        written: dict[Path, Path] = {}
        self._make_room({self.path(name).parent for name in new})
        try:
            for name, raw in new.items():
                target = self.path(name)
                written[target] = _write(target.parent, raw)
            _sync_all(list(written.values()))
            for target, temporary in written.items():
                temporary.replace(target)
        except BaseException:
            for temporary in written.values():
                temporary.unlink(missing_ok=True)
            raise
        # Those that were there too: who renamed them may have stopped before its own sync.
        _sync_all(list({self.path(name).parent for name in names}))
        return names

    def _has(self, name: str, size: int) -> bool:
        return renewed(self.path(name), size)

    def _make_room(self, folders: Iterable[Path]) -> None:
        missing = [folder for folder in folders if not folder.exists()]
        for folder in missing:
            folder.mkdir(mode=0o700, exist_ok=True)
        if missing:
            _sync(self.folder)


def _write(folder: Path, raw: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _sync_all(paths: Sequence[Path]) -> None:
    """Sync several at once: one commit of the disk's journal serves all that wait for it."""
    if len(paths) < FEW:
        for path in paths:
            _sync(path)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_sync, paths))


def _sync(path: Path) -> None:
    """Make a file's bytes, or the renames inside a folder, survive a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
