"""The demo page's addresses answer what the page needs, and refuse what it must not do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from demo.cast import APPLICANTS, DESK, Box, BoxKind, Cast
from demo.example_letters import EXAMPLES
from demo.moving_clock import MovingClock
from demo.stage import Stage

DEPARTMENT = "gx@example.org"
CAST = Cast(
    APPLICANTS,
    (
        Box("department-1", "高新技术科", (DEPARTMENT,), BoxKind.DEPARTMENT),
        Box("intake", "收件邮箱", (DESK,), BoxKind.INTAKE),
    ),
)
USER = APPLICANTS[0].user.id


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = MovingClock(datetime(2022, 6, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
    async with Stage(clock, lambda day: day.weekday() < 5) as running:
        running.enter(CAST)
        yield running


@pytest.fixture
async def page(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=stage.address, timeout=30) as client:
        yield client


async def state(page: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await page.get("/state")).json()
    return found


async def box(page: httpx.AsyncClient, label: str) -> dict[str, Any]:
    return next(each for each in (await state(page))["boxes"] if each["label"] == label)


@pytest.mark.parametrize("name", ["", "page.css", "page.js", "chat.js", "mail.js", "elements.js"])
async def test_page_needs_nothing_from_outside(page: httpx.AsyncClient, name: str) -> None:
    answer = await page.get(f"/{name}")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    outside = answer.text.replace("http://www.w3.org/2000/svg", "")
    assert "http://" not in outside
    assert "https://" not in outside


@pytest.mark.parametrize("name", ["page.py", "..%2Fmain.py", "%2e%2e/site.py", "nothing"])
async def test_other_files_stay_hidden(page: httpx.AsyncClient, name: str) -> None:
    assert (await page.get(f"/{name}")).status_code == 404


async def test_state_is_held_until_something_happens(stage: Stage, page: httpx.AsyncClient) -> None:
    before = await state(page)
    stage.visitor(USER).write("您好")
    after = (await page.get("/state", params={"after": before["revision"]})).json()
    assert after["revision"] > before["revision"]
    assert [each["text"] for each in after["chats"][0]["messages"]] == ["您好"]
    assert after["chats"][1]["messages"] == []


async def test_chat_on_the_page_reaches_the_bot(stage: Stage, page: httpx.AsyncClient) -> None:
    await page.post(f"/demo/chat/{USER}/text", json={"text": "/start"})
    files = [("files", ("一.txt", b"1")), ("files", ("二.txt", b"2"))]
    await page.post(f"/demo/chat/{USER}/files", data={"caption": "两份"}, files=files)
    await page.post(f"/chat/{USER}/example", json={"names": ["项目申报书.docx"]})
    async with httpx.AsyncClient() as bot:
        updates = (await bot.get(f"{stage.base_url}{stage.token}/getUpdates")).json()["result"]
    sent = [each["message"] for each in updates]
    assert [each.get("document", {}).get("file_name") for each in sent] == [
        None,
        "一.txt",
        "二.txt",
        "项目申报书.docx",
    ]
    assert sent[1]["media_group_id"] == sent[2]["media_group_id"]
    download = await page.get(f"/demo/chat-file/{sent[1]['document']['file_id']}")
    assert (download.content, download.headers["content-disposition"][:10]) == (b"1", "attachment")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.id)
async def test_example_letter_reaches_the_intake(page: httpx.AsyncClient, example: Any) -> None:
    words = {
        "sender_name": example.sender_name,
        "sender": example.sender,
        "subject": example.subject,
        "text": example.text,
        "example": example.id,
        "example_files": list(example.files),
    }
    answer = await page.post("/letter/new", data=words, files=[("files", ("加.txt", b"+"))])
    assert answer.json() == {"ok": True, "recipient": DESK}
    (line,) = (await box(page, "收件邮箱"))["letters"]
    letter = (await page.get(f"/letter/{line['number']}")).json()
    assert (letter["subject"], letter["text"]) == (example.subject, example.text)
    assert [each["name"] for each in letter["enclosures"]] == [*example.files, "加.txt"]
    assert ("Auto-Submitted: auto-replied" in letter["headers"]) is example.automatic


async def test_reply_of_a_department_goes_back_to_the_desk(stage: Stage, page: httpx.AsyncClient) -> None:
    letter = f"From: desk <{DESK}>\r\nMessage-ID: <a.1@example.org>\r\nSubject: x\r\n\r\nhello".encode()
    await stage.post.send(letter, DESK, DEPARTMENT)
    assert (await box(page, "高新技术科"))["unread"] == 1
    number = (await box(page, "高新技术科"))["letters"][0]["number"]
    await page.get(f"/letter/{number}")
    assert (await box(page, "高新技术科"))["unread"] == 0
    assert (await page.post(f"/letter/{number}/reply", data={"text": " "})).status_code == 400
    answer = await page.post(
        f"/letter/{number}/reply", data={"text": "受理"}, files=[("files", ("回执.pdf", b"%PDF"))]
    )
    assert answer.json()["recipient"] == DESK
    shown = (await page.get(f"/letter/{(await box(page, '收件邮箱'))['letters'][0]['number']}")).json()
    assert shown["from"] == f"高新技术科 <{DEPARTMENT}>"
    assert "In-Reply-To: <a.1@example.org>" in shown["headers"]
    file = await page.get(f"/letter/{shown['number']}/file/0")
    assert file.content == b"%PDF"


async def test_days_move_and_tell_what_kind_of_day_it_is(stage: Stage, page: httpx.AsyncClient) -> None:
    assert (await state(page))["day"]["workday"] is True
    await page.post("/days/forward", json={"days": 1})
    day = (await state(page))["day"]
    assert (day["iso"], day["workday"], day["moving"]) == ("2022-06-04", False, False)
    assert stage.days.today == date(2022, 6, 4)


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/demo/chat/1/text", {"text": "x"}),
        (f"/demo/chat/{USER}/text", {"text": " "}),
        (f"/demo/chat/{USER}/text", {}),
        (f"/demo/chat/{USER}/press", {"message_id": 99, "data": "x"}),
        ("/days/forward", {"days": "soon"}),
    ],
)
async def test_bad_request_gets_a_sentence(page: httpx.AsyncClient, address: str, body: object) -> None:
    answer = await page.post(address, json=body)
    assert answer.status_code in {400, 404}
    assert answer.json()["error"].endswith("。")


async def test_other_sites_cannot_act_here(page: httpx.AsyncClient) -> None:
    body = {"text": "x"}
    address = f"/demo/chat/{USER}/text"
    foreign = await page.post(address, json=body, headers={"Origin": "https://example.org"})
    assert foreign.status_code == 403
    assert (await page.get("/", headers={"Host": "evil.example.org"})).status_code == 400
    own = await page.post(address, json=body, headers={"Origin": str(page.base_url).rstrip("/")})
    assert own.status_code == 200


async def test_wrong_sender_is_told(page: httpx.AsyncClient) -> None:
    answer = await page.post("/letter/new", data={"sender_name": "x", "sender": "nobody"})
    assert (answer.status_code, "邮箱" in answer.json()["error"]) == (400, True)


async def test_stage_ends_while_a_desk_that_is_gone_is_waited_for() -> None:
    clock = MovingClock(datetime(2022, 6, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
    waited_for = asyncio.Event()

    async def never() -> None:
        waited_for.set()
        await asyncio.Event().wait()

    async with httpx.AsyncClient(timeout=30) as page:
        async with asyncio.timeout(20), Stage(clock, lambda day: day.weekday() < 5) as stage:
            stage.settled = never
            moving = asyncio.create_task(page.post(f"{stage.address}/days/forward", json={"days": 3}))
            await waited_for.wait()
        assert (await moving).status_code == 200
