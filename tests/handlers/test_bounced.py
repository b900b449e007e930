"""Facts about letters of ours that came back."""

from __future__ import annotations

from storage.states import ParcelState
from storage.tables import Parcel, ReviewItem, Submission
from tests.handlers.mailroom import APPLICANT, OPERATOR, PDF, Mailroom, body, mail
from tests.handlers.test_delivery import GAOXIN, SUBJECT, TEXT


def report(message_id: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    """Write a delivery report (RFC 3464)."""
    return f"""\
From: MAILER-DAEMON@mx.example.org
To: shenbao@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn-{status}-{action}@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {GAOXIN}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} mailbox unavailable

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: x

--b--
""".replace("\n", "\r\n").encode()


async def department_letter(mailroom: Mailroom) -> Parcel:
    (parcel,) = await mailroom.parcels("department:")
    return parcel


async def handed_in(mailroom: Mailroom, *, sent: bool = True) -> str:
    """Hand a submission in and return the Message-ID of the department's letter."""
    await mailroom.take(mail(SUBJECT, TEXT, files=[("项目申报书.pdf", PDF)]))
    if sent:
        await mailroom.send_everything()
    return (await department_letter(mailroom)).message_id or ""


async def test_failed_letter_is_dead_and_a_person_is_told(mailroom: Mailroom) -> None:
    await mailroom.take(report(await handed_in(mailroom)))
    assert (await department_letter(mailroom)).state is ParcelState.DEAD
    (item,) = await mailroom.rows(ReviewItem)
    (row,) = await mailroom.rows(Submission)
    assert (item.kind, item.submission_id) == ("parcel", row.id)
    assert "5.1.1" in item.reasons[0]
    assert "被退信" in body((await mailroom.letters_to(OPERATOR))[0])


async def test_delayed_letter_is_noted_and_goes_on(mailroom: Mailroom) -> None:
    await mailroom.take(report(await handed_in(mailroom), "delayed", "4.4.7"))
    parcel = await department_letter(mailroom)
    assert parcel.state is ParcelState.SENT
    assert "4.4.7" in (parcel.remark or "")
    assert await mailroom.rows(ReviewItem) == []


async def test_same_failure_reported_twice_is_told_once(mailroom: Mailroom) -> None:
    message_id = await handed_in(mailroom)
    await mailroom.take(report(message_id))
    await mailroom.take(report(message_id, status="5.2.2"))
    assert len(await mailroom.rows(ReviewItem)) == 1


async def test_report_about_a_letter_that_was_never_sent_stops_nothing(mailroom: Mailroom) -> None:
    await mailroom.take(report(await handed_in(mailroom, sent=False)))
    assert (await department_letter(mailroom)).state is ParcelState.UNBUILT
    assert await mailroom.rows(ReviewItem) == []


async def test_report_about_a_letter_that_is_not_ours_does_nothing(mailroom: Mailroom) -> None:
    await handed_in(mailroom)
    await mailroom.take(report("<somebody@else.example>"))
    assert (await department_letter(mailroom)).state is ParcelState.SENT
    assert await mailroom.rows(ReviewItem) == []


async def test_report_is_no_submission_and_is_never_answered(mailroom: Mailroom) -> None:
    await mailroom.take(report(await handed_in(mailroom)))
    assert len(await mailroom.rows(Submission)) == 1
    assert await mailroom.letters_to("MAILER-DAEMON@mx.example.org") == []
    assert len(await mailroom.letters_to(APPLICANT)) == 1
