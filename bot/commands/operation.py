"""`shenbao status`, `shenbao pause` and `shenbao resume`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Final

import typer

from bot.clock import SystemClock
from bot.commands.console import DOUBTS, ConfigOption, JsonOption, Stop, console, print_json
from bot.commands.store import with_database
from handlers.audit import COMMAND
from handlers.desk_state import DeskState, desk_state, state_text
from handlers.pausing import MEANWHILE, NAMES, pause, resume
from handlers.policy import Policy
from handlers.wording import plain
from storage.database import Database
from storage.states import Pausable

BY: Final = "命令行"
PartArgument = Annotated[
    str, typer.Argument(help="mailbox（收信）、relay（发信）或 reminders（提醒）", metavar="WHAT")
]


def status(json: JsonOption = False, config: ConfigOption = None) -> None:
    """显示现在的状态：来信、待审、待发、提醒、暂停的部分；有要留意的退出码为 1。"""

    async def work(database: Database, policy: Policy) -> tuple[DeskState, Policy]:
        async with database.reading() as session:
            return await desk_state(session, SystemClock().now(), policy), policy

    state, policy = with_database(config, work)
    if json:
        print_json(_json(state))
    else:
        console.print(plain(state_text(state, policy)), markup=False)
    if state.needs_a_look:
        raise typer.Exit(DOUBTS)


def pause_part(part: PartArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """暂停收信、发信或提醒；什么都不会丢，服务不用重启，重启也仍然暂停。"""
    wanted = _part(part)

    async def work(database: Database, policy: Policy) -> bool:
        async with database.transaction() as session:
            return await pause(session, wanted, BY, SystemClock().now(), policy, COMMAND)

    changed = with_database(config, work)
    sentence = f"{NAMES[wanted]}已暂停：{MEANWHILE[wanted]}。"
    _told(wanted, sentence if changed else f"{NAMES[wanted]}本来就暂停着。", changed=changed, json=json)


def resume_part(part: PartArgument, json: JsonOption = False, config: ConfigOption = None) -> None:
    """恢复暂停的部分，积压的会补上。"""
    wanted = _part(part)

    async def work(database: Database, policy: Policy) -> bool:
        async with database.transaction() as session:
            return await resume(session, wanted, SystemClock().now(), policy, COMMAND)

    changed = with_database(config, work)
    sentence = f"{NAMES[wanted]}已恢复，积压的会依次补上。"
    _told(wanted, sentence if changed else f"{NAMES[wanted]}没有暂停。", changed=changed, json=json)


def _part(text: str) -> Pausable:
    """Read which part is meant, by its name or its Chinese word."""
    by_word = {word: part for part, word in NAMES.items()}
    if text in set(Pausable):
        return Pausable(text)
    if text in by_word:
        return by_word[text]
    raise Stop(
        f"没有“{text}”这个部分，可以写 {'、'.join(f'{each.value}（{NAMES[each]}）' for each in Pausable)}"
    )


def _told(part: Pausable, sentence: str, *, changed: bool, json: bool) -> None:
    if json:
        print_json({"part": part.value, "changed": changed})
    else:
        console.print(sentence, markup=False)


def _json(state: DeskState) -> dict[str, Any]:
    body = asdict(state.backlog)
    for name in ("stopped", "broken"):
        for each in body[name]:
            each["since"] = each["since"].isoformat()
    return {"at": state.at.isoformat(timespec="seconds"), "mails_today": dict(state.mails), **body}
