"""Facts about what an applicant is told before the first submission."""

from __future__ import annotations

import pytest

from handlers.applicants import accept_notices, has_accepted
from handlers.basket_screens import notice
from storage.tables import Applicant
from tests.handlers.mailroom import Mailroom

CHAT, OTHER = 77, 88


@pytest.mark.parametrize("said", ["线上接收不等于正式受理", "原件", "涉密", "保存", "Telegram"])
def test_notices_say_what_everybody_must_know(said: str) -> None:
    assert said in notice("1.1", None).text


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
