"""Facts about bytes on disk."""

from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.blobs import Blobs

RAW = "申报材料".encode()
NAME = hashlib.sha256(RAW).hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def files(blobs: Blobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


def opened(handle: int) -> str:
    return str(Path(f"/proc/self/fd/{handle}").readlink())


def test_blob_is_named_by_its_digest_and_comes_back(blobs: Blobs) -> None:
    assert blobs.put(RAW) == NAME
    assert blobs.get(NAME) == RAW


def test_same_bytes_lie_there_once(blobs: Blobs) -> None:
    blobs.put(RAW)
    blobs.put(RAW)
    assert files(blobs) == [blobs.path(NAME)]


def test_empty_bytes_are_a_blob(blobs: Blobs) -> None:
    assert blobs.get(blobs.put(b"")) == b""


def test_torn_blob_is_written_anew(blobs: Blobs) -> None:
    blobs.put(RAW)
    blobs.path(NAME).write_bytes(RAW[:3])
    blobs.put(RAW)
    assert blobs.get(NAME) == RAW


def test_bytes_and_folders_are_synced_before_the_name_is_returned(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(opened(handle))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    name = blobs.put(RAW)
    assert synced[0] == str(blobs.folder)  # the new subfolder
    assert Path(synced[1]).name.startswith(".new-")
    assert synced[-1] == str(blobs.path(name).parent)


def test_all_bytes_are_synced_before_any_has_its_name(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    named: list[int] = []
    real = Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(opened(handle)))

    def rename(self: Path, target: Path) -> Path:
        named.append(len([each for each in synced if "/.new-" in each]))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", rename)
    names = blobs.put_all([bytes([number]) for number in range(40)])
    assert set(named) == {40}
    assert {str(blobs.path(name).parent) for name in names} <= {*synced[40:]}


def test_blob_of_an_earlier_try_is_synced_before_its_name_is_returned(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs.put(RAW)
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(opened(handle)))
    blobs.put(RAW)
    assert str(blobs.path(NAME).parent) in synced


def test_failed_write_leaves_nothing_behind(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    blobs.put(b"the folder is there")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        blobs.put(RAW)
    assert NAME not in {path.name for path in files(blobs)}
    assert not [path for path in files(blobs) if path.name.startswith(".new-")]


def test_many_writers_of_one_blob_agree(blobs: Blobs) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(blobs.put, [RAW] * 40))
    assert names == {NAME}
    assert files(blobs) == [blobs.path(NAME)]


def test_only_its_owner_reads_a_blob(blobs: Blobs) -> None:
    assert stat.S_IMODE(blobs.path(blobs.put(RAW)).stat().st_mode) == 0o600
    assert stat.S_IMODE(blobs.folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name",
    ["", "../../etc/passwd", NAME.upper(), NAME[:-1], NAME + "0", "/" + NAME[1:], NAME[:-1] + "\n", "é" * 64],
)
def test_what_is_no_digest_names_no_blob(blobs: Blobs, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a blob"):
        blobs.get(name)


def test_missing_blob_is_told(blobs: Blobs) -> None:
    with pytest.raises(FileNotFoundError):
        blobs.get("0" * 64)
