"""Copies of the database and its blobs that can be checked and brought back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from storage.copying import (
    copy_database,
    copy_file,
    digest_of,
    link_or_copy,
    put_in_place,
    sync,
    sync_all,
    write_durably,
)
from storage.old_blobs import copying

MANIFEST: Final = "manifest.json"
BLOBS: Final = "blobs"


class BadBackup(Exception):  # noqa: N818 - it names what is bad
    """Say what is wrong with a backup, in one sentence."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the database's file with its SHA-256, blobs by their digests, and small files."""

    made_at: str  # ISO 8601
    database: str
    digest: str
    blobs: tuple[str, ...]
    files: dict[str, str] = field(default_factory=dict)  # name -> SHA-256
    stopped: bool = False  # no service ran: nothing was under way


@dataclass(frozen=True, slots=True)
class Source:
    """What a backup is made of: the database, the folder of blobs, and files that belong beside them."""

    database: Path
    blobs: Path
    files: Sequence[Path] = ()


def back_up(
    source: Source, target: Path, made_at: str, *, stopped: bool = False, like: Path | None = None
) -> Manifest:
    """Copy a database that may be in use, with its blobs; an earlier backup there is brought up to date.

    The manifest is replaced last: a backup that was cut short leaves the one before it whole. Blobs that the
    backup `like` has too share their place on the disk with it, where the disk can do that.
    """
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = target / ".database.new"
    with copying(source.blobs):
        # Every blob is older than the row that names it, so the copy of the database comes first.
        copy_database(source.database, copy)
        names = tuple(_copy_blobs(source.blobs, target / BLOBS, like / BLOBS if like else None))
    digest = digest_of(copy)
    kept = target / f"database-{digest[:16]}.db"
    put_in_place(copy, kept)
    files = {file.name: _copy_small(file, target) for file in source.files if file.exists()}
    manifest = Manifest(made_at, kept.name, digest, names, files, stopped)
    sync_all()
    write_durably(target / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())
    _remove_older(target, manifest)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """Read what a backup says of itself; raises BadBackup where it says nothing."""
    try:
        values = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**{**values, "blobs": tuple(values["blobs"])})
    except FileNotFoundError as error:
        raise BadBackup(f"{source} 里没有 {MANIFEST}，不是备份文件夹，或那次备份没有做完") from error
    except OSError as error:
        raise BadBackup(f"读不到 {source / MANIFEST}：{error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadBackup(f"{source / MANIFEST} 已损坏") from error


def find_damage(source: Path, manifest: Manifest) -> list[str]:
    """Compare every byte of a backup with its manifest; returns a sentence for each difference."""
    file = source / manifest.database
    if not file.exists():
        return [f"缺少数据库文件 {manifest.database}"]
    damage = [] if digest_of(file) == manifest.digest else [f"数据库文件 {manifest.database} 的摘要不符"]
    if not damage:
        damage += _database_damage(file)
    damage += [f"文件 {name} 不在或不符" for name in manifest.files if not _is_same(source, name, manifest)]
    return damage + list(_blob_damage(source / BLOBS, manifest.blobs))


def restore(source: Path, manifest: Manifest, target: Source) -> None:
    """Bring a checked backup to a place where there is no database; the database comes last."""
    database = target.database
    if database.exists():
        raise BadBackup(f"{database} 已经存在。请先把现有的数据文件夹改名，再恢复到空文件夹")
    target.blobs.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in manifest.blobs:
        _copy_blob(source / BLOBS / name[:2] / name, target.blobs / name[:2] / name, None)
    for name in manifest.files:
        copy_file(source / name, database.parent / name)
    sync_all()
    # A log of another database beside it would be read as its own.
    for ending in ("-wal", "-shm"):
        database.with_name(f"{database.name}{ending}").unlink(missing_ok=True)
    copy_file(source / manifest.database, database)
    sync(database.parent)


def _copy_small(file: Path, target: Path) -> str:
    copy_file(file, target / file.name)
    return digest_of(target / file.name)


def _is_same(source: Path, name: str, manifest: Manifest) -> bool:
    # A name that leads elsewhere is not the backup's own.
    file = source / Path(name).name
    return file.name == name and file.exists() and digest_of(file) == manifest.files[name]


def _copy_blobs(source: Path, target: Path, like: Path | None) -> Iterator[str]:
    """Copy what is not there yet; blobs never change, so the same name and size are the same bytes."""
    for file in _blob_files(source):
        place = Path(file.parent.name) / file.name
        with suppress(FileNotFoundError):  # swept meanwhile: no row names it
            _copy_blob(file, target / place, like / place if like else None)
            yield file.name


def _blob_files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.glob("??/*")) if not file.name.startswith(".")]


def _copy_blob(file: Path, target: Path, like: Path | None) -> None:
    size = file.stat().st_size
    if _size(target) == size:
        return
    target.unlink(missing_ok=True)
    if like is not None and _size(like) == size:
        link_or_copy(like, target)
    else:
        copy_file(file, target, durable=False)


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None


def _database_damage(file: Path) -> list[str]:
    reader = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    with closing(reader) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else [f"数据库不完整：{line}" for line in found[:5]]


def _blob_damage(folder: Path, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        file = folder / name[:2] / name
        if not file.exists():
            yield f"缺少文件 {name}"
        elif digest_of(file) != name:
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
