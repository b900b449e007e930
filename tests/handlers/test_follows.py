"""Who follows a category is told what a new guide changes in it, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.audit import COMMAND
from handlers.follows import follow, follow_no_more
from handlers.rules.follow_wishes import read_follow_wish
from handlers.rules.guide import FundingItem, Guide
from handlers.undoing import undo_import
from storage.tables import Follow
from tests.handlers.mailroom import APPLICANT, Mailroom, body, mail, sample_guide
from tests.handlers.test_linking import answer_letter

CHAT, OTHER = 701, 702


async def follows(room: Mailroom, *categories: str, chat_id: int = CHAT) -> None:
    async with room.database.transaction() as session:
        for category in categories:
            assert await follow(session, chat_id, "陈一", category, room.now) is not None


def changed(*numbers: str) -> Guide:
    """Return the sample guide with the project count and the period of some categories changed."""
    guide = sample_guide()
    categories = tuple(
        replace(
            each,
            funding=replace(each.funding, items=(FundingItem(amount_wan=77, amount_type="fixed"),)),
            sections=replace(each.sections, support="事前资助；77万元/项。"),
        )
        if each.id in numbers
        else each
        for each in guide.categories
    )
    return replace(guide, categories=categories)


async def told(room: Mailroom) -> list[tuple[str, str]]:
    return [(each.recipient, each.payload["text"]) for each in await room.parcels("follow:")]


async def test_new_guide_is_told_in_one_message_a_person(mailroom: Mailroom) -> None:
    await follows(mailroom, "1.1", "1.2", "2.1")
    await follows(mailroom, "2.1", chat_id=OTHER)
    await mailroom.import_guide(changed("1.1", "1.2"))
    ((recipient, text),) = await told(mailroom)
    assert recipient == str(CHAT)
    assert text.count("<b>1.") == 2
    assert "资助金额" in text
    assert "2.1" not in text


async def test_guide_that_changes_nothing_followed_tells_nobody(mailroom: Mailroom) -> None:
    await follows(mailroom, "1.1")
    await mailroom.import_guide(changed("1.2"))
    await mailroom.import_guide(changed("1.2"))
    assert await told(mailroom) == []


async def test_category_that_is_gone_is_told(mailroom: Mailroom) -> None:
    await follows(mailroom, "1.1")
    guide = sample_guide()
    await mailroom.import_guide(replace(guide, categories=guide.categories[1:]))
    ((_, text),) = await told(mailroom)
    assert "没有这个类别了" in text


async def test_two_categories_that_swap_numbers_are_followed_on(mailroom: Mailroom) -> None:
    await follows(mailroom, "1.1", "1.2")
    before = {row.category_name: row.category for row in await mailroom.rows(Follow)}
    guide = sample_guide()
    first, second, *rest = guide.categories
    swapped = (replace(second, id=first.id), replace(first, id=second.id), *rest)
    await mailroom.import_guide(replace(guide, categories=swapped))
    ((_, text),) = await told(mailroom)
    assert "类别编号：1.1 → 1.2" in text
    after = {row.category_name: row.category for row in await mailroom.rows(Follow)}
    assert after == {first.name: before[second.name], second.name: before[first.name]}


async def test_import_taken_back_is_told_too(mailroom: Mailroom) -> None:
    await follows(mailroom, "1.1")
    await mailroom.import_guide(changed("1.1"))
    async with mailroom.database.transaction() as session:
        await undo_import(session, mailroom.now, mailroom.policy, COMMAND)
    assert len(await told(mailroom)) == 2


async def test_who_follows_no_more_is_told_nothing(mailroom: Mailroom) -> None:
    await follows(mailroom, "1.1")
    async with mailroom.database.transaction() as session:
        await follow_no_more(session, CHAT, "1.1")
    await mailroom.import_guide(changed("1.1"))
    assert await told(mailroom) == []


@pytest.mark.parametrize("category", ["9.9", "", "x"])
async def test_unknown_category_cannot_be_followed(mailroom: Mailroom, category: str) -> None:
    async with mailroom.database.transaction() as session:
        assert await follow(session, CHAT, "陈一", category, mailroom.now) is None


async def prove(room: Mailroom) -> None:
    await room.take(mail("关联", ""))
    await answer_letter(room, "确认")
    room.later(days=2)


async def test_proven_mailbox_follows_by_mail_and_is_told_by_mail(mailroom: Mailroom) -> None:
    await mailroom.import_guide()
    await prove(mailroom)
    await mailroom.take(mail("关注 1.1", "", headers={"Message_ID": "<on@example.org>"}))
    assert "已关注类别 1.1" in body((await mailroom.letters_to(APPLICANT))[-1])
    await mailroom.import_guide(changed("1.1"))
    letter = (await mailroom.letters_to(APPLICANT))[-1]
    assert "您关注的类别有变化" in str(letter["Subject"])
    assert "资助金额" in body(letter)
    await mailroom.take(mail("取消关注 1.1", ""))
    assert "已不再关注类别 1.1" in body((await mailroom.letters_to(APPLICANT))[-1])
    assert await mailroom.rows(Follow) == []


async def test_mailbox_that_proved_nothing_follows_nothing(mailroom: Mailroom) -> None:
    await mailroom.import_guide()
    await mailroom.take(mail("关注", "请关注 1.1，谢谢"))
    assert "请先确认您的邮箱" in body((await mailroom.letters_to(APPLICANT))[-1])
    assert await mailroom.rows(Follow) == []


@pytest.mark.parametrize(
    "text",
    ["1.1", "请关注 1.1 的申报材料是否收到", "关注", "取消 1.1", "我们一直关注 1.1 项目的进展，何时出结果？"],
)
def test_other_words_follow_nothing(text: str) -> None:
    assert read_follow_wish("", text) is None


@pytest.mark.parametrize(
    "text", ["取消关注 全部", "取消关注所有类别，谢谢", "您好，请取消全部关注。", "退订全部"]
)
def test_wish_to_follow_nothing_is_read(text: str) -> None:
    wish = read_follow_wish("", text)
    assert wish is not None
    assert (wish.category, wish.on) == ("", False)


@pytest.mark.parametrize("text", ["关注全部", "关注 全部类别", "全部"])
def test_following_everything_is_no_wish(text: str) -> None:
    assert read_follow_wish("", text) is None
