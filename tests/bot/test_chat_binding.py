"""Binding: the letter carries a link to the bot, and the command menu of the role is shown at once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from handlers.audit import COMMAND
from handlers.binding_letters import send_code
from handlers.rules.people import Role
from storage.states import Channel
from storage.tables import Parcel, StaffMember
from tests.chat_desk import ChatDesk, chat_desk
from tests.servers.waiting import wait_until

OFFICIAL = 751


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path) as opened:
        await opened.start()
        yield opened


async def letter(desk: ChatDesk, role: Role) -> str:
    """Write somebody's binding letter, and return its text."""
    async with desk.parts.database.transaction() as session:
        session.add(StaffMember(name="演示甲", unit="市科技局", role=role, email="jia@example.org"))
        await session.flush()
        await send_code(session, "演示甲", desk.parts.clock.now(), desk.parts.policy, COMMAND)
    (parcel,) = [each for each in await desk.rows(Parcel) if each.channel is Channel.MAIL]
    return str(message_from_bytes(parcel.raw or b"", policy=default).get_content())


async def test_binding_letter_links_to_the_bot(desk: ChatDesk) -> None:
    name = desk.api.exchange.bot.username
    assert f"https://t.me/{name}?start=bind_" in await letter(desk, Role.STAFF)


@pytest.mark.parametrize(("role", "seen"), [(Role.STAFF, "todo"), (Role.OPERATOR, "unanswered")])
async def test_commands_of_the_role_are_shown_as_soon_as_somebody_is_bound(
    desk: ChatDesk, role: Role, seen: str
) -> None:
    found = re.search(r"/start (bind_\w+)", await letter(desk, role))
    assert found is not None
    visitor = desk.api.visitor(OFFICIAL, "演示甲")
    visitor.start(found[1])
    await visitor.sees("演示甲")

    def shown() -> set[str]:
        scope = {"type": "chat", "chat_id": OFFICIAL}
        return {each.command for each in desk.api.exchange.profile.get_commands(scope, "")}

    await wait_until(lambda: seen in shown())
    assert ("unanswered" in shown()) is (role is Role.OPERATOR)
