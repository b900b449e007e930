"""我们能报什么: kind, field, categories with their clauses, and on to the card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.visitor import Visitor
from tests.chat_desk import ChatDesk, chat_desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[ChatDesk]:
    async with chat_desk(tmp_path) as opened:
        await opened.start()
        yield opened


@pytest.fixture
def visitor(desk: ChatDesk) -> Visitor:
    return desk.api.visitor(731, "陈一")


async def test_few_presses_lead_to_a_category_with_its_clause(visitor: Visitor) -> None:
    visitor.write("我们能报什么？")
    kinds = await visitor.sees("请选择申报单位的类型")
    visitor.press("企业", kinds)
    fields = await visitor.sees("请选择领域", since=kinds.revision)
    visitor.press("全部领域", fields)
    listed = await visitor.sees("依据是申报条件", since=fields.revision)
    assert "科技服务类企业" in listed.text
    visitor.press("下一页", listed)
    second = await visitor.sees("依据是申报条件", since=listed.revision)
    assert second.id == listed.id
    visitor.press("📖", second)
    await visitor.sees("科室：", since=second.revision)


async def test_choice_is_on_the_menu_and_every_screen_goes_back(visitor: Visitor) -> None:
    visitor.start()
    menu = await visitor.sees("申报台")
    visitor.press("我们能报什么", menu)
    kinds = await visitor.sees("请选择申报单位的类型")
    visitor.press("个人", kinds)
    shown = await visitor.sees("个人", since=kinds.revision)
    visitor.press("‹ 返回", shown)
    await visitor.sees("请选择申报单位的类型", since=shown.revision)


@pytest.mark.parametrize(
    "data", ["e:1:kind:xx", "e:1:list", "e:0:kinds", "e:1:nothing:co", "e:1:list:co:99:99"]
)
async def test_button_that_is_not_understood_is_no_dead_end(visitor: Visitor, data: str) -> None:
    visitor.start()
    menu = await visitor.sees("申报台")
    visitor.press_data(menu, data)
    await visitor.sees(lambda each: "菜单已更新" in each.text or "依据是申报条件" in each.text)
