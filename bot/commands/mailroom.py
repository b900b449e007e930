"""`shenbao route`: what the mail desk would do with some mails."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import ConfigOption, JsonOption, Stop, configuration, console, print_json
from bot.config import Config
from bot.sources import find_guide, one_worker
from bot.worker import Worker, WorkerFailed
from handlers.rules.classify import build_classifier
from handlers.rules.desk import DeskFacts
from handlers.rules.guide import Guide
from handlers.rules.mime import ParsedMail
from handlers.rules.problems import Unreadable
from handlers.rules.replay import Replay
from handlers.rules.route_report import as_json


def route(
    files: Annotated[list[Path], typer.Argument(help="邮件文件（.eml）或文件夹")],
    guide: Annotated[Path | None, typer.Option(help="用这份指南判断")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """看邮件会怎样分送；不发送，不保存。"""
    asyncio.run(_route(configuration(config), _mails(files), guide, json=json))


def _mails(paths: list[Path]) -> list[Path]:
    """List the mails in the order of their names; a folder stands for the .eml files in it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [each for each in path.iterdir() if each.suffix.lower() == ".eml"]
        elif path.exists():
            found.append(path)
        else:
            raise Stop(f"找不到 {path}")
    return sorted(found, key=lambda path: path.name)


async def _route(config: Config, mails: list[Path], path: Path | None, *, json: bool) -> None:
    async with one_worker() as worker:
        guide = await _guide(config, worker, path)
        classifier = build_classifier(guide)
        replay = Replay(_facts(config, guide))
        for file in mails:
            mail = await _parse(worker, file)
            verdict = replay.judge(file.name, mail, classifier)
            if json:
                print_json(as_json(file.name, verdict, mail))
            else:
                console.print(
                    f"{file.name}  {verdict.outcome}  {verdict.mailbox or '—'}  {'；'.join(verdict.reasons)}",
                    markup=False,
                )


async def _guide(config: Config, worker: Worker, path: Path | None) -> Guide:
    try:
        return await find_guide(config, worker, path)
    except (Unreadable, WorkerFailed) as refusal:
        raise Stop(str(refusal)) from refusal
    except OSError as error:
        raise Stop(f"读不了文件 {error.filename}：{error.strerror}") from error


def _facts(config: Config, guide: Guide) -> DeskFacts:
    departments = {
        email for each in guide.categories for contact in each.contacts for email in contact.emails
    }
    return DeskFacts(addresses=config.own_addresses, departments=frozenset(departments))


async def _parse(worker: Worker, file: Path) -> ParsedMail:
    """Parse one file; one that cannot be read is for a person, and the next one flows."""
    try:
        return await worker.parse_mail(file.read_bytes())
    except (WorkerFailed, Unreadable, OSError) as error:
        return ParsedMail(unreadable=f"读不出这封邮件：{error}")
