"""The files that travelled through chat."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from mimetypes import guess_type
from pathlib import PurePosixPath

DOWNLOAD_LIMIT = 20 * 1024 * 1024  # what a bot may fetch
UPLOAD_LIMIT = 50 * 1024 * 1024  # what a bot may send
PHOTO_LIMIT = 10 * 1024 * 1024  # what a bot may send as a photo


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with the names that Telegram gives it; `size` in bytes."""

    id: str
    unique_id: str
    name: str
    media_type: str
    content: bytes
    size: int
    path: str


def media_type_of(name: str) -> str:
    """Guess a file's media type from its name."""
    return guess_type(name)[0] or "application/octet-stream"


class FileStore:
    """Keep files in memory under an id and a path."""

    def __init__(self, first_id: int = 1) -> None:
        self._numbers = count(first_id)
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(self, name: str, content: bytes, folder: str, size: int | None = None) -> StoredFile:
        """Store a file; a `size` beyond the content's stands for a file too large to be tried out."""
        number = next(self._numbers)
        file = StoredFile(
            id=f"BQACAgUAAxkBAAM{number:010d}",
            unique_id=f"AgAD{number:010d}",
            name=name,
            media_type=media_type_of(name),
            content=content,
            size=len(content) if size is None else size,
            path=f"{folder}/file_{number}{_plain_suffix(name)}",
        )
        self._by_id[file.id] = file
        self._by_path[file.path] = file
        return file

    def by_id(self, file_id: str) -> StoredFile | None:
        """Find a file by the id that messages carry."""
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """Find a file by the path that getFile gave."""
        return self._by_path.get(path)


def _plain_suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    return suffix if suffix.isascii() and suffix[1:].isalnum() else ""
