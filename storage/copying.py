"""Copies of single files that are whole and on disk when they bear their name."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

_CHUNK: Final = 1 << 20  # bytes read at once


def copy_database(database: Path, copy: Path) -> None:
    """Copy a SQLite database that may be in use, as it is at one moment.

    In one step: a copy that is made in several begins anew whenever somebody writes between two of them, and
    under load never ends. Writers are not kept waiting, the write-ahead log grows meanwhile.
    """
    copy.unlink(missing_ok=True)
    reader = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
    with closing(reader) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    copy.chmod(0o600)
    sync(copy)


def copy_file(source: Path, target: Path, *, durable: bool = True) -> None:
    """Copy a file, readable by the owner alone; one of many is not waited for, `sync_all` follows these."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = target.with_name(f".new-{target.name}")
    shutil.copyfile(source, new)
    if durable:
        put_in_place(new, target)
    else:
        new.chmod(0o600)
        new.replace(target)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file that never changes a second name; where the disk knows no such thing, copy it.

    Neither is waited for: `sync_all` follows.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        target.hardlink_to(source)
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError:  # another disk, or one without links
        copy_file(source, target, durable=False)


def write_durably(file: Path, raw: bytes) -> None:
    """Write a file so that either the old or the new one is there, whole."""
    new = file.with_name(f".new-{file.name}")
    new.write_bytes(raw)
    put_in_place(new, file)
    sync(file.parent)


def put_in_place(new: Path, file: Path) -> None:
    """Give a file that was just written its name, once its bytes are on disk."""
    new.chmod(0o600)
    sync(new)
    new.replace(file)


def digest_of(file: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def sync_all() -> None:
    """Wait until everything that was written is on disk: for many files that is quicker than for each."""
    os.sync()


def sync(path: Path) -> None:
    """Wait until a file or a folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
