"""The people of the office get their chats as everybody does: by a code sent to their mailbox."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.parts import Parts
from demo.mailboxes import StoredLetter
from demo.stage import Stage
from handlers.audit import COMMAND
from handlers.binding_letters import send_code
from handlers.rules.people import Person
from handlers.staff import list_staff

_CODE = re.compile(r"bind_([a-z0-9]+)")


async def bind_office(stage: Stage, parts: Parts, office: Mapping[int, Person | None]) -> None:
    """Bind each chat to its person, unless a kept data folder has bound them before."""
    async with parts.database.reading() as session:
        bound = {each.email for each in await list_staff(session) if each.bound}
    waiting = {
        user: each.email for user, each in office.items() if each and each.email and each.email not in bound
    }
    async with parts.database.transaction() as session:
        for email in waiting.values():
            await send_code(session, email, parts.clock.now(), parts.policy, COMMAND)
    parts.signals.outbox.ring()
    for user, email in waiting.items():
        letters = await stage.post.mailboxes.wait_for(email)
        await _answer(stage, user, letters[-1])


async def _answer(stage: Stage, user: int, letter: StoredLetter) -> None:
    found = _CODE.search(stage.state.read(letter).text)
    if found is None:
        raise LookupError(f"no code in the letter to {letter.mailbox}")
    stage.post.mailboxes.mark_read(letter.number)
    visitor = stage.visitor(user)
    before = visitor.revision
    visitor.start(found[0])
    await visitor.sees(lambda _: True, since=before)
