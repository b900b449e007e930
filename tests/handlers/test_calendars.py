"""Facts about milestones in people's calendars: in letters, and behind a secret address."""

from __future__ import annotations

from datetime import date, time
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar

from bot.app import open_parts
from bot.clock import SystemClock
from bot.config import Config, StorageConfig, WebConfig
from bot.web import web_page
from handlers.audit import COMMAND
from handlers.calendars import feed, new_feed, revoke_feeds
from handlers.officials import official_by_chat, official_of
from handlers.staff import revoke
from storage.tables import CalendarFeed, StaffMember
from tests.handlers.mailroom import Mailroom
from tests.handlers.office import CHATS, HELPER, STAFF, Office, at
from tests.handlers.test_milestone_acts import act, close

WRITER = "yi@kjj.example.org"  # 演示乙 of the lead unit, without a chat


@pytest.fixture
async def office(mailroom: Mailroom, tmp_path: Path) -> Office:
    opened = await Office.open(mailroom, tmp_path)
    opened.room.now = at(date(2022, 6, 28), time(10, 0))
    return opened


async def secret_of(office: Office, name: str = STAFF) -> str:
    async with office.room.database.transaction() as session:
        official = await official_by_chat(session, CHATS[name])
        return await new_feed(session, official, office.room.now, office.room.policy)


async def read(office: Office, secret: str) -> str | None:
    async with office.room.database.reading() as session:
        return await feed(session, secret, office.room.now, office.room.policy)


def uids(text: str) -> dict[str, int]:
    events = Calendar.from_ical(text).walk("VEVENT")
    return {str(each["UID"]): int(str(each["SEQUENCE"])) for each in events}


async def test_letter_brings_its_milestones_as_a_file(office: Office) -> None:
    await office.tick(date(2022, 6, 29))
    letters = await office.room.letters_to(WRITER)
    own = next(each for each in letters if "203（1）" in str(each["Subject"]))
    (file,) = own.iter_attachments()
    assert isinstance(file, EmailMessage)
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "节点.ics")
    (event,) = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert event["UID"] == f"milestone-{await office.number('203/1')}@example.org"
    assert event.decoded("DTSTART") == date(2022, 6, 30)


async def test_feed_holds_ones_own_business_only(office: Office) -> None:
    mine, theirs = (
        await read(office, await secret_of(office)),
        await read(office, await secret_of(office, HELPER)),
    )
    assert mine is not None
    assert theirs is not None
    uid = f"milestone-{await office.number('203/1')}@example.org"
    assert uid in uids(mine)
    assert uid not in uids(theirs)


async def test_sequence_rises_when_a_milestone_changes(office: Office) -> None:
    secret = await secret_of(office)
    uid = f"milestone-{await office.number('203/1')}@example.org"
    before = uids(await read(office, secret) or "")[uid]
    await act(office, STAFF, "203/1", close)
    assert uids(await read(office, secret) or "")[uid] > before


async def test_revoked_and_replaced_secrets_open_nothing(office: Office) -> None:
    first = await secret_of(office)
    second = await secret_of(office)
    assert await read(office, first) is None
    assert await read(office, second) is not None
    async with office.room.database.transaction() as session:
        official = await official_by_chat(session, CHATS[STAFF])
        assert await revoke_feeds(session, official, office.room.now, office.room.policy)
    assert await read(office, second) is None
    assert await read(office, "guessed") is None


async def test_only_the_digest_of_a_secret_is_kept(office: Office) -> None:
    secret = await secret_of(office)
    assert secret not in str([row.model_dump() for row in await office.room.rows(CalendarFeed)])


async def test_revoking_somebody_ends_their_feed(office: Office) -> None:
    secret = await secret_of(office)
    async with office.room.database.transaction() as session:
        await revoke(session, STAFF, office.room.now, office.room.policy, COMMAND)
    assert await read(office, secret) is None


async def test_web_page_serves_the_feed_until_it_is_revoked_and_nothing_else(tmp_path: Path) -> None:
    config = Config(storage=StorageConfig(folder=tmp_path), web=WebConfig(enabled=True, port=0))
    async with (
        open_parts(config, SystemClock()) as parts,
        web_page(parts) as server,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client,
    ):
        async with parts.database.transaction() as session:
            member = StaffMember(name=STAFF, unit="市科技局", chat_id=CHATS[STAFF])
            session.add(member)
            await session.flush()
            secret = await new_feed(session, official_of(member, "chat"), parts.clock.now(), parts.policy)
        served = await client.get(f"/ics/{secret}.ics")
        assert served.status_code == 200
        assert served.headers["content-type"].startswith("text/calendar")
        assert Calendar.from_ical(served.text)["METHOD"] == "PUBLISH"
        async with parts.database.transaction() as session:
            official = await official_by_chat(session, CHATS[STAFF])
            await revoke_feeds(session, official, parts.clock.now(), parts.policy)
        assert (await client.get(f"/ics/{secret}.ics")).status_code == 404
        assert (await client.get("/ics/guessed.ics")).status_code == 404
        assert (await client.get("/ics/")).status_code == 404
