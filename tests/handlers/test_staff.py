"""Facts about binding a chat: one code, one mailbox, one time."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers.audit import COMMAND
from handlers.binding_letters import send_code
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.people import Role, StaffList
from handlers.staff import Colleague, bind, list_staff, revoke
from storage.queries.people import operator_chats
from storage.tables import AuditEntry, BindingCode, StaffMember
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import Office, sample_staff

ADDRESS = "jia@kjj.example.org"
CHAT = 501


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    return await Office.open(mailroom, tmp_path, chats={})


async def invite(office: Office, wanted: str = ADDRESS, policy: Policy | None = None) -> str:
    """Send a code and return it as it stands in the newest letter to that mailbox."""
    async with office.room.database.transaction() as session:
        found, _ = await send_code(session, wanted, office.room.now, policy or office.room.policy, COMMAND)
    letters = await office.room.letters_to(found.email or "")
    code = re.search(r"/start bind_([a-z0-9]{16})", letters[-1].get_content())
    assert code is not None
    return code[1]


async def enter(office: Office, code: str, chat_id: int = CHAT) -> Colleague:
    async with office.room.database.transaction() as session:
        return await bind(session, chat_id, code, office.room.now, office.room.policy)


async def refused(office: Office, code: str, chat_id: int = CHAT) -> str:
    with pytest.raises(Refusal) as caught:
        await enter(office, code, chat_id)
    return caught.value.sentence


async def bound(office: Office) -> dict[str, int]:
    return {row.name: row.chat_id for row in await office.room.rows(StaffMember) if row.chat_id is not None}


async def test_code_from_the_mailbox_binds_the_chat(office: Office) -> None:
    colleague = await enter(office, await invite(office))
    assert (colleague.name, colleague.bound) == ("演示甲", True)
    assert await bound(office) == {"演示甲": CHAT}
    assert [each.act for each in await office.room.rows(AuditEntry)][-2:] == ["staff.code", "staff.bind"]


async def test_code_works_typed_in_capitals(office: Office) -> None:
    await enter(office, (await invite(office)).upper())
    assert await bound(office) == {"演示甲": CHAT}


async def test_code_works_once(office: Office) -> None:
    code = await invite(office)
    await enter(office, code)
    assert await refused(office, code, 502) == "staff_code_unknown"
    assert await bound(office) == {"演示甲": CHAT}


async def test_code_expires(office: Office) -> None:
    code = await invite(office)
    office.room.now += office.room.policy.binding_life
    assert await refused(office, code) == "staff_code_unknown"
    office.room.now -= timedelta(seconds=1)
    await enter(office, code)


async def test_newer_code_ends_the_older(office: Office) -> None:
    older = await invite(office)
    newer = await invite(office)
    assert await refused(office, older) == "staff_code_unknown"
    await enter(office, newer)


@pytest.mark.parametrize("code", ["", "aaaaaaaaaaaaaaaa", "'; drop table", "演示甲"])
async def test_guessed_code_is_refused_like_a_used_one(office: Office, code: str) -> None:
    await invite(office)
    assert await refused(office, code) == "staff_code_unknown"


async def test_only_the_digest_of_a_code_is_kept(office: Office) -> None:
    code = await invite(office)
    (row,) = await office.room.rows(BindingCode)
    assert code not in str(row.model_dump())


async def test_code_of_somebody_who_left_is_useless(office: Office) -> None:
    code = await invite(office)
    await office.apply(StaffList(tuple(each for each in sample_staff().people if each.email != ADDRESS)))
    assert await refused(office, code) == "staff_code_unknown"


async def test_chat_of_somebody_else_is_not_taken_over(office: Office) -> None:
    await enter(office, await invite(office))
    other = await invite(office, "yi@kjj.example.org")
    assert await refused(office, other) == "staff_chat_taken"
    await enter(office, other, 502)  # the code is still good for another chat


async def test_new_chat_replaces_the_old_one_which_is_told(office: Office) -> None:
    await enter(office, await invite(office))
    await enter(office, await invite(office), 502)
    assert await bound(office) == {"演示甲": 502}
    (told,) = await office.room.parcels("staff:moved:")
    assert told.recipient == str(CHAT)


async def test_letter_has_the_link_where_the_bot_has_a_name(office: Office) -> None:
    policy = Policy(key=office.room.policy.key, bot_username="shenbao_bot")
    code = await invite(office, policy=policy)
    letter = (await office.room.letters_to(ADDRESS))[-1].get_content()
    assert f"https://t.me/shenbao_bot?start=bind_{code}" in letter
    assert "t.me" not in (await _letter_without_name(office))


async def _letter_without_name(office: Office) -> str:
    await invite(office)
    return str((await office.room.letters_to(ADDRESS))[-1].get_content())


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [("没有的人", "staff_unknown"), ("office@gxj.example.org", "staff_mailbox")],
)
async def test_who_cannot_be_bound_is_said(office: Office, wanted: str, sentence: str) -> None:
    with pytest.raises(Refusal) as caught:
        await invite(office, wanted)
    assert caught.value.sentence == sentence


async def test_two_of_the_same_name_are_told_apart_by_mailbox(office: Office) -> None:
    async with office.room.database.transaction() as session:
        session.add(StaffMember(name="演示甲", unit="市税务局", email="jia2@swj.example.org"))
    with pytest.raises(Refusal) as caught:
        await invite(office, "演示甲")
    assert caught.value.sentence == "staff_several"
    await enter(office, await invite(office, "jia2@swj.example.org"))


async def test_revoked_chat_and_codes_are_useless_at_once(office: Office) -> None:
    await enter(office, await invite(office))
    open_code = await invite(office)
    async with office.room.database.transaction() as session:
        found, revoked = await revoke(session, ADDRESS, office.room.now, office.room.policy, COMMAND)
    assert (found.bound, revoked) == (False, True)
    assert await bound(office) == {}
    assert await refused(office, open_code) == "staff_code_unknown"
    (told,) = await office.room.parcels("staff:revoked:")
    assert told.recipient == str(CHAT)


async def test_revoking_nothing_says_so(office: Office) -> None:
    async with office.room.database.transaction() as session:
        _, revoked = await revoke(session, ADDRESS, office.room.now, office.room.policy, COMMAND)
    assert revoked is False


async def test_configured_mailbox_is_the_first_operator(mailroom: Mailroom, tmp_path: Path) -> None:
    office = await Office.open(mailroom, tmp_path, staff=StaffList(), chats={})
    mailbox = office.room.policy.operator_mailbox
    colleague = await enter(office, await invite(office, mailbox))
    assert colleague.role is Role.OPERATOR
    async with office.room.database.reading() as session:
        assert list(await operator_chats(session)) == [CHAT]


async def test_configured_mailbox_gives_no_right_once_the_list_has_operators(office: Office) -> None:
    with pytest.raises(Refusal) as caught:
        await invite(office, office.room.policy.operator_mailbox)
    assert caught.value.sentence == "staff_unknown"


async def test_list_shows_who_is_bound_and_no_chat_numbers(office: Office) -> None:
    await enter(office, await invite(office))
    async with office.room.database.reading() as session:
        people = await list_staff(session)
    assert len(people) == len(sample_staff().people)
    assert [each.name for each in people if each.bound] == ["演示甲"]
    assert str(CHAT) not in str(people)


async def test_bound_person_gets_reminders_in_chat(office: Office) -> None:
    await enter(office, await invite(office))
    await office.tick(date(2022, 6, 21))
    assert any(each.recipient == str(CHAT) for each in await office.room.parcels("reminder:"))
