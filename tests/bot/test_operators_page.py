"""Facts about the operators' page: who may see it, and what it never shows."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.app import open_parts
from bot.config import Config, StorageConfig, TelegramConfig, WebConfig
from bot.page.answers import COOKIE
from bot.page.routes import TABS
from bot.parts import Parts
from bot.web import web_page
from demo.moving_clock import MovingClock
from handlers.audit import COMMAND
from handlers.outbox import Wrapping, write_message
from handlers.page_keys import LINK_LIFE, SESSION_LIFE, make_link
from handlers.review import Matter, open_item
from handlers.rules.people import Role
from handlers.staff import find_colleague, revoke
from handlers.storing import NewLetter, begin_mailbox, keep
from storage.states import LetterState, ParcelState
from storage.tables import Letter, Parcel, StaffMember
from tests.flows.desk import MORNING

MOBILE, LANDLINE, CARD = "13800138000", "0750-8220246", "440701199003071234"
PATHS = ("/page", *(f"/page/{name}" for name in TABS), "/page/table/1.png")


@dataclass
class Site:
    """The running page and a browser without scripts."""

    parts: Parts
    clock: MovingClock
    client: httpx.AsyncClient

    async def link(self, who: str = "演示戊") -> str:
        """Return a login link's path."""
        async with self.parts.database.transaction() as session:
            operator = await find_colleague(session, who, self.parts.policy)
            secret = await make_link(session, operator, self.clock.now(), self.parts.policy, COMMAND)
        return f"/page/login/{secret}"

    async def log_in(self) -> httpx.Response:
        """Follow a link and press the button."""
        return await self.client.post(await self.link())


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    config = Config(
        storage=StorageConfig(folder=tmp_path),
        web=WebConfig(enabled=True, port=0),
        telegram=TelegramConfig(enabled=False),
    )
    clock = MovingClock(MORNING)
    async with open_parts(config, clock) as parts:
        async with parts.database.transaction() as session:
            session.add(StaffMember(name="演示戊", unit="市科技局", role=Role.OPERATOR, chat_id=501))
            session.add(StaffMember(name="演示己", unit="市科技局", role=Role.STAFF, chat_id=502))
        async with (
            web_page(parts) as server,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as client,
        ):
            yield Site(parts, clock, client)


async def statuses(site: Site) -> set[int]:
    return {(await site.client.get(path)).status_code for path in PATHS if not path.endswith(".png")}


async def test_nobody_sees_anything_without_a_session(site: Site) -> None:
    for path in PATHS:
        answer = await site.client.get(path)
        assert answer.status_code == 403
        assert "/page" in answer.text
    site.client.cookies.set(COOKIE, "guessed")
    assert await statuses(site) == {403}


async def test_link_opens_every_page_for_its_operator(site: Site) -> None:
    answer = await site.log_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/page")
    for name, word in TABS.items():
        page = await site.client.get(f"/page/{name}")
        assert page.status_code == 200
        assert f"<h1>{word}</h1>" in page.text
        assert "演示戊" in page.text


async def test_link_works_once(site: Site) -> None:
    path = await site.link()
    assert (await site.client.post(path)).status_code == 303
    site.client.cookies.clear()
    assert (await site.client.post(path)).status_code == 403
    assert await statuses(site) == {403}


async def test_looking_at_a_link_does_not_use_it_up(site: Site) -> None:
    path = await site.link()
    for _ in range(3):
        answer = await site.client.get(path)
        assert answer.status_code == 200
        assert COOKIE not in answer.cookies
    assert (await site.client.post(path)).status_code == 303


async def test_link_and_session_end_by_themselves(site: Site) -> None:
    path = await site.link()
    await site.clock.move_to(site.clock.now() + LINK_LIFE)
    assert (await site.client.post(path)).status_code == 403
    await site.log_in()
    assert await statuses(site) == {200}
    await site.clock.move_to(site.clock.now() + SESSION_LIFE + timedelta(seconds=1))
    assert await statuses(site) == {403}


async def test_revoked_operator_loses_the_page_at_once(site: Site) -> None:
    await site.log_in()
    unused = await site.link()
    async with site.parts.database.transaction() as session:
        await revoke(session, "演示戊", site.clock.now(), site.parts.policy, COMMAND)
    assert await statuses(site) == {403}
    assert (await site.client.post(unused)).status_code == 403


@pytest.mark.parametrize(
    "change", [{"role": "staff"}, {"gone": True}, {"chat_id": 999}], ids=["role", "gone", "chat"]
)
async def test_operator_who_has_changed_loses_the_page_at_once(site: Site, change: dict[str, object]) -> None:
    await site.log_in()
    async with site.parts.database.transaction() as session:
        operator = await find_colleague(session, "演示戊", site.parts.policy)
        for name, value in change.items():
            setattr(operator, name, value)
    assert await statuses(site) == {403}


async def test_leaving_ends_the_session(site: Site) -> None:
    await site.log_in()
    kept = site.client.cookies[COOKIE]
    assert (await site.client.post("/page/logout")).status_code == 200
    site.client.cookies.set(COOKIE, kept)
    assert await statuses(site) == {403}


async def test_cookie_is_unseen_by_scripts_and_sent_from_this_site_alone(site: Site) -> None:
    told = (await site.log_in()).headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/page"} <= {each.strip() for each in told.split(";")}
    assert "secure" not in told


async def test_cookie_is_for_https_where_the_address_is(tmp_path: Path) -> None:
    web = WebConfig(enabled=True, port=0, address="https://desk.example.org")
    config = Config(storage=StorageConfig(folder=tmp_path), web=web, telegram=TelegramConfig(enabled=False))
    async with open_parts(config, MovingClock(MORNING)) as parts, web_page(parts) as server:
        async with parts.database.transaction() as session:
            operator = StaffMember(name="演示戊", unit="市科技局", role=Role.OPERATOR)
            session.add(operator)
            await session.flush()
            secret = await make_link(session, operator, parts.clock.now(), parts.policy, COMMAND)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
            answer = await client.post(f"/page/login/{secret}")
    assert "secure" in [each.strip().lower() for each in answer.headers["set-cookie"].split(";")]


async def test_pages_run_no_script_and_need_nothing_from_elsewhere(site: Site) -> None:
    paths = [*PATHS[:-1], "/page/page.css", await site.link()]
    await site.log_in()
    for path in paths:
        answer = await site.client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == (
            "no-store",
            "no-referrer",
        )
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://|javascript:", answer.text)


async def test_what_came_from_outside_is_shown_as_text_with_its_phones_hidden(site: Site) -> None:
    text = f"<b>急</b> {MOBILE} {LANDLINE} {CARD}"
    now = site.clock.now()
    async with site.parts.database.transaction() as session:
        await begin_mailbox(session, "a@example.org", "INBOX", 1)
        await keep(session, [NewLetter("a@example.org", "INBOX", 1, 1, "blob", 10)], now)
        letter = await session.get_one(Letter, 1)
        letter.sender, letter.subject, letter.state = "chen@example.org", text, LetterState.JUDGED
        letter.outcome, letter.reasons = "review", [text]
        await open_item(session, Matter("letter", [text], letter), now, site.parts.policy)
        await write_message(session, 999, text, Wrapping("receipt:x", now))
        parcel = await session.get_one(Parcel, 2)
        parcel.state, parcel.remark = ParcelState.DEAD, text
    await site.log_in()
    for name in ("mails", "review", "outbox"):
        page = (await site.client.get(f"/page/{name}")).text
        assert "&lt;b&gt;急&lt;/b&gt; ‹手机› ‹电话› ‹证件号›" in page
        for secret in (MOBILE, LANDLINE, CARD, "<b>急"):
            assert secret not in page


async def test_secrets_stand_nowhere_but_in_the_link(site: Site) -> None:
    path = await site.link()
    secret = path.rpartition("/")[2]
    await site.client.post(path)
    session_secret = site.client.cookies[COOKIE]
    for name in TABS:
        page = (await site.client.get(f"/page/{name}")).text
        assert secret not in page
        assert session_secret not in page
    raw = b"".join(file.read_bytes() for file in site.parts.config.storage.folder.glob("shenbao.db*"))
    assert secret.encode() not in raw
    assert session_secret.encode() not in raw
