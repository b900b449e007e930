"""Zip containers of office files, judged by their directory before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from handlers.rules.problems import Unreadable

_LARGEST_TOTAL = 256 << 20  # bytes unpacked, pictures included
_LARGEST_TEXT = 64 << 20  # bytes of one XML member: a guide of 300 pages has about 3 MB
_MOST_MEMBERS = 10_000
_SMALL = 4 << 20  # bytes; below this a member may be packed as tightly as it likes
_TIGHTEST = 150  # times; real office XML packs 10 to 60 times


def member_names(raw: bytes) -> frozenset[str] | None:
    """Give the names in a zip container, or None where its directory cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as container:
            return frozenset(container.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return None


def refuse_bomb(raw: bytes) -> None:
    """Raise Unreadable where a container would unpack to more than a document can honestly hold."""
    with zipfile.ZipFile(io.BytesIO(raw)) as container:
        members = container.infolist()
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _LARGEST_TOTAL:
        raise Unreadable("这个文件展开后过大，为安全起见没有打开，请您另存后再试。")
    if any(_is_swollen(member) for member in members):
        raise Unreadable("这个文件的压缩方式异常，为安全起见没有打开，请您另存后再试。")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("这个文件设了密码，请您去掉密码后再导入。")


def _is_swollen(member: zipfile.ZipInfo) -> bool:
    if member.filename.lower().endswith((".xml", ".rels")) and member.file_size > _LARGEST_TEXT:
        return True
    return member.file_size > _SMALL and member.file_size > _TIGHTEST * max(member.compress_size, 1)
