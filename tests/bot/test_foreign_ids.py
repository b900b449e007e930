"""Nothing of one person is shown to another, nor changed: every callback, command and link is walked."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from telegram import Bot

import bot.chat
from bot.chat.application import AUDIENCES
from bot.chat.audiences import joined
from bot.chat.incoming import Incoming
from bot.chat.pace import Pace
from bot.chat.routing import choose
from bot.chat.turn import Turn
from handlers.applicant_units import REMEMBERED, write_unit
from handlers.follows import follow
from handlers.own_acts import begin_supplement
from handlers.refusals import Refusal
from handlers.rules.applicant_unit import Unit
from handlers.updates import UpdateKey, store_updates
from storage.tables import (
    Applicant,
    ApplicantUnit,
    Dialogue,
    Follow,
    Parcel,
    Promise,
    Submission,
    SubmissionFile,
)
from tests.bot.written_buttons import written_buttons
from tests.chat_desk import ChatDesk, chat_desk
from tests.handlers.chatting import Chatting
from tests.handlers.mailroom import Mailroom

OWNER, STRANGER = 701, 799
UNIT = Unit("江门市绝密科技有限公司", None, "秦无衣", "13911112222", "secret@example.org")
FILES = ("绝密申报书.pdf", "绝密照片.jpg", "绝密补充.pdf")
TABLES = (Submission, SubmissionFile, ApplicantUnit, Promise, Follow, Applicant, Dialogue, Parcel)
OF_APPLICANTS = ("b", "s", "p", "l")  # prefixes whose buttons name a submission
NUMBERS = count(1)


@dataclass
class Said:
    """What stands in for Telegram: it keeps what the bot would say, and checks to whom."""

    texts: list[str] = field(default_factory=list)
    who: int = STRANGER

    async def send_message(self, chat_id: int, text: str, **more: Any) -> Any:
        """Keep a message with its buttons."""
        return self._keep(chat_id, text, more)

    async def edit_message_text(self, text: str, chat_id: int, *_: Any, **more: Any) -> Any:
        """Keep a changed message."""
        return self._keep(chat_id, text, more)

    async def send_chat_action(self, chat_id: int, *_: Any) -> None:
        """Show that something is done, to nobody but the one who asked."""
        assert chat_id == self.who

    def _keep(self, chat_id: Any, text: Any, more: dict[str, Any]) -> Any:
        assert chat_id == self.who
        self.texts.append(f"{text} {more.get('reply_markup')}")
        return Sent()


@dataclass
class Sent:
    """What Telegram says of a message."""

    message_id: int = 5


@dataclass
class Street:
    """A stranger who presses and types what is another's."""

    desk: ChatDesk
    said: Said
    numbers: list[int]
    receipt: str
    files: list[int]
    states: list[str]

    async def does(self, **what: Any) -> None:
        """Let one update of whoever is at it be handled."""
        key = UpdateKey(1, next(NUMBERS))
        parts = self.desk.parts
        async with parts.database.transaction() as session:
            await store_updates(session, 1, [{"update_id": key.number}], parts.clock.now())
        turn = Turn(
            parts,
            cast("Bot", self.said),
            Pace(0, 0),
            Incoming(key, self.said.who, "林二", message_id=5, **what),
        )
        callback = await choose(joined(AUDIENCES), turn)
        if callback is not None:
            try:
                await callback(turn)
            except Refusal as refusal:
                await turn.refuse(refusal)

    async def owned(self) -> list[Any]:
        """Return every row but the stranger's own."""
        rows = []
        for table in TABLES:
            rows += [row.model_dump() for row in await self.desk.rows(table) if not _is_strangers(row)]
        return rows


def _is_strangers(row: Any) -> bool:
    own = getattr(row, "chat_id", None) == STRANGER or str(getattr(row, "recipient", "")) == str(STRANGER)
    return own or getattr(row, "applicant_id", 1) != 1


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with chat_desk(tmp_path / "data") as desk:
        room = Mailroom(desk.parts.database, desk.parts.config.blobs, now=desk.parts.clock.now())
        owner = Chatting(room, OWNER, "秦无衣")
        handed = await owner.hand_in("1.1", FILES[0], later=True)
        draft = (await owner.begin("1.2")).id
        await owner.send(FILES[1])
        async with desk.parts.database.transaction() as session:
            await write_unit(session, OWNER, "秦无衣", REMEMBERED, UNIT, room.now)
            await write_unit(session, OWNER, "秦无衣", draft, UNIT, room.now)
            await follow(session, OWNER, "秦无衣", "2.1", room.now)
            basket = await begin_supplement(session, OWNER, handed, room.now)
        assert basket is not None
        await owner.send(FILES[2])
        await owner.fetch()
        numbers = [handed, draft, basket.id]
        baskets = [await owner.basket(number) for number in numbers]
        receipt = (await owner.submission(handed)).receipt
        files = [each.files[0].id or 0 for each in baskets]
        said = Said()
        yield Street(desk, said, numbers, receipt or "", files, [each.state for each in baskets])


def tables() -> dict[str, frozenset[str]]:
    """Return the verbs of each prefix whose module has a table of them."""
    modules = [
        importlib.import_module(f"bot.chat.{each.name}") for each in pkgutil.iter_modules(bot.chat.__path__)
    ]
    return {
        prefix: frozenset(module.VERBS)
        for module in modules
        if hasattr(module, "CALLBACKS") and hasattr(module, "VERBS")
        for prefix in module.CALLBACKS.presses
    }


def verbs() -> list[tuple[str, str]]:
    """Return every prefix with each verb of its table, and each that any code writes on a button."""
    listed = {(prefix, verb) for prefix, table in tables().items() for verb in table}
    written = {(each.prefix, each.verb) for each in written_buttons() if each.verb}
    return sorted(listed | written | {("g", "home")})


async def walk(street: Street) -> None:
    """Press every button with ids of the owner's."""
    for prefix, verb in verbs():
        places = list(zip(street.numbers, street.files, street.states, strict=True))
        for number, file, state in places if prefix in OF_APPLICANTS else places[:1]:
            shapes = (f"{number}:{file}:0", f"1.1:{number}", f"-:{number}", f"0:{number}")
            for arguments in shapes if prefix in OF_APPLICANTS else shapes[:1]:
                await street.does(
                    query_id="q", prefix=prefix, press=f"1:{verb}:{arguments}:~{state}", may_edit=True
                )


def nothing_told(street: Street) -> None:
    told = "\n".join(street.said.texts)
    assert street.said.texts
    for secret in (*FILES, street.receipt, UNIT.name, UNIT.contact, UNIT.phone, UNIT.email):
        assert str(secret) not in told


async def test_every_prefix_is_walked() -> None:
    assert {prefix for prefix, _ in verbs()} == set(joined(AUDIENCES).presses)


async def test_every_button_that_any_code_writes_is_known_to_who_answers_it() -> None:
    known = tables()
    for button in written_buttons():
        assert button.verb is not None or button.prefix in known, button
        if button.verb is not None and button.prefix in known:
            assert button.verb in known[button.prefix], button


async def test_the_same_walk_tells_its_owner_everything(street: Street) -> None:
    street.said.who = OWNER
    for prefix, verb in (("s", "show"), ("b", "open"), ("b", "check"), ("l", "who"), ("p", "show")):
        for number, state in zip(street.numbers, street.states, strict=True):
            await street.does(query_id="q", prefix=prefix, press=f"1:{verb}:{number}:~{state}", may_edit=True)
    told = "\n".join(street.said.texts)
    for secret in (*FILES, street.receipt, UNIT.name, UNIT.contact, UNIT.phone, UNIT.email):
        assert str(secret) in told


async def test_buttons_with_foreign_ids_show_and_change_nothing(street: Street) -> None:
    before = await street.owned()
    await walk(street)
    nothing_told(street)
    assert await street.owned() == before


async def test_commands_links_and_words_show_nothing(street: Street) -> None:
    before = await street.owned()
    audience = joined(AUDIENCES)
    for behind in (street.receipt, str(street.numbers[0]), f"r_{street.receipt}"):
        for command in audience.commands:
            await street.does(word=command, rest=behind, text=f"/{command} {behind}")
        for link in audience.links:
            await street.does(word="start", rest=f"{link}_{behind}", text=f"/start {link}_{behind}")
    for word in (*audience.words, street.receipt, f"回执 {street.receipt}"):
        await street.does(text=word)
    assert street.said.texts
    # What the stranger typed is quoted back at most; nothing but the number itself is known of it.
    told = "\n".join(street.said.texts)
    for secret in (*FILES, UNIT.name, UNIT.contact, UNIT.phone, UNIT.email):
        assert str(secret) not in told
    assert await street.owned() == before
