"""Facts about one sender who writes too many letters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.audit import COMMAND
from handlers.quota_days import release_after_a_day
from handlers.refusals import Refusal
from handlers.releasing import release_item
from handlers.review import discard, show
from storage.states import LetterState, ReviewState
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


async def day_passes(mailroom: Mailroom, hours: float = 24.1) -> int:
    mailroom.later(hours=hours)
    async with mailroom.database.transaction() as session:
        return await release_after_a_day(session, mailroom.now, mailroom.policy)


async def test_what_was_set_aside_goes_on_when_the_day_has_passed_a_quota_a_day(mailroom: Mailroom) -> None:
    await flood(mailroom, 7)
    assert await day_passes(mailroom, 23.5) == 0
    counts = []
    for _ in range(4):
        await day_passes(mailroom)
        await mailroom.decide()
        counts.append(len(await mailroom.rows(Submission)))
    assert counts == [4, 6, 7, 7]
    assert {each.state for each in await mailroom.rows(Letter)} == {LetterState.JUDGED}
    assert len(await mailroom.letters_to(GAOXIN)) == 7


async def test_item_is_closed_when_nothing_is_set_aside_any_more(mailroom: Mailroom) -> None:
    await flood(mailroom, 5)
    await day_passes(mailroom)
    assert [each.state for each in await mailroom.rows(ReviewItem)] == [ReviewState.OPEN]
    await mailroom.decide()
    await day_passes(mailroom)
    (item,) = await mailroom.rows(ReviewItem)
    assert (item.state, item.decision, item.decided_by) == (ReviewState.DISCARDED, "passed", "clock")


async def test_letters_of_the_day_count_beside_those_that_were_released(mailroom: Mailroom) -> None:
    await flood(mailroom, 4)
    mailroom.later(hours=24.1)
    await mailroom.take(submission(8))
    assert await day_passes(mailroom, 0) == 1  # of two a day one came today
    await mailroom.decide()
    assert len(await mailroom.rows(Submission)) == 4


async def test_card_says_how_much_is_set_aside_now(mailroom: Mailroom) -> None:
    await flood(mailroom, 6)
    async with mailroom.database.reading() as session:
        item = await show(session, 1)
    assert any("4 封" in each for each in item.reasons)


async def test_flood_that_an_operator_calls_an_advert_is_kept_and_never_goes_on(mailroom: Mailroom) -> None:
    await flood(mailroom, 5)
    async with mailroom.database.transaction() as session:
        await discard(session, 1, mailroom.now, mailroom.policy, COMMAND, "advert")
    assert await day_passes(mailroom) == 0
    await mailroom.decide()
    letters = await mailroom.rows(Letter)
    assert len(letters) == 5
    assert {each.state for each in letters} == {LetterState.JUDGED}
    assert len(await mailroom.rows(Submission)) == 2
