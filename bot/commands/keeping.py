"""`shenbao backup` and `shenbao restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.backups import make_backup
from bot.clock import SystemClock
from bot.commands.console import UNUSABLE, ConfigOption, JsonOption, Stop, configuration, console, print_json
from bot.instance import AlreadyRunning
from bot.restoring import Restored, bring_back, damage_of
from storage.backup import BadBackup, Manifest, read_manifest

FolderArgument = Annotated[Path, typer.Argument(help="备份文件夹")]


def backup(folder: FolderArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """备份数据库和全部文件；服务运行时也可以做，再次备份到同一文件夹只补新增的。"""
    settings = configuration(config)
    if not settings.database.exists():
        raise Stop(f"还没有数据库（{settings.database}），没有可备份的")
    try:
        manifest = make_backup(settings, folder, SystemClock().now())
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
    settings, done = configuration(config), None
    try:
        manifest = read_manifest(folder)
        damage = damage_of(folder, manifest)
        if damage:
            for line in damage:
                console.print(line, markup=False)
            raise typer.Exit(UNUSABLE)
        if not check:
            done = bring_back(settings, folder, manifest, erased or [], SystemClock().now())
    except (BadBackup, AlreadyRunning) as error:
        raise Stop(str(error)) from error
    _tell(manifest, "备份完好" if check else f"已恢复到 {settings.storage.folder}", json=json)
    if done is not None and not json:
        _tell_restored(done)


def _tell(manifest: Manifest, done: str, *, json: bool) -> None:
    if json:
        print_json({"made_at": manifest.made_at, "digest": manifest.digest, "blobs": len(manifest.blobs)})
    else:
        console.print(f"{done}：{manifest.made_at} 的数据库和 {len(manifest.blobs)} 个文件。", markup=False)


def _tell_restored(done: Restored) -> None:
    if done.erased_again:
        told = f"其中 {done.erased_again} 份申报材料早先已删除，恢复后又删除了一次。"
        console.print(told, markup=False)
    if done.doubts is None:
        console.print("备份时服务已停，恢复后接着办理。请不要再启动原来的机器。", markup=False)
        return
    if done.doubts.held:
        told = f"有 {done.doubts.held} 件不知道原来的机器发过没有，先不发，请用 shenbao outbox list 查看。"
        console.print(told, markup=False)
    console.print("备份以后的来信由管理员决定是否再办，启动后会告知。请不要再启动原来的机器。", markup=False)
