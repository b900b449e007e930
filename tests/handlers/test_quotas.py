"""Facts about one sender who writes too many letters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.audit import COMMAND
from handlers.quotas import release_item
from handlers.refusals import Refusal
from storage.states import LetterState
from storage.tables import Letter, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, PDF, Mailroom, body, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT
from tests.handlers.test_department_replies import handed_in, reply


def submission(number: int, sender: str = APPLICANT) -> bytes:
    return mail(f"{SUBJECT}（{number}）", TEXT, sender=sender, files=[(f"申报书{number}.pdf", PDF)])


async def flood(mailroom: Mailroom, count: int) -> None:
    mailroom.policy = replace(mailroom.policy, letters_per_sender=2)
    for number in range(count):
        await mailroom.take(submission(number, APPLICANT if number % 2 else APPLICANT.upper()))


async def test_letters_over_the_quota_are_stored_and_set_aside_with_one_notice(mailroom: Mailroom) -> None:
    await flood(mailroom, 6)
    states = [each.state for each in await mailroom.rows(Letter)]
    assert states == [LetterState.JUDGED] * 2 + [LetterState.ASIDE] * 4
    assert len(await mailroom.rows(Submission)) == 2
    assert [each.kind for each in await mailroom.rows(ReviewItem)] == ["quota"]
    (notice,) = await mailroom.parcels("quota:")
    assert notice.recipient.lower() == APPLICANT


async def test_other_senders_are_served(mailroom: Mailroom) -> None:
    await flood(mailroom, 5)
    await mailroom.take(submission(9, "other@example.org"))
    assert len(await mailroom.rows(Submission)) == 3


async def test_next_day_is_a_new_day(mailroom: Mailroom) -> None:
    await flood(mailroom, 4)
    mailroom.later(hours=24, seconds=1)
    await mailroom.take(submission(7))
    assert len(await mailroom.rows(Submission)) == 3


async def test_released_letters_take_the_usual_road(mailroom: Mailroom) -> None:
    await flood(mailroom, 5)
    async with mailroom.database.transaction() as session:
        item = await release_item(session, 1, mailroom.now, mailroom.policy, COMMAND)
    assert item.outcome == "已放行，按平常处理"
    await mailroom.decide()
    assert len(await mailroom.rows(Submission)) == 5
    assert len(await mailroom.letters_to(GAOXIN)) == 5


async def test_item_of_another_kind_is_not_released(mailroom: Mailroom) -> None:
    await mailroom.take(mail("材料", "见附件", files=[("材料.pdf", PDF)]))
    with pytest.raises(Refusal, match="review_no_quota"):
        async with mailroom.database.transaction() as session:
            await release_item(session, 1, mailroom.now, mailroom.policy, COMMAND)


async def test_departments_write_as_much_as_they_like(mailroom: Mailroom) -> None:
    mailroom.policy = replace(mailroom.policy, letters_per_sender=2)
    letter = await handed_in(mailroom)
    for number in range(4):
        await mailroom.take(reply(letter, f"请补充第 {number} 项。"))
    assert len(await mailroom.parcels("answer:")) == 4
    assert "请补充第 3 项" in body((await mailroom.letters_to(APPLICANT))[-1])
