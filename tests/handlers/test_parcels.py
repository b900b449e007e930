"""Facts about parcels in an operator's hands."""

from __future__ import annotations

import pytest

from handlers.audit import COMMAND
from handlers.dispatch import built, claim, settle, unbuildable, unbuilt
from handlers.lost_parcels import report_lost
from handlers.parcels import drop_parcel, list_of_receipt, list_waiting, retry_parcel
from handlers.refusals import Refusal
from handlers.rules.retry import GIVE_UP, Delivery, Fate
from storage.states import Channel, ParcelState
from storage.tables import Parcel, ReviewItem, Submission
from tests.handlers.mailroom import OPERATOR, PDF, Mailroom, body, mail
from tests.handlers.test_delivery import SUBJECT, TEXT

SUBMISSION = mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)])


async def settled(mailroom: Mailroom, delivery: Delivery) -> Parcel:
    """Write the acknowledgement, and let it meet with this."""
    await mailroom.take(SUBMISSION)
    async with mailroom.database.transaction() as session:
        (parcel,) = await claim(session, Channel.MAIL, 10, mailroom.now)
        for lost in await settle(session, [(parcel.id, delivery)], mailroom.now, 0):
            await report_lost(session, lost, mailroom.now, mailroom.policy)
    return await row(mailroom, parcel.id)


async def row(mailroom: Mailroom, number: int) -> Parcel:
    async with mailroom.database.reading() as session:
        return await session.get_one(Parcel, number)


async def test_lost_parcel_is_told_and_waits_for_a_person(mailroom: Mailroom) -> None:
    parcel = await settled(mailroom, Delivery(Fate.REFUSED, "550 no such user"))
    assert parcel.state is ParcelState.DEAD
    (item,) = await mailroom.rows(ReviewItem)
    assert (item.kind, item.parcel_id, item.reasons) == ("parcel", parcel.id, ["550 no such user"])
    told = body((await mailroom.letters_to(OPERATOR))[0])
    assert "550 no such user" in told
    assert f"retry {parcel.id}" in told


async def test_operators_hear_nothing_about_their_own_lost_messages(mailroom: Mailroom) -> None:
    await settled(mailroom, Delivery(Fate.REFUSED, "550"))
    async with mailroom.database.transaction() as session:
        for parcel in await claim(session, Channel.MAIL, 10, mailroom.now):
            for lost in await settle(session, [(parcel.id, Delivery(Fate.REFUSED, "550"))], mailroom.now, 0):
                await report_lost(session, lost, mailroom.now, mailroom.policy)
    assert len(await mailroom.parcels("operator:")) == 1
    assert len(await mailroom.rows(ReviewItem)) == 1


async def test_dead_parcel_goes_out_again_with_the_same_bytes_and_message_id(mailroom: Mailroom) -> None:
    before = await settled(mailroom, Delivery(Fate.REFUSED, "550"))
    async with mailroom.database.transaction() as session:
        await retry_parcel(session, before.id or 0, mailroom.now, mailroom.policy, COMMAND)
    async with mailroom.database.transaction() as session:
        again = await claim(session, Channel.MAIL, 10, mailroom.now)
    (parcel,) = [each for each in again if each.id == before.id]
    assert (parcel.raw, parcel.message_id) == (before.raw, before.message_id)


async def test_dropped_parcel_stays_where_it_is(mailroom: Mailroom) -> None:
    before = await settled(mailroom, Delivery(Fate.LATER, "451"))
    async with mailroom.database.transaction() as session:
        await drop_parcel(session, before.id or 0, mailroom.now, mailroom.policy, COMMAND)
    mailroom.later(days=1)
    async with mailroom.database.transaction() as session:
        assert before.id not in [each.id for each in await claim(session, Channel.MAIL, 10, mailroom.now)]


@pytest.mark.parametrize("act", [retry_parcel, drop_parcel])
async def test_parcel_that_arrived_is_left_alone(mailroom: Mailroom, act) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    before = await settled(mailroom, Delivery(Fate.SENT, "250"))
    async with mailroom.database.transaction() as session:
        with pytest.raises(Refusal, match="parcel_moving"):
            await act(session, before.id or 0, mailroom.now, mailroom.policy, COMMAND)
        with pytest.raises(Refusal, match="parcel_unknown"):
            await act(session, 404, mailroom.now, mailroom.policy, COMMAND)


async def test_list_shows_what_has_not_arrived(mailroom: Mailroom) -> None:
    before = await settled(mailroom, Delivery(Fate.SENT, "250"))
    async with mailroom.database.reading() as session:
        waiting = await list_waiting(session)
    assert before.id not in [each.id for each in waiting]
    assert [each.state for each in waiting] == ["unbuilt"]


async def test_letter_of_unknown_fate_is_told_after_five_days_and_never_taken_for_sent(
    mailroom: Mailroom,
) -> None:
    await settled(mailroom, Delivery(Fate.SENT, "250"))
    await mailroom.take(mail("材料", "见附件", files=[("a.pdf", PDF)]))
    mailroom.now += GIVE_UP + GIVE_UP
    async with mailroom.database.transaction() as session:
        parcel = next(
            each for each in await claim(session, Channel.MAIL, 10, mailroom.now) if each.key == "ack:2"
        )
        lost = await settle(session, [(parcel.id, Delivery(Fate.UNKNOWN, "no answer"))], mailroom.now, 0)
    assert [each.key for each in lost] == ["ack:2"]
    assert (await row(mailroom, parcel.id)).state is ParcelState.DEAD


async def test_proof_of_delivery_stands_beside_every_parcel_of_a_receipt(mailroom: Mailroom) -> None:
    await settled(mailroom, Delivery(Fate.SENT, "250 2.0.0 Ok: queued as 4F2A"))
    (submission,) = await mailroom.rows(Submission)
    async with mailroom.database.reading() as session:
        parcels = await list_of_receipt(session, f" {submission.receipt} ".lower())
        with pytest.raises(Refusal, match="receipt_unknown"):
            await list_of_receipt(session, "SB-2022-999999-XX")
    (sent,) = [each for each in parcels if each.sent_at]
    assert (sent.remark, sent.sent_at) == ("250 2.0.0 Ok: queued as 4F2A", mailroom.now)


async def test_dry_run_leaves_parcels_dropped_not_sent(mailroom: Mailroom) -> None:
    parcel = await settled(mailroom, Delivery(Fate.KEPT, "dry-run"))
    assert (parcel.state, parcel.sent_at) == (ParcelState.DROPPED, None)
    assert await mailroom.rows(ReviewItem) == []


async def test_letter_that_cannot_be_built_is_lost_and_can_be_built_again(mailroom: Mailroom) -> None:
    await mailroom.take(SUBMISSION)
    async with mailroom.database.transaction() as session:
        (letter,) = await unbuilt(session, 10)
        lost = await unbuildable(session, letter.id, "file gone")
        assert lost is not None
        assert lost.remark == "file gone"
        assert await unbuildable(session, letter.id, "again") is None
        await built(session, {letter.id: "0" * 64})
    assert (await row(mailroom, letter.id)).state is ParcelState.DEAD
    async with mailroom.database.transaction() as session:
        await retry_parcel(session, letter.id, mailroom.now, mailroom.policy, COMMAND)
    async with mailroom.database.reading() as session:
        assert [each.id for each in await unbuilt(session, 10)] == [letter.id]
