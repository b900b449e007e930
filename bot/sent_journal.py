"""What left since the last backup, written down beside it, so that after a restore nothing leaves twice."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final

import structlog

from bot.config import Config
from storage.copying import write_durably

NAME: Final = "sent.jsonl"  # in a backup, or in the folder of the daily ones
MARK: Final = "last-backup"  # in the data folder: where the last backup by hand lies
# What left so shortly before a backup may not be settled in its database; what is older says nothing new.
MARGIN: Final = timedelta(hours=1)
LATELY: Final = 5000  # parcels
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sent:
    """What a journal says: the keys of parcels that left since a moment, and whether anybody wrote in it."""

    keys: frozenset[str]
    heard: bool


def follow(data: Path, backup: Path) -> None:
    """Let the service of a data folder write into the journal of a backup from now on."""
    write_durably(data / MARK, str(backup.absolute()).encode())
    with _locked(backup / NAME):
        pass  # it is there from now on


def read_journal(backup: Path, since: datetime) -> Sent:
    """Read what left after a backup, or so shortly before that its database may not know it.

    The journal is the backup's own, or that of the folder of daily backups.
    """
    found, heard = set(), False
    for file in (backup / NAME, backup.parent / NAME):
        for at, key in _lines(file):
            heard = heard or at >= since
            if at >= since - MARGIN:
                found.add(key)
    return Sent(frozenset(found - {""}), heard)


def trim(place: Path, before: datetime) -> None:
    """Take what is older than a moment out of a journal."""
    if not (place / NAME).exists():
        return
    with _locked(place / NAME) as file:
        kept = [line for line in file if (read := _read(line)) is not None and read[0] >= before]
        file.seek(0)
        file.truncate()
        file.writelines(kept)


class SentJournal:
    """The journals of the backups that this service's data were copied to last."""

    def __init__(self, config: Config) -> None:
        self._data, self._daily = config.storage.folder, config.backup.folder
        self._silent: set[Path] = set()  # that could not be written to; told once
        self._begun: dict[Path, int] = {}  # places that know that a service runs, with the marks they had
        # What left lately: it may stand in a copy of the database as if it were still under way.
        self._lately: deque[tuple[datetime, str]] = deque(maxlen=LATELY)

    async def begin(self, now: datetime) -> None:
        """Write down, once in each journal, that a service runs: from then on its silence means something."""
        await asyncio.to_thread(self._write_all, [(now, "")], new_only=True)

    async def note(self, key: str, now: datetime) -> None:
        """Write down that a parcel left; a place out of reach is told in the log, and nothing stops."""
        self._lately.append((now, key))
        if self._daily is not None or (self._data / MARK).exists():
            await asyncio.to_thread(self._write_all, [(now, key)], new_only=False)

    def _write_all(self, lines: list[tuple[datetime, str]], *, new_only: bool) -> None:
        for place, mark in self._places():
            new = self._begun.get(place) != mark
            if not new and new_only:
                continue
            try:
                _append(place / NAME, [*self._lately, *lines] if new else lines)
            except OSError as error:
                if place not in self._silent:
                    log.warning("journal.out_of_reach", folder=str(place), error=str(error))
                self._silent.add(place)
                self._begun.pop(place, None)
            else:
                self._silent.discard(place)
                self._begun[place] = mark

    def _places(self) -> list[tuple[Path, int]]:
        """Return where to write, each with what changes when another backup is made there."""
        found = [(self._daily, 0)] if self._daily is not None and self._daily.exists() else []
        with suppress(OSError):
            mark = self._data / MARK
            found.append((Path(mark.read_text(encoding="utf-8")), mark.stat().st_mtime_ns))
        return found


def _append(file: Path, lines: Iterable[tuple[datetime, str]]) -> None:
    with _locked(file) as opened:
        opened.writelines(json.dumps({"at": at.isoformat(), "key": key}) + "\n" for at, key in lines)


@contextmanager
def _locked(file: Path) -> Iterator[IO[str]]:
    """Open a journal at its end, while nobody else trims or writes it."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield opened


def _lines(file: Path) -> Iterator[tuple[datetime, str]]:
    if not file.exists():
        return
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if (read := _read(line)) is not None:
                yield read


def _read(line: str) -> tuple[datetime, str] | None:
    """Read a line; None for one that was cut short."""
    try:
        values = json.loads(line)
        return datetime.fromisoformat(values["at"]), str(values["key"])
    except (ValueError, KeyError, TypeError):
        return None
