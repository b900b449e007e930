"""Choose the callback of what came from a chat."""

from __future__ import annotations

from bot.chat.audiences import Audience, Callback
from bot.chat.turn import Turn
from handlers.dialogues import awaiting

# These win over whatever a chat is in the middle of.
STRONG_COMMANDS = frozenset({"start", "cancel"})
STRONG_WORDS = frozenset({"取消", "菜单", "主菜单"})


async def choose(audience: Audience, turn: Turn) -> Callback | None:
    """Return who takes this; None where nobody does."""
    incoming = turn.incoming
    if incoming.query_id is not None:
        return audience.presses.get(incoming.prefix, audience.any_press)
    if incoming.word == "start" and "_" in incoming.rest:
        return audience.links.get(incoming.rest.partition("_")[0], audience.commands.get("start"))
    if incoming.word in STRONG_COMMANDS:
        return audience.commands.get(incoming.word)
    if incoming.text in STRONG_WORDS:
        return audience.words.get(incoming.text)
    return await _awaited(audience, turn) or _plain(audience, turn)


async def _awaited(audience: Audience, turn: Turn) -> Callback | None:
    if turn.incoming.word is not None:
        return None
    async with turn.glance() as session:
        wanted = await awaiting(session, turn.chat_id)
    if not wanted:
        return None
    name = wanted.partition(".")[0]
    file_wanted = audience.awaited_files.get(name) if turn.incoming.file else None
    return file_wanted or audience.awaited.get(name)


def caption(text: str) -> str:
    """Return a file's caption without what may stand around a word."""
    return text.strip("《》“”。！! ")


def _plain(audience: Audience, turn: Turn) -> Callback | None:
    incoming = turn.incoming
    if incoming.word is not None:
        return audience.commands.get(incoming.word, audience.commands.get("help"))
    if incoming.file is not None:
        return audience.captions.get(caption(incoming.text), audience.any_file)
    return audience.words.get(incoming.text.rstrip("。！!.？? "), audience.any_text)
