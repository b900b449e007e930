"""Import by operators: a file sent in chat is read, shown, and applied when they say so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from telegram.error import TelegramError

from bot.chat.audiences import Audience, MenuLine, Reader
from bot.chat.basket import take_file
from bot.chat.menus import renewed_menu
from bot.chat.routing import caption
from bot.chat.turn import Turn
from bot.office import as_docx
from bot.worker import WorkerFailed
from handlers import import_screens, imports
from handlers.baskets import SentFile
from handlers.dialogues import await_text, awaiting
from handlers.editions import DocumentValue
from handlers.import_screens import PREFIX
from handlers.imports import Sent
from handlers.office import is_operator, require_operator
from handlers.policy import MEGABYTE
from handlers.refusals import Refusal
from handlers.rules.problems import Unreadable
from handlers.screens import Press, Screen, read_press
from storage.states import EditionKind

AWAITED: Final = "import"  # the first word of Dialogue.awaiting, as in import.guide, or import.any
# What a file's caption may call a document.
CAPTIONS: Final[Mapping[str, EditionKind]] = {
    "指南": EditionKind.GUIDE,
    "申报指南": EditionKind.GUIDE,
    "导入指南": EditionKind.GUIDE,
    "任务表": EditionKind.TASKS,
    "工作任务表": EditionKind.TASKS,
    "任务分解表": EditionKind.TASKS,
    "导入任务表": EditionKind.TASKS,
    "人员名单": EditionKind.STAFF,
    "名单": EditionKind.STAFF,
    "导入人员名单": EditionKind.STAFF,
}


async def begin(turn: Turn) -> None:
    """Ask for the file."""
    await turn.show(await _home(turn, Press("home")))


async def press(turn: Turn) -> None:
    """Take a button of an import; only of a bound operator, checked at every press."""
    wanted = read_press(turn.incoming.press)
    verb = VERBS.get(wanted.verb) if wanted else None
    screen = await verb(turn, wanted) if wanted and verb else None
    if screen is None:
        await renewed_menu(turn)
    else:
        await turn.show(screen)


async def _home(turn: Turn, _wanted: Press) -> Screen:
    await _await(turn, "any")
    return import_screens.home()


async def _want(turn: Turn, wanted: Press) -> Screen | None:
    kind = _kind(wanted.text())
    if kind is None:
        return None
    await _await(turn, kind)
    return import_screens.wanted(kind, turn.parts.policy)


async def _await(turn: Turn, kind: str) -> None:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        await await_text(session, turn.chat_id, f"{AWAITED}.{kind}", turn.now)


def _kind(text: str) -> EditionKind | None:
    return EditionKind(text) if text in set(EditionKind) else None


def _named(turn: Turn) -> EditionKind | None:
    """Return the kind that a file's caption names."""
    return CAPTIONS.get(caption(turn.incoming.text))


async def captioned(turn: Turn) -> None:
    """Take a file whose caption names a kind of document; from anybody but an operator it is material."""
    async with turn.reading() as session:
        allowed = await is_operator(session, turn.chat_id)
    if allowed and turn.incoming.file is not None:
        await _take(turn, turn.incoming.file, _named(turn))
    else:
        await take_file(turn)


async def sent(turn: Turn) -> None:
    """Take what follows /import: the file, with its kind where it was said."""
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        waited = (await awaiting(session, turn.chat_id) or "").partition(".")[2]
    if turn.incoming.file is not None:
        await _take(turn, turn.incoming.file, _named(turn) or _kind(waited))


async def _take(turn: Turn, file: SentFile, kind: EditionKind | None) -> None:
    """Put the file on disk, read it, and show what it holds; nothing is decided before all that is done."""
    raw = await _fetched(turn, file)
    blob = await asyncio.to_thread(turn.parts.blobs.put, raw)
    shown = await turn.say(import_screens.reading(file.name))
    read = await _read(turn, kind, file.name, raw) if kind else None
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        draft = await imports.keep_import(session, turn.chat_id, Sent(file.name, blob, kind), read, turn.now)
        await await_text(session, turn.chat_id, None, turn.now)
    if shown is None:
        await turn.say(import_screens.card(draft))
    else:
        await turn.change(shown, import_screens.card(draft))


async def _fetched(turn: Turn, file: SentFile) -> bytes:
    limit = turn.parts.policy.file_bytes
    if file.bytes > limit:
        raise Refusal("import_too_large", most=limit // MEGABYTE)
    try:
        remote = await turn.bot.get_file(file.file_id)
        raw = bytes(await remote.download_as_bytearray())
    except TelegramError as error:
        raise Refusal("import_not_fetched", name=file.name) from error
    if not raw:
        raise Refusal("import_not_fetched", name=file.name)
    return raw


async def _read(turn: Turn, kind: EditionKind, name: str, raw: bytes) -> DocumentValue | str:
    """Read a document in the confined process, or return the sentence that says why it cannot be used."""
    try:
        name, raw = await as_docx(name, raw)
        return await turn.while_typing(turn.parts.worker.read_document(kind, name, raw))
    except (Unreadable, WorkerFailed) as refusal:
        return str(refusal)


async def _say_kind(turn: Turn, wanted: Press) -> Screen | None:
    number, kind = wanted.number() or 0, _kind(wanted.text(1))
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        found = await imports.draft_of(session, turn.chat_id, number)
    if found is None or kind is None:
        return None
    draft, blob = found
    raw = await asyncio.to_thread(turn.parts.blobs.get, blob)
    read = await _read(turn, kind, draft.name, raw)
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        chosen = await imports.choose_kind(session, turn.chat_id, number, kind, read)
    return import_screens.card(chosen) if chosen else None


async def _apply(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        found = await imports.apply_import(
            session, turn.chat_id, wanted.number() or 0, wanted.number(1) or 0, turn.now, turn.parts.policy
        )
    if found is None:
        return None
    screen = import_screens.card(found[0])
    return screen if found[1] else screen.as_stale()


async def _drop(turn: Turn, wanted: Press) -> Screen | None:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        draft = await imports.drop_import(session, turn.chat_id, wanted.number() or 0)
    return import_screens.card(draft) if draft else None


async def _last(turn: Turn, _wanted: Press) -> Screen:
    async with turn.reading() as session:
        await require_operator(session, turn.chat_id)
        return import_screens.sure_to_undo(await imports.last_import(session), turn.parts.policy)


async def _undo(turn: Turn, wanted: Press) -> Screen:
    async with turn.transaction() as session:
        await require_operator(session, turn.chat_id)
        number = wanted.number() or 0
        undone = await imports.take_back(session, turn.chat_id, number, turn.now, turn.parts.policy)
    return import_screens.undone(undone) if undone else (await _last(turn, wanted)).as_stale()


async def ask_to_undo(turn: Turn) -> None:
    """Show the import that can be taken back."""
    await turn.show(await _last(turn, Press("last")))


# What the buttons of an import do; each gives the screen that follows, None where nothing is this chat's.
VERBS: Final[Mapping[str, Callable[[Turn, Press], Awaitable[Screen | None]]]] = {
    "home": _home,
    "want": _want,
    "kind": _say_kind,
    "apply": _apply,
    "drop": _drop,
    "last": _last,
    "undo": _undo,
}
CALLBACKS: Final = Audience(
    presses={PREFIX: press},
    commands={"import": begin},
    words={"导入": begin, "导入文件": begin, "撤回导入": ask_to_undo, "撤回上次导入": ask_to_undo},
    awaited_files={AWAITED: sent},
    captions=dict.fromkeys(CAPTIONS, captioned),
    menu=(MenuLine("import", "导入指南、任务表、名单", Reader.OPERATOR),),
)
