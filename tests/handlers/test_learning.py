"""Facts about what the desk learns from decisions of operators."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.audit import COMMAND
from handlers.classifiers import classifier_in_force
from handlers.review import accept, discard, list_open
from handlers.rules.guide import Guide
from handlers.rules.route import Outcome, Verdict
from storage.tables import Example
from tests.handlers.mailroom import PDF, Mailroom, mail, sample_guide

# What no guide says: people call the matter by the name of its product.
UNSURE = mail(
    "陈皮柑橘精深加工中试线材料",
    "老师好，柑橘果胶提取与陈皮陈化中试线的材料做好了，请查收。\n新会示例食品有限公司 李明 13800000001",
    sender="one@example.org",
    files=[("中试线建设书.pdf", PDF)],
)
ALIKE = mail(
    "陈皮柑橘精深加工中试线的材料",
    "您好，柑橘果胶提取与陈皮陈化中试线材料做好了，见附件。\n江门另一家食品有限公司 王芳 13900000002",
    sender="two@example.org",
    files=[("中试线建设书（盖章）.pdf", PDF)],
)
UNLIKE = mail(
    "机床主轴热变形课题",
    "老师好，五轴机床主轴热误差课题的材料做好了，请查收。",
    sender="three@example.org",
    files=[("课题书.pdf", PDF)],
)
SAYS_NOTHING = mail(
    "项目申报材料", "您好，附件是我司的项目申报材料，请查收。", files=[("项目申报书.pdf", PDF)]
)
CLEAR = mail(
    "产业技术创新联盟建设资助申报材料",
    "刘科长您好，现提交产业技术创新联盟建设资助项目申请书和“五个一”活动方案，请查收。",
    sender="four@example.org",
    files=[("申请书.pdf", PDF)],
)


async def decide(mailroom: Mailroom, category: str) -> None:
    async with mailroom.database.transaction() as session:
        number = (await list_open(session))[-1].id
        await accept(session, number, category, mailroom.now, mailroom.policy, COMMAND)


async def taken(mailroom: Mailroom, raw: bytes) -> Verdict:
    await mailroom.store(raw)
    (verdict,) = await mailroom.decide()
    return verdict


async def test_mail_like_one_that_an_operator_decided_is_routed_by_itself(mailroom: Mailroom) -> None:
    assert (await taken(mailroom, UNSURE)).outcome is Outcome.REVIEW
    await decide(mailroom, "4.1")
    verdict = await taken(mailroom, ALIKE)
    assert (verdict.outcome, verdict.categories) == (Outcome.ROUTE, ("4.1",))
    assert any("由人确认" in reason for reason in verdict.reasons)


async def test_same_mail_waits_for_a_person_without_a_decision(mailroom: Mailroom) -> None:
    assert (await taken(mailroom, UNSURE)).outcome is Outcome.REVIEW
    assert (await taken(mailroom, ALIKE)).outcome is Outcome.REVIEW


async def test_mail_of_another_matter_learns_nothing(mailroom: Mailroom) -> None:
    await taken(mailroom, UNSURE)
    await decide(mailroom, "4.1")
    assert (await taken(mailroom, UNLIKE)).outcome is Outcome.REVIEW


async def test_mail_that_says_nothing_teaches_nothing(mailroom: Mailroom) -> None:
    assert (await taken(mailroom, SAYS_NOTHING)).outcome is Outcome.REVIEW
    await decide(mailroom, "1.5")
    again = SAYS_NOTHING.replace(b"applicant@", b"stranger@").replace(b"@mail.", b"@post.")
    assert (await taken(mailroom, again)).outcome is Outcome.REVIEW


async def test_wrong_decision_does_not_flip_clear_mail(mailroom: Mailroom) -> None:
    unsure = CLEAR.replace(b"four@", b"five@").replace(b"@mail.", b"@post.")
    async with mailroom.database.transaction() as session:
        before = await classifier_in_force(session)
    await taken(mailroom, UNSURE)
    await decide(mailroom, "2.2")
    async with mailroom.database.transaction() as session:
        wrong = (await mailroom.rows(Example))[0]
        row = await session.get_one(Example, wrong.id)
        row.text = (
            "产业技术创新联盟建设资助申报材料\n现提交产业技术创新联盟建设资助项目申请书和五个一活动方案"
        )
    async with mailroom.database.transaction() as session:
        assert await classifier_in_force(session) is not before
    for raw in (CLEAR, unsure):
        verdict = await taken(mailroom, raw)
        assert (verdict.outcome, verdict.categories) == (Outcome.ROUTE, ("1.3",))


async def test_two_decisions_against_each_other_leave_it_to_a_person(mailroom: Mailroom) -> None:
    await taken(mailroom, UNSURE)
    await taken(mailroom, ALIKE)
    await decide(mailroom, "4.1")
    await decide(mailroom, "2.2")
    again = ALIKE.replace(b"two@", b"six@").replace(b"@mail.", b"@post.")
    assert (await taken(mailroom, again)).outcome is Outcome.REVIEW


async def test_discarded_mail_teaches_no_category(mailroom: Mailroom) -> None:
    await taken(mailroom, UNSURE)
    async with mailroom.database.transaction() as session:
        (item,) = await list_open(session)
        await discard(session, item.id, mailroom.now, mailroom.policy, COMMAND)
    assert await mailroom.rows(Example) == []


@pytest.mark.parametrize("gone", [True, False])
async def test_decision_follows_the_category_into_the_next_guide(mailroom: Mailroom, *, gone: bool) -> None:
    await taken(mailroom, UNSURE)
    await decide(mailroom, "4.1")
    await mailroom.import_guide(_renumbered(sample_guide(), without="4.1" if gone else None))
    verdict = await taken(mailroom, ALIKE)
    expected = (Outcome.REVIEW, ()) if gone else (Outcome.ROUTE, ("9.4.1",))
    assert (verdict.outcome, verdict.categories) == expected


def _renumbered(guide: Guide, without: str | None) -> Guide:
    kept = [each for each in guide.categories if each.id != without]
    return replace(guide, categories=tuple(replace(each, id=f"9.{each.id}") for each in kept))
