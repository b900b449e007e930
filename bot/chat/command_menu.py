"""Telegram's own command menu, by audience."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import structlog
from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.chat.audiences import MenuLine, Reader
from bot.chat.outcomes import told
from bot.parts import Parts
from storage.queries.chats import bound_chats

READS: Final = {
    "staff": frozenset({Reader.EVERYBODY, Reader.STAFF}),
    "leader": frozenset({Reader.EVERYBODY, Reader.STAFF}),
    "operator": frozenset(Reader),
}
log = structlog.get_logger()


async def set_command_menu(bot: Bot, parts: Parts, lines: Sequence[MenuLine]) -> None:
    """Tell Telegram which commands to show to everybody, and to each bound chat; best effort."""
    await _set(bot, lines, frozenset({Reader.EVERYBODY}), BotCommandScopeAllPrivateChats())
    async with parts.database.reading() as session:
        bound = await bound_chats(session)
    for chat_id, role in bound:
        await set_chat_menu(bot, chat_id, role, lines)


async def set_chat_menu(bot: Bot, chat_id: int, role: str, lines: Sequence[MenuLine]) -> None:
    """Show somebody of the office the commands of the role; best effort."""
    reads = READS.get(role, frozenset({Reader.EVERYBODY, Reader.STAFF}))
    await _set(bot, lines, reads, BotCommandScopeChat(chat_id))


async def _set(bot: Bot, lines: Sequence[MenuLine], reads: frozenset[Reader], scope: BotCommandScope) -> None:
    commands = [BotCommand(line.command, line.description) for line in lines if line.reader in reads]
    try:
        await bot.set_my_commands(commands, scope)
    except TelegramError as error:
        log.warning("commands.not_set", error=told(error))
