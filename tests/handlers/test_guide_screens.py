"""Every button of the guide leads somewhere, and every screen fits into a message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from handlers.audit import COMMAND
from handlers.editions import apply_document
from handlers.guide import guide_screen
from handlers.policy import Policy
from handlers.rules.chat_text import MESSAGE_LENGTH, length
from handlers.rules.documents import read_document
from handlers.rules.guide import Category, Guide, Sections, Topic
from handlers.rules.guide_text import read_guide
from handlers.screens import DATA_BYTES, Press, Screen, read_press
from storage.database import Database, open_database

HOME = {"g:1:home"}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "d.db", create=True)
    yield opened
    await opened.close()


async def put_in_force(database: Database, guide: Guide) -> None:
    async with database.transaction() as session:
        await apply_document(session, guide, SystemClock().now(), Policy(key=b"k"), COMMAND)


def datas(screen: Screen) -> set[str]:
    return {button.data for row in screen.buttons for button in row if button.data}


async def walk(session: AsyncSession) -> dict[str, Screen]:
    """Press every button of the guide once, from the list of topics and from that of departments."""
    waiting, seen = {"g:1:topics", "g:1:depts"}, {}
    while waiting:
        data = waiting.pop()
        press = read_press(data.removeprefix("g:"))
        assert press is not None, data
        screen = await guide_screen(session, press)
        assert screen is not None, data
        seen[data] = screen
        waiting |= {each for each in datas(screen) if each.startswith("g:")} - seen.keys() - HOME
    return seen


async def judge(database: Database, guide: Guide) -> dict[str, Screen]:
    await put_in_force(database, guide)
    async with database.reading() as session:
        seen = await walk(session)
    assert {press.split(":")[3] for press in seen if press.startswith("g:1:c:")} == {
        category.id for category in guide.categories
    }
    for data, screen in seen.items():
        assert length(screen.text) <= MESSAGE_LENGTH, data
        assert "菜单已更新" not in screen.text, data
        assert all(len(each.encode()) <= DATA_BYTES for each in datas(screen))
        assert any(button.text == "‹ 返回" for row in screen.buttons for button in row), data
        assert all(len(row) <= 8 for row in screen.buttons)
    return seen


async def test_sample_guide_can_be_walked_through(database: Database, samples: Path) -> None:
    file = samples / "guide-2023.txt"
    seen = await judge(database, read_guide(read_document(file.name, file.read_bytes())))
    assert any("促进高新技术企业" in screen.text for screen in seen.values())


async def test_official_guide_can_be_walked_through(database: Database, seeds: Path) -> None:
    file = next(each for each in sorted(seeds.iterdir()) if each.suffix == ".txt" and "guide" in each.name)
    await judge(database, read_guide(read_document(file.name, file.read_bytes())))


def made_up() -> Guide:
    long = "\n".join(f"（{number}）申报单位应当具备相应的条件并提供证明。" for number in range(400))
    sections = Sections(conditions=long, other={"其他事项": "无 <b>标记</b> & 符号"})
    categories = [Category(f"1.{number}", 1, f"第{number}类", sections) for number in range(1, 16)]
    return Guide("指南", 2026, topics=(Topic(1, "唯一的专题"),), categories=tuple(categories))


async def test_long_section_has_pages_and_marks_in_the_guide_are_text(database: Database) -> None:
    seen = await judge(database, made_up())
    pages = [screen for data, screen in seen.items() if data.startswith("g:1:s:1.1:conditions")]
    assert len(pages) > 3
    assert any("&lt;b&gt;标记&lt;/b&gt; &amp; 符号" in screen.text for screen in seen.values())


async def test_guide_without_topics_lists_its_categories(database: Database) -> None:
    guide = replace(
        made_up(),
        topics=(),
        categories=tuple(Category(str(number), None, f"第{number}类") for number in (1, 2)),
    )
    await judge(database, guide)


async def test_button_of_an_older_edition_says_that_the_menu_was_renewed(database: Database) -> None:
    await put_in_force(database, made_up())
    async with database.reading() as session:
        topics = await guide_screen(session, Press("topics"))
    assert topics is not None
    old = read_press(next(each for each in datas(topics) if "topic" in each).removeprefix("g:"))
    await put_in_force(database, replace(made_up(), title="新的指南"))
    async with database.reading() as session:
        screen = await guide_screen(session, old or Press("topics"))
        gone = await guide_screen(session, Press("c", ("9.9",), "abcd"))
    assert screen is not None
    assert screen.stale
    assert "菜单已更新" in screen.text
    assert gone is None


async def test_without_a_guide_it_is_said_so(database: Database) -> None:
    async with database.reading() as session:
        screen = await guide_screen(session, Press("topics"))
    assert screen is not None
    assert "还没有导入" in screen.text
