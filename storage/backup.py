"""Copies of the database and its blobs that can be checked and brought back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

MANIFEST = "manifest.json"
BLOBS = "blobs"
_CHUNK = 1 << 20  # bytes read at once
_PAGES = 2000  # of the database copied before writers get a turn


class BadBackup(Exception):  # noqa: N818 - it names what is bad
    """Say what is wrong with a backup, in one sentence."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the database's file with its SHA-256, and every blob by its digest."""

    made_at: str  # ISO 8601
    database: str
    digest: str
    blobs: tuple[str, ...]


def back_up(database: Path, blobs: Path, target: Path, made_at: str) -> Manifest:
    """Copy a database that may be in use, with its blobs; an earlier backup there is brought up to date.

    The manifest is replaced last: a backup that was cut short leaves the one before it whole.
    """
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = target / ".database.new"
    _copy_database(database, copy)
    digest = _digest(copy)
    kept = target / f"database-{digest[:16]}.db"
    copy.replace(kept)
    # Every blob is older than the row that names it, so the copy of the database comes first.
    names = tuple(_copy_blobs(blobs, target / BLOBS))
    manifest = Manifest(made_at, kept.name, digest, names)
    _write_durably(target / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())
    _remove_older(target, manifest)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """Read what a backup says of itself; raises BadBackup where it says nothing."""
    try:
        values = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**{**values, "blobs": tuple(values["blobs"])})
    except FileNotFoundError as error:
        raise BadBackup(f"{source} 里没有 {MANIFEST}，不是备份文件夹，或那次备份没有做完") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadBackup(f"{source / MANIFEST} 已损坏") from error


def find_damage(source: Path, manifest: Manifest) -> list[str]:
    """Compare every byte of a backup with its manifest; returns a sentence for each difference."""
    file = source / manifest.database
    if not file.exists():
        return [f"缺少数据库文件 {manifest.database}"]
    damage = [] if _digest(file) == manifest.digest else [f"数据库文件 {manifest.database} 的摘要不符"]
    if not damage:
        damage += _database_damage(file)
    return damage + list(_blob_damage(source / BLOBS, manifest.blobs))


def restore(source: Path, manifest: Manifest, database: Path, blobs: Path) -> None:
    """Bring a checked backup to a place where there is no database; the database comes last."""
    if database.exists():
        raise BadBackup(f"{database} 已经存在。请先把现有的数据文件夹改名，再恢复到空文件夹")
    blobs.mkdir(parents=True, exist_ok=True, mode=0o700)
    _copy_blobs(source / BLOBS, blobs)
    copy = database.with_suffix(".restoring")
    shutil.copyfile(source / manifest.database, copy)
    copy.chmod(0o600)
    _sync(copy)
    copy.replace(database)
    _sync(database.parent)


def _copy_database(database: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    reader = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    with closing(reader) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target, pages=_PAGES)
        target.execute("PRAGMA journal_mode=DELETE")
    copy.chmod(0o600)
    _sync(copy)


def _copy_blobs(source: Path, target: Path) -> list[str]:
    """Copy what is not there yet; blobs never change, so the same name and size are the same bytes."""
    return [_copy_blob(file, target / file.parent.name / file.name) for file in _blob_files(source)]


def _blob_files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.glob("??/*")) if not file.name.startswith(".")]


def _copy_blob(file: Path, target: Path) -> str:
    with suppress(FileNotFoundError):
        if target.stat().st_size == file.stat().st_size:
            return file.name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = target.with_name(f".new-{target.name}")
    shutil.copyfile(file, copy)
    copy.chmod(0o600)
    _sync(copy)
    copy.replace(target)
    return file.name


def _database_damage(file: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else [f"数据库不完整：{line}" for line in found[:5]]


def _blob_damage(folder: Path, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        file = folder / name[:2] / name
        if not file.exists():
            yield f"缺少文件 {name}"
        elif _digest(file) != name:
            yield f"文件 {name} 的内容与摘要不符"


def _remove_older(target: Path, manifest: Manifest) -> None:
    """Remove what only earlier backups held: an older database, and files that were erased since."""
    kept = set(manifest.blobs)
    for file in target.glob("database-*.db"):
        if file.name != manifest.database:
            file.unlink()
    for file in _blob_files(target / BLOBS):
        if file.name not in kept:
            file.unlink()


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _write_durably(file: Path, raw: bytes) -> None:
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(raw)
    new.chmod(0o600)
    _sync(new)
    new.replace(file)
    _sync(file.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
