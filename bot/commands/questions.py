"""`shenbao ask`: what the bot would answer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import ConfigOption, JsonOption, Stop, configuration, console, print_json, read_file
from bot.config import Config
from bot.sources import find_guide, find_table, one_worker
from bot.worker import WorkerFailed
from handlers.answers import worded
from handlers.rules.answer import Answer, as_json
from handlers.rules.problems import Unreadable
from handlers.rules.search import build_index
from handlers.search_index import Book, book_in_force
from storage.database import open_database


def ask(
    question: Annotated[str | None, typer.Argument(help="问题")] = None,
    file: Annotated[Path | None, typer.Option(help="每行一个问题的文件")] = None,
    guide: Annotated[Path | None, typer.Option(help="用这份指南回答")] = None,
    tasks: Annotated[Path | None, typer.Option(help="用这份任务表回答")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """看机器人会怎样回答。"""
    if question is None and file is None:
        raise Stop("请给出问题，或用 --file 给出每行一个问题的文件")
    questions = [question or ""] if file is None else _lines(file)
    book = asyncio.run(_book(configuration(config), guide, tasks))
    for each in questions:
        _show(worded(book.answer(each)), json=json)


def _lines(file: Path) -> list[str]:
    try:
        text = read_file(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Stop(f"{file.name} 不是 UTF-8 编码，请另存为 UTF-8") from error
    if not text:
        raise Stop(f"{file.name} 是空文件，里面没有问题")
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


def _show(found: Answer, *, json: bool) -> None:
    if json:
        print_json(as_json(found))
    else:
        console.print(found.text, markup=False)


async def _book(config: Config, guide: Path | None, tasks: Path | None) -> Book:
    """Take what is in force where no file is named, with the office's words and days."""
    held = await _held(config) if guide is None else None
    if held is not None and held.index.table is not None and tasks is None:
        return held
    async with one_worker() as worker:
        try:
            table = await find_table(config, worker, tasks)
            if held is not None:
                return Book(build_index(held.index.guide, table, held.index.aliases), held.windows)
            return Book(build_index(await find_guide(config, worker, guide), table))
        except (Unreadable, WorkerFailed) as refusal:
            raise Stop(str(refusal)) from refusal
        except OSError as error:
            raise Stop(f"读不了文件 {error.filename}：{error.strerror}") from error


async def _held(config: Config) -> Book | None:
    if not config.database.exists():
        return None
    database = await open_database(config.database)
    try:
        async with database.reading() as session:
            return await book_in_force(session)
    finally:
        await database.close()
