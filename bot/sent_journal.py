"""What left since the last backup, written down beside it, so that after a restore nothing leaves twice."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

import structlog

from bot.config import Config
from storage.copying import write_durably

NAME: Final = "sent.jsonl"  # in a backup, or in the folder of the daily ones
MARK: Final = "last-backup"  # in the data folder: where the last backup by hand lies
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
    """Read what left after a backup; its journal is its own, or that of the folder of daily backups."""
    found, heard = set(), False
    for file in (backup / NAME, backup.parent / NAME):
        for at, key in _lines(file):
            if at >= since:
                heard = True
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
        self._begun: list[Path] = []  # where it stands that a service runs on these data

    async def begin(self, now: datetime) -> None:
        """Write down, once in each journal, that a service runs: from then on its silence means something."""
        places = self._places()
        if places != self._begun:
            self._begun = places
            await self.note("", now)

    async def note(self, key: str, now: datetime) -> None:
        """Write down that a parcel left; a place out of reach is told in the log, and nothing stops."""
        places = self._places()
        if places:
            await asyncio.to_thread(self._write, places, key, now)

    def _places(self) -> list[Path]:
        try:
            marked = [Path((self._data / MARK).read_text(encoding="utf-8"))]
        except OSError:
            marked = []
        return [*marked, *([self._daily] if self._daily else [])]

    def _write(self, places: list[Path], key: str, now: datetime) -> None:
        line = json.dumps({"at": now.isoformat(), "key": key}) + "\n"
        for place in places:
            try:
                with _locked(place / NAME) as file:
                    file.write(line)
            except OSError as error:
                if place not in self._silent:
                    log.warning("journal.out_of_reach", folder=str(place), error=str(error))
                self._silent.add(place)
            else:
                self._silent.discard(place)


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
