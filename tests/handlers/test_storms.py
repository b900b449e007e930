"""Storms and loops: automatic mail draws no answer in any number, one sender's flood harms nobody else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.known import Opened
from handlers.letters import begin_tries, take_all
from handlers.rules.mime import parse_mail, with_texts
from handlers.storing import NewLetter, begin_mailbox, keep
from storage.database import open_database
from storage.states import LetterState
from storage.tables import Letter, Parcel, Submission
from tests.handlers.mailroom import APPLICANT, DESK, NOW, PDF, Mailroom, mail
from tests.handlers.test_delivery import SUBJECT

OTHER = "desk@example.net"
STEP = timedelta(seconds=10)
TEXT = "我单位申报促进高新技术企业树标提质专项，材料见附件。"


def submission(number: int, sender: str) -> bytes:
    files = [(f"项目申报书{number}.pdf", PDF + b"%d" % number)]
    return mail(SUBJECT, f"{TEXT}（第 {number} 份）", sender=sender, files=files)


# Two desks that write to each other.


@asynccontextmanager
async def desk_of(folder: Path, address: str) -> AsyncIterator[Mailroom]:
    database = await open_database(folder / "desk.db", create=True)
    try:
        made = Mailroom(database, folder / "blobs")
        made.policy = replace(made.policy, address=address)
        await made.import_guide()
        yield made
    finally:
        await database.close()


def acknowledgements(parcels: Iterable[Parcel], recipient: str) -> list[Parcel]:
    return [each for each in parcels if each.recipient == recipient]


async def exchange(one: Mailroom, other: Mailroom, strip: Callable[[bytes], bytes]) -> None:
    """Carry letters to and fro for ten minutes of their time."""
    carried: set[tuple[str, int]] = set()
    while one.now < NOW + timedelta(minutes=10):
        for source, target in ((one, other), (other, one)):
            for parcel in acknowledgements(await source.rows(Parcel), target.policy.address):
                if (source.policy.address, parcel.id or 0) not in carried:
                    carried.add((source.policy.address, parcel.id or 0))
                    await target.take(strip(parcel.raw or b""))
            source.now += STEP


def untouched(raw: bytes) -> bytes:
    return raw


def without_signs(raw: bytes) -> bytes:
    """Take away what tells automatic mail, as some gateways do."""
    head, _, body = raw.partition(b"\r\n\r\n")
    kept = re.sub(rb"(?im)^(auto-submitted|x-auto-response-suppress|x-loop|precedence):.*\r\n", b"", head)
    return kept + b"\r\n\r\n" + body


@pytest.mark.parametrize(("strip", "most"), [(untouched, 1), (without_signs, 3)])
async def test_two_desks_that_write_to_each_other_fall_silent(
    tmp_path: Path, strip: Callable[[bytes], bytes], most: int
) -> None:
    async with desk_of(tmp_path / "a", DESK) as one, desk_of(tmp_path / "b", OTHER) as other:
        # A person writes to each desk from the other desk's mailbox.
        await one.take(submission(1, OTHER))
        await other.take(submission(2, DESK))
        await exchange(one, other, strip)
        sent = acknowledgements(await one.rows(Parcel), OTHER)
        back = acknowledgements(await other.rows(Parcel), DESK)
    assert 1 <= len(sent) <= most
    assert 1 <= len(back) <= most


# Storms.


async def take_waiting(mailroom: Mailroom, mails: list[bytes]) -> None:
    """Store mails and decide about them, in batches as the desk's loop does."""
    async with mailroom.database.transaction() as session:
        await begin_mailbox(session, DESK, "INBOX", 1)
        new = [
            NewLetter(DESK, "INBOX", 1, uid, mailroom.blobs.put(raw), len(raw))
            for uid, raw in enumerate(mails, 1)
        ]
        await keep(session, new, mailroom.now)
    while True:
        async with mailroom.database.transaction() as session:
            letters = await begin_tries(session, 100, mailroom.now, mailroom.policy)
            raws = [mailroom.blobs.get(letter.blob) for letter in letters]
            batch = [
                Opened(letter, with_texts(parse_mail(raw), raw), raw)
                for letter, raw in zip(letters, raws, strict=True)
            ]
            await take_all(session, batch, mailroom.now, mailroom.policy)
        if not letters:
            return


REPORT = """\
From: {sender}
To: shenbao@example.org
Subject: {subject}
Date: Mon, 20 Jun 2022 09:00:00 +0800
Message-ID: <bounce{number}@mx.example.net>
{headers}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain; charset=utf-8

您的邮件没有送达。
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; nobody{number}@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b--
"""
PLAIN = """\
From: {sender}
To: shenbao@example.org
Subject: {subject}
Date: Mon, 20 Jun 2022 09:00:00 +0800
Message-ID: <bounce{number}@mx.example.net>
{headers}Content-Type: text/plain; charset=utf-8

很抱歉，您发给 nobody{number}@example.net 的邮件被退回，申报促进高新技术企业树标提质专项。
"""
# Shape, sender, subject, further headers: what mail systems write, from RFC 3464 to home-made.
BOUNCES = (
    (REPORT, "MAILER-DAEMON@mx.example.net", "Undelivered Mail Returned to Sender", "Return-Path: <>\n"),
    (REPORT, "postmaster@qq.example.net", "系统退信/Systems bounce", ""),
    (REPORT, "Mail Delivery System <mailer-daemon@example.net>", "Delivery Status Notification", ""),
    (PLAIN, "mailer-daemon@example.net", "failure notice", "Return-Path: <>\n"),
    (PLAIN, "postmaster@example.net", "邮件被退回", ""),
    (PLAIN, "system@example.net", "投递失败通知", "Return-Path: <>\n"),
    (PLAIN, "nobody@example.net", "Returned mail", "X-Failed-Recipients: nobody@example.net\n"),
    (PLAIN, "user@example.net", "自动回复：外出", "Auto-Submitted: auto-replied\n"),
)


def bounce(number: int) -> bytes:
    shape, sender, subject, headers = BOUNCES[number % len(BOUNCES)]
    text = shape.format(sender=sender, subject=subject, headers=headers, number=number)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.timeout(240)
async def test_storm_of_a_thousand_bounces_draws_no_letter(mailroom: Mailroom) -> None:
    await take_waiting(mailroom, [bounce(number) for number in range(1_000)])
    assert {each.outcome for each in await mailroom.rows(Letter)} == {"drop"}
    assert len(await mailroom.rows(Letter)) == 1_000
    assert await mailroom.rows(Parcel) == []
    assert await mailroom.rows(Submission) == []


async def test_flood_from_one_sender_draws_three_acknowledgements_and_the_others_are_served(
    mailroom: Mailroom,
) -> None:
    flood = [submission(number, "flood@example.org") for number in range(100)]
    others = [submission(1_000 + number, f"unit{number}@example.org") for number in range(5)]
    await take_waiting(mailroom, [*flood[:50], *others, *flood[50:]])
    letters = [each.recipient for each in await mailroom.parcels("ack:")]
    assert letters.count("flood@example.org") == 3
    assert sorted(set(letters) - {"flood@example.org"}) == [
        f"unit{number}@example.org" for number in range(5)
    ]
    # Nothing of the flood is lost either: what is beyond the day's quota waits for an operator.
    rows = await mailroom.rows(Letter)
    assert [len(rows), sum(row.state is LetterState.ASIDE for row in rows)] == [105, 50]
    assert len(await mailroom.rows(Submission)) == 55


async def test_applicant_is_served_while_the_cap_over_all_is_reached(mailroom: Mailroom) -> None:
    mailroom.policy = replace(mailroom.policy, acknowledgements_in_all=0)
    await mailroom.take(submission(1, APPLICANT))
    assert await mailroom.parcels("ack:") == []
    assert len(await mailroom.parcels("department:")) == 1
