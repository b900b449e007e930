"""The operators' page in a real browser, on a phone: from the link in chat to the table's picture."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.parts import Parts
from handlers.audit import COMMAND
from handlers.staff import find_colleague, revoke
from tests.flows.desk import DESK, Desk
from tests.flows.test_hand_in_by_mail import GAOXIN, submission
from tests.servers.dovecot import free_port
from tests.servers.waiting import wait_until

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = 390  # pixels across
OPERATOR, NAME = 731, "演示戊"
PATIENCE = 30_000  # milliseconds
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium (/usr/bin/chromium) is not installed"),
]


@pytest.fixture
async def parts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Parts]:
    monkeypatch.setenv("SHENBAO_WEB__ENABLED", "true")
    monkeypatch.setenv("SHENBAO_WEB__PORT", str(free_port()))
    async with desk.open() as running:
        async with running.database.transaction() as session:
            (await find_colleague(session, NAME, running.policy)).chat_id = OPERATOR
        yield running


@pytest.fixture
async def phone() -> AsyncIterator[Page]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = await browser.new_page(viewport={"width": PHONE, "height": 800})
        page.set_default_timeout(PATIENCE)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        yield page
        await browser.close()
    # The one request that is refused, at the end.
    assert [each for each in faults if "403" not in each] == []


async def link(desk: Desk) -> str:
    """Ask for the link in chat, as operators do."""
    assert desk.api is not None
    operator = desk.api.visitor(OPERATOR, NAME)
    operator.write("/page")
    told = await operator.sees("只能用一次")
    found = re.search(r"http://\S+/page/login/[\w-]+", told.text)
    assert found is not None
    return found[0]


async def test_operator_opens_the_page_from_chat_and_sees_the_day(
    desk: Desk, parts: Parts, phone: Page
) -> None:
    assert desk.dovecot is not None
    desk.dovecot.deliver(DESK, submission())
    await wait_until(lambda: desk.smtp.to(GAOXIN), limit=20)
    await phone.goto(await link(desk))
    await phone.get_by_role("button", name="进入").click()
    await expect(phone.get_by_role("heading", level=1)).to_have_text("状态")
    seen = {
        "来信": "转送科室",
        "待审": "等人处理",
        "发件箱": "排队",
        "提醒": "本周",
        "任务表": "个节点",
    }
    for tab, words in seen.items():
        await phone.get_by_role("link", name=tab, exact=True).click()
        await expect(phone.get_by_role("heading", level=1)).to_have_text(tab)
        await expect(phone.locator("main")).to_contain_text(words)
        wide = await phone.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE
    picture = phone.locator("main img").first
    await expect(picture).to_be_visible()
    assert await picture.evaluate("each => each.complete && each.naturalWidth > 500")
    (cookie,) = await phone.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    async with parts.database.transaction() as session:
        await revoke(session, NAME, parts.clock.now(), parts.policy, COMMAND)
    await phone.reload()
    await expect(phone.get_by_role("heading", level=1)).to_have_text("请先登录")
