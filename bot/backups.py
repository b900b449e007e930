"""Make a backup of an installation's data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.config import Config
from bot.erasures import NAME as ERASED
from bot.erasures import keep, tombstones
from bot.instance import AlreadyRunning, only_instance
from bot.policies import BOT_NAME, KEY_NAME
from bot.sent_journal import MARGIN, follow, trim
from storage.backup import Manifest, Source, back_up


def source_of(config: Config) -> Source:
    """Return what a backup is made of; the key that signs is part of it, or old letters have no answer."""
    folder = config.storage.folder
    return Source(config.database, config.blobs, [folder / KEY_NAME, folder / BOT_NAME])


def make_backup(config: Config, folder: Path, now: datetime) -> Manifest:
    """Back up into a folder by hand; whatever leaves from now on is written down there too."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _stopped(config) as stopped:
        follow(config.storage.folder, folder)
        made_at = now.astimezone(config.zone).isoformat(timespec="seconds")
        manifest = back_up(source_of(config), folder, made_at, stopped=stopped)
    keep(folder / ERASED, tombstones(config.storage.folder / ERASED))
    trim(folder, now - MARGIN)
    return manifest


@contextmanager
def _stopped(config: Config) -> Iterator[bool]:
    """Keep the service from starting meanwhile where it does not run; gives whether that is so."""
    try:
        with only_instance(config.database):
            yield True
    except AlreadyRunning:
        yield False
