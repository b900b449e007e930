"""Facts about what an applicant is told before the first submission."""

from __future__ import annotations

import pytest

from handlers.applicants import accept_notices, has_accepted
from handlers.basket_screens import notice
from handlers.policy import Policy
from handlers.rules.retention import Retention
from storage.tables import Applicant
from tests.handlers.mailroom import Mailroom

CHAT, OTHER = 77, 88


@pytest.mark.parametrize("said", ["线上接收不等于正式受理", "原件", "涉密", "保存", "Telegram"])
def test_notices_say_what_everybody_must_know(said: str) -> None:
    assert said in notice("1.1", None, Policy()).text


@pytest.mark.parametrize(
    ("retention", "told"),
    [
        (Retention(submissions=36), "撤回后保存 3 年"),
        (Retention(submissions=18, drafts=30), "撤回后保存 18 个月；没有提交的草稿保存 30 天"),
        (Retention(submissions=0, chats=0), "撤回后长期保存；没有提交的草稿保存 90 天；聊天消息原文长期保存"),
    ],
)
def test_notices_say_how_long_it_is_kept_as_configured(retention: Retention, told: str) -> None:
    assert told in notice("1.1", None, Policy(retention=retention)).text


async def test_notices_are_accepted_once_and_by_nobody_for_another(mailroom: Mailroom) -> None:
    first = mailroom.now
    for _ in range(2):
        async with mailroom.database.transaction() as session:
            await accept_notices(session, CHAT, "陈一", mailroom.now)
        mailroom.later(days=90)
    (row,) = await mailroom.rows(Applicant)
    assert row.noticed_at == first
    async with mailroom.database.reading() as session:
        assert await has_accepted(session, CHAT)
        assert not await has_accepted(session, OTHER)
