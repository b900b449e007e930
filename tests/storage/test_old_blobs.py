"""Facts about removing old blobs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from storage.blobs import Blobs
from storage.old_blobs import older_than, remove, remove_unfinished

RAW = "申报材料".encode()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def files(blobs: Blobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


DAY = 86_400.0


def age(blobs: Blobs, name: str, days: float) -> None:
    moment = blobs.path(name).stat().st_mtime - days * DAY
    os.utime(blobs.path(name), (moment, moment))


def test_only_what_lay_there_for_long_is_old(blobs: Blobs) -> None:
    old, young = blobs.put(b"old"), blobs.put(b"young")
    age(blobs, old, 1.5)
    assert older_than(blobs.folder, DAY) == [old]
    assert remove(blobs.folder, [old, young], DAY) == 1
    assert files(blobs) == [blobs.path(young)]


def test_blob_that_is_written_once_more_is_young_again(blobs: Blobs) -> None:
    name = blobs.put(RAW)
    age(blobs, name, 3)
    assert older_than(blobs.folder, DAY) == [name]
    blobs.put(RAW)  # a row will name it in a moment
    assert remove(blobs.folder, [name], DAY) == 0
    assert blobs.get(name) == RAW


def test_blob_that_is_gone_is_removed_once(blobs: Blobs) -> None:
    name = blobs.put(RAW)
    age(blobs, name, 2)
    assert [remove(blobs.folder, [name], DAY) for _ in range(2)] == [1, 0]
    assert blobs.put(RAW) == name
    assert blobs.get(name) == RAW


def test_half_written_file_of_a_killed_process_is_removed_after_a_day(blobs: Blobs) -> None:
    name = blobs.put(RAW)
    folder = blobs.path(name).parent
    left, under_way = folder / ".new-dead", folder / ".new-alive"
    for file in (left, under_way):
        file.write_bytes(b"half")
    os.utime(left, (0, 0))
    remove_unfinished(blobs.folder, DAY)
    assert sorted(files(blobs)) == sorted([blobs.path(name), under_way])
