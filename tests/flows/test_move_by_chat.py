"""An operator finds a submission by its receipt number and moves it; nobody else can."""

from __future__ import annotations

from datetime import UTC, datetime

from demo.visitor import Visitor
from handlers.receipts import next_receipt
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Parcel, Submission
from tests.chat_desk import ChatDesk

GAOXIN, PLATFORM = "kjjgxjsk@jiangmen.gov.cn", "kjjkjptglk@jiangmen.gov.cn"
NOW = datetime(2022, 6, 20, 1, 30, tzinfo=UTC)
EVERY_BUTTON = ["c:1:show:1", "c:1:pick:1:0", "c:1:ask:1:1.4", "c:1:to:1:1.4:~0"]
REVIEW_BUTTONS = ["v:1:list", "v:1:show:1", "v:1:to:1:1.1", "v:1:look:1", "v:1:drop:1", "v:1:release:1"]


async def delivered(office_desk: ChatDesk) -> str:
    """Put a submission into the hands of a department, and return its receipt number."""
    async with office_desk.parts.database.transaction() as session:
        applicant = Applicant(email="applicant@example.org", name="示例科技中心", created_at=NOW)
        session.add(applicant)
        await session.flush()
        receipt = await next_receipt(session, NOW, office_desk.parts.policy)
        session.add(
            Submission(
                receipt=receipt,
                applicant_id=applicant.id or 0,
                channel=Channel.MAIL,
                state=SubmissionState.DELIVERED,
                category="1.1",
                category_name="促进高新技术企业树标提质专项",
                department="高新技术科",
                mailbox=GAOXIN,
                subject="申报",
                created_at=NOW,
                confirmed_at=NOW,
            )
        )
    return receipt


async def letters(office_desk: ChatDesk) -> set[str]:
    return {str(each.recipient) for each in await office_desk.rows(Parcel) if each.channel is Channel.MAIL}


async def test_operator_moves_a_submission_with_taps(office_desk: ChatDesk, operator: Visitor) -> None:
    receipt = await delivered(office_desk)
    operator.write(receipt)
    card = await operator.sees("示例科技中心")
    operator.press("改转", card)
    listed = await operator.sees("请选择正确的类别", since=card.revision)
    operator.press("1.4 ", listed)
    asked = await operator.sees("会收到全部材料", since=listed.revision)
    assert await letters(office_desk) == set()
    operator.press("确定改转", asked)
    moved = await operator.sees("由高新技术科改转科技平台管理科办理", since=asked.revision)
    assert receipt in moved.text
    assert await letters(office_desk) == {GAOXIN, PLATFORM, "applicant@example.org"}


async def test_second_press_of_an_old_button_moves_nothing(office_desk: ChatDesk, operator: Visitor) -> None:
    operator.write(f"/case {await delivered(office_desk)}")
    card = await operator.sees("示例科技中心")
    operator.press_data(card, "c:1:to:1:1.4:~0")
    await operator.sees("由高新技术科改转科技平台管理科办理", since=card.revision)
    operator.press_data(card, "c:1:to:1:1.1:~0")
    await operator.sees("刚刚已由其他人改转")
    (row,) = await office_desk.rows(Submission)
    assert row.mailbox == PLATFORM


async def test_buttons_of_operators_do_nothing_for_anybody_else(
    office_desk: ChatDesk, applicant: Visitor
) -> None:
    await delivered(office_desk)
    applicant.start()
    menu = await applicant.sees("申报台")
    for data in (*EVERY_BUTTON, *REVIEW_BUTTONS):
        since = applicant.revision
        applicant.press_data(menu, data)
        await applicant.sees("管理员", since=since)
    assert await letters(office_desk) == set()
    assert "示例科技中心" not in " ".join(each.text for each in applicant.messages)


async def test_number_of_somebody_else_shows_nothing_to_the_public(
    office_desk: ChatDesk, applicant: Visitor
) -> None:
    receipt = await delivered(office_desk)
    applicant.write(receipt)
    await applicant.sees("没有找到")
    since = applicant.revision
    applicant.write(f"/case {receipt}")
    await applicant.sees("管理员", since=since)
    assert "示例科技中心" not in " ".join(each.text for each in applicant.messages)


async def test_number_that_is_nobodys_is_told_to_an_operator(operator: Visitor) -> None:
    operator.write("/case SB-2022-000001")
    await operator.sees("查不到回执号")
