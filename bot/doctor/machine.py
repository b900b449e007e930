"""Checks of the machine: time, fonts, programmes, the disk, and who may read what."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from bot.config_problems import OTHERS, find_problems, find_risks
from bot.doctor.examination import Patient, Round
from bot.doctor.findings import Finding, State
from bot.doctor.network import greeting_date
from bot.fonts import NO_FONT, Font, find_font
from bot.mail.clamd import is_there

SKEW: Final = 120  # seconds between this clock and the others'
OFFICE_HOURS: Final = 8  # ahead of UTC: the whole of China
SAMPLE: Final = ord("申")  # a letter that a font must have
WRITABLE: Final = stat.S_IWGRP | stat.S_IWOTH


async def settings(patient: Patient) -> AsyncIterator[Finding]:
    """Name what `run` would refuse."""
    problems = find_problems(patient.config)
    if problems:
        remedy = "请改正后用 shenbao check-config 再查"
        yield Finding("config", State.FAILED, "；".join(problems), remedy)
    else:
        yield Finding("config", State.OK, "配置没有问题")


async def secrets(patient: Patient) -> AsyncIterator[Finding]:
    """Name the files with secrets that others can read."""
    risks = find_risks(patient.config)
    key = patient.config.storage.folder / "token.key"
    if key.exists() and key.stat().st_mode & OTHERS:
        risks.append(f"签名密钥 {key} 其他用户也能读，请运行 chmod 600 {key}")
    if risks:
        yield Finding("secret-files", State.WARNING, "；".join(risks), "请照上面的命令收紧权限")
    else:
        yield Finding("secret-files", State.OK, "密码和密钥的文件只有本人可读")


async def config_file(patient: Patient) -> AsyncIterator[Finding]:
    """See that nobody else can change where letters go."""
    file = patient.file
    if file is None:
        remedy = "请用 shenbao init 写一份，或用 --config、SHENBAO_CONFIG 指明"
        yield Finding("config-file", State.FAILED, "没有找到 config.toml，服务不会启动", remedy)
    elif file.stat().st_mode & WRITABLE:
        remedy = f"请运行 chmod 600 {file}"
        yield Finding("config-file", State.WARNING, f"配置文件 {file} 其他用户也能改", remedy)
    else:
        yield Finding("config-file", State.OK, f"配置文件 {file} 只有本人可以改")


async def data_folder(patient: Patient) -> AsyncIterator[Finding]:
    """See that the data folder can be written, and by nobody else."""
    folder = patient.config.storage.folder.absolute()
    if not folder.exists():
        yield _missing_folder(folder)
    elif not folder.is_dir():
        remedy = "请移走这个文件，或修改 [storage] folder"
        yield Finding("data-folder", State.FAILED, f"{folder} 是文件，不是文件夹", remedy)
    elif not all(os.access(each, os.W_OK | os.X_OK) for each in _written(folder, patient.config.blobs)):
        remedy = f"请运行 chown -R 运行申报台的用户 {folder}"
        yield Finding("data-folder", State.FAILED, f"数据文件夹 {folder} 写不进", remedy)
    elif folder.stat().st_mode & OTHERS:
        remedy = f"里面有申报材料，请运行 chmod 700 {folder}"
        yield Finding("data-folder", State.WARNING, f"数据文件夹 {folder} 其他用户也能进", remedy)
    else:
        yield Finding("data-folder", State.OK, f"数据文件夹 {folder} 可写，只有本人能进")


def _written(folder: Path, blobs: Path) -> list[Path]:
    return [each for each in (folder, blobs) if each.exists()]


def _missing_folder(folder: Path) -> Finding:
    above = next(each for each in folder.parents if each.exists())
    if os.access(above, os.W_OK | os.X_OK):
        return Finding("data-folder", State.OK, f"数据文件夹 {folder} 还没有，首次启动时建立")
    remedy = f"请建立 {folder}，并让运行申报台的用户可写"
    return Finding("data-folder", State.FAILED, f"数据文件夹 {folder} 还没有，也建不了", remedy)


async def disk(patient: Patient) -> AsyncIterator[Finding]:
    """Compare the room that is left with what the service wants."""
    free, wanted = await patient.free(patient.config.storage.folder), patient.config.storage.min_free_mb
    remedy = "请清理磁盘，或把旧的备份移到别处"
    if free < wanted:
        yield Finding("disk", State.FAILED, f"磁盘只剩 {free} MB，少于 {wanted} MB，已暂停收信", remedy)
    elif free < 2 * wanted:
        yield Finding("disk", State.WARNING, f"磁盘还剩 {free} MB，少于 {wanted} MB 时会暂停收信", remedy)
    else:
        yield Finding("disk", State.OK, f"磁盘还剩 {free} MB")


async def font(patient: Patient) -> AsyncIterator[Finding]:
    """Look for the font of receipts and pictures, and for Chinese letters in it."""
    found = await asyncio.to_thread(find_font, patient.config.receipt.font)
    named = patient.config.receipt.font
    if found is None:
        told = f"找不到字体文件 {named}" if named else "没有找到中文字体"
        yield Finding("font", State.WARNING, f"{told}，只发文字回执，不画进度图", NO_FONT)
    elif not await asyncio.to_thread(_is_chinese, found):
        yield Finding("font", State.WARNING, f"{found.path} 不是中文字体", NO_FONT)
    else:
        yield Finding("font", State.OK, f"回执和进度图用字体 {found.path}")


def _is_chinese(font: Font) -> bool:
    from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

    try:
        with font.path.open("rb") as raw, TTFont(raw, fontNumber=font.number, lazy=True) as opened:
            return SAMPLE in (opened.getBestCmap() or {})
    except (TTLibError, OSError):
        return False


async def picture(patient: Patient) -> AsyncIterator[Finding]:
    """See whether the Monday picture can be drawn."""
    if not patient.config.reminders.weekly_picture:
        yield Finding("picture", State.SKIPPED, "没有启用进度图")
    elif find_spec("matplotlib") is None:
        remedy = "请安装 shenbao[charts]，或把 [reminders] weekly_picture 设为 false"
        yield Finding("picture", State.WARNING, "没有安装 matplotlib，画不了进度图", remedy)
    else:
        yield Finding("picture", State.OK, "可以画进度图")


async def office(_patient: Patient) -> AsyncIterator[Finding]:
    """Look for LibreOffice, which reads old Word files."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        remedy = "要导入 .doc 就安装 libreoffice-writer；或先用 Word、WPS 另存为 .docx"
        yield Finding("libreoffice", State.WARNING, "没有安装 LibreOffice，导入不了旧版 Word 文件", remedy)
    else:
        yield Finding("libreoffice", State.OK, f"LibreOffice 在 {found}")


async def clamd(patient: Patient) -> AsyncIterator[Finding]:
    """Ask the virus scanner whether it is there (man clamd, PING)."""
    socket = patient.config.clamd.socket
    if socket is None:
        yield Finding("clamd", State.SKIPPED, "没有设置病毒扫描")
        return
    try:
        answers = await is_there(socket)
    except (OSError, ValueError):
        answers = False
    if answers:
        yield Finding("clamd", State.OK, f"病毒扫描程序 {socket} 在运行")
    else:
        remedy = "请启动 clamav-daemon，或检查 [clamd] socket 和它的权限"
        yield Finding("clamd", State.WARNING, f"病毒扫描程序 {socket} 没有回答，来信不扫描", remedy)


async def zone(patient: Patient) -> AsyncIterator[Finding]:
    """See that due days are counted in the office's own time."""
    name, offset = patient.config.desk.zone, patient.now().astimezone(patient.config.zone).utcoffset()
    if offset is None or offset.total_seconds() != OFFICE_HOURS * 3600:
        remedy = '请把 [desk] zone 设为 "Asia/Shanghai"'
        yield Finding("zone", State.WARNING, f"时区是 {name}，不是北京时间", remedy)
    else:
        yield Finding("zone", State.OK, f"时区是 {name}")


async def clock(patient: Patient) -> AsyncIterator[Finding]:
    """Compare this clock with the Date of Telegram's answers, else with that of the relay's greeting."""
    telegram, relay = patient.config.telegram, patient.config.relay
    told = await _date_of(telegram.base_url, telegram.proxy) if telegram.enabled else None
    if told is None:
        told = await greeting_date(relay.host, relay.port, tls=relay.security == "tls", ca_file=relay.ca_file)
    moment = _moment(told)
    if moment is None:
        yield Finding("clock", State.SKIPPED, "没有可比的时间，请自行核对本机时间")
        return
    skew = round((patient.now() - moment).total_seconds())
    if abs(skew) > SKEW:
        word, remedy = "快" if skew > 0 else "慢", "请启用时间同步：timedatectl set-ntp true"
        yield Finding("clock", State.WARNING, f"本机时间{word}了 {abs(skew)} 秒", remedy)
    else:
        yield Finding("clock", State.OK, "本机时间准确")


def _moment(told: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(told) if told else None
    except ValueError:
        return None
    # "-0000" means UTC too (RFC 5322 section 3.3), and is read without a zone.
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


async def _date_of(address: str, proxy: str | None) -> str | None:
    import httpx

    try:
        async with httpx.AsyncClient(proxy=proxy, trust_env=False, timeout=8) as client:
            answer = await client.head(httpx.URL(address).join("/"))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):  # told by the check of the token
        return None
    date: str | None = answer.headers.get("date")  # RFC 9110 section 6.6.1
    return date


ROUNDS: Final = (
    Round(("config",), settings),
    Round(("config-file",), config_file),
    Round(("secret-files",), secrets),
    Round(("data-folder",), data_folder),
    Round(("disk",), disk),
    Round(("clock",), clock),
    Round(("zone",), zone),
    Round(("font",), font),
    Round(("picture",), picture),
    Round(("libreoffice",), office),
    Round(("clamd",), clamd),
)
