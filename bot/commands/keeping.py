"""`shenbao backup` and `shenbao restore`."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.console import UNUSABLE, ConfigOption, JsonOption, Stop, configuration, console, print_json
from bot.config import Config
from bot.erasures import NAME as ERASED
from bot.erasures import keep, replay, tombstones
from bot.instance import AlreadyRunning, only_instance
from handlers.audit_chain import Chain, verify_chain
from storage.backup import BadBackup, Manifest, back_up, find_damage, read_manifest
from storage.backup import restore as bring_back
from storage.database import open_database

FolderArgument = Annotated[Path, typer.Argument(help="备份文件夹")]


def backup(folder: FolderArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """备份数据库和全部文件；服务运行时也可以做，再次备份到同一文件夹只补新增的。"""
    settings = configuration(config)
    if not settings.database.exists():
        raise Stop(f"还没有数据库（{settings.database}），没有可备份的")
    now = SystemClock().now().astimezone(settings.zone)
    try:
        manifest = back_up(settings.database, settings.blobs, folder, now.isoformat(timespec="seconds"))
        keep(folder / ERASED, tombstones(settings.storage.folder / ERASED))
    except OSError as error:
        raise Stop(f"写不进 {folder}：{error.strerror}") from error
    _tell(manifest, f"已备份到 {folder}", json=json)


def restore(
    folder: FolderArgument,
    check: Annotated[bool, typer.Option("--check", help="只核对备份，不恢复")] = False,
    erased: Annotated[
        list[Path] | None,
        typer.Option(help="备份以后的删除记录，即原来数据文件夹里的 erased.jsonl", exists=True),
    ] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """核对备份，并恢复到配置里的数据文件夹（须是空的）。"""
    settings, again = configuration(config), 0
    try:
        manifest = read_manifest(folder)
        damage = find_damage(folder, manifest) or _chain_damage(folder / manifest.database)
        if damage:
            for line in damage:
                console.print(line, markup=False)
            raise typer.Exit(UNUSABLE)
        if not check:
            lists = [settings.storage.folder / ERASED, folder / ERASED, *(erased or [])]
            again = _bring_back(folder, manifest, settings, lists)
    except (BadBackup, AlreadyRunning) as error:
        raise Stop(str(error)) from error
    done = "备份完好" if check else f"已恢复到 {settings.storage.folder}"
    _tell(manifest, done, json=json)
    if again and not json:
        console.print(f"其中 {again} 份申报材料早先已删除，恢复后又删除了一次。", markup=False)


def _bring_back(folder: Path, manifest: Manifest, settings: Config, lists: Sequence[Path]) -> int:
    """Restore, then erase once more what is named in any list of what was erased."""
    stones = [stone for file in lists for stone in tombstones(file)]
    with only_instance(settings.database):
        bring_back(folder, manifest, settings.database, settings.blobs)
        return asyncio.run(replay(settings, stones, SystemClock().now()))


def _chain_damage(file: Path) -> list[str]:
    chain = asyncio.run(_chain(file))
    return [] if chain.broken is None else [f"审计日志从第 {chain.broken} 行起对不上"]


async def _chain(file: Path) -> Chain:
    """Verify the log on a copy, which may be brought to the newest revision: the backup stays as it is."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(file, copy)
        database = await open_database(copy)
        try:
            async with database.reading() as session:
                return await verify_chain(session)
        finally:
            await database.close()


def _tell(manifest: Manifest, done: str, *, json: bool) -> None:
    if json:
        print_json({"made_at": manifest.made_at, "digest": manifest.digest, "blobs": len(manifest.blobs)})
    else:
        console.print(f"{done}：{manifest.made_at} 的数据库和 {len(manifest.blobs)} 个文件。", markup=False)
