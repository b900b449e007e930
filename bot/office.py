"""Old Word files become .docx through LibreOffice, where it is installed."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from asyncio.subprocess import DEVNULL
from contextlib import suppress
from os import killpg
from pathlib import Path
from signal import SIGKILL

from handlers.rules.problems import Unreadable

SECONDS = 60.0
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the first bytes of every old Office file


async def as_docx(name: str, raw: bytes) -> tuple[str, bytes]:
    """Return the file as .docx where it is a .doc, else as it is; raises Unreadable with the remedy."""
    if not name.lower().endswith(".doc") or not raw.startswith(OLE):
        return name, raw
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise Unreadable(
            "这是旧版 Word 文件（.doc），本机没有安装 LibreOffice，请用 Word 或 WPS 另存为 .docx 后再导入"
        )
    with tempfile.TemporaryDirectory(prefix="shenbao-office-") as folder:
        return f"{name}x", await _convert(office, Path(folder), raw)


async def _convert(office: str, folder: Path, raw: bytes) -> bytes:
    source, result = folder / "document.doc", folder / "document.docx"
    source.write_bytes(raw)
    process = await asyncio.create_subprocess_exec(
        office,
        f"-env:UserInstallation=file://{folder}/profile",
        *("--headless", "--norestore", "--convert-to", "docx", "--outdir", str(folder), str(source)),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(SECONDS):
            await process.wait()
    except TimeoutError as error:
        raise Unreadable("LibreOffice 转换这份 .doc 超时，请用 Word 或 WPS 另存为 .docx 后再导入") from error
    finally:
        with suppress(ProcessLookupError):
            killpg(process.pid, SIGKILL)
    if not result.exists():
        raise Unreadable("LibreOffice 打不开这份 .doc，请用 Word 或 WPS 另存为 .docx 后再导入")
    return result.read_bytes()
