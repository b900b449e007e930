from __future__ import annotations

from email.message import EmailMessage

import pytest

from handlers.rules.automatic import Drop, automatic, duplicate_of, possible_duplicate
from handlers.rules.bounces import Action, bounce
from handlers.rules.desk import DeskFacts
from handlers.rules.mime import ParsedMail, parse_mail

DESK = DeskFacts(addresses=frozenset({"desk@example.org"}), departments=frozenset({"gx@example.org"}))


def mail(
    headers: str, subject: str = "申报材料", sender: str = "a@example.org", *, files: bool = False
) -> ParsedMail:
    message = EmailMessage()
    message["From"] = sender
    message["Subject"] = subject
    message["Message-ID"] = "<m1@example.org>"
    for line in headers.splitlines():
        name, _, value = line.partition(":")
        message[name] = value.strip()
    message.set_content("正文")
    if files:
        message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="申报书.pdf")
    return parse_mail(message.as_bytes())


def test_letter_of_a_person_is_acknowledged() -> None:
    signs = automatic(mail("Disposition-Notification-To: a@example.org\nPrecedence: normal"), DESK)
    assert signs.acknowledge
    assert signs.drop is None
    assert signs.reasons == ()


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-generated",
        "Return-Path: <>",
        "List-Id: <x.example.org>",
        "List-Unsubscribe: <mailto:x@example.org>",
        "Precedence: bulk",
        "Precedence: list",
        "Precedence: junk",
        "Precedence: auto_reply",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, AutoReply",
        "X-Loop: somebody@example.org",
        "Feedback-ID: 1:2:3",
    ],
)
def test_sign_in_a_header_stops_the_acknowledgement_only(headers: str) -> None:
    signs = automatic(mail(headers, files=True), DESK)
    assert not signs.acknowledge
    assert signs.drop is None
    assert signs.reasons


@pytest.mark.parametrize(
    "sender",
    [
        "no-reply@example.org",
        "noreply@example.org",
        "donotreply@example.org",
        "do-not-reply@example.org",
        "system-noreply@example.org",
        "postmaster@example.org",
        "owner-list@example.org",
        "list-request@example.org",
        "list-bounces@example.org",
        "notification@example.org",
        "desk@example.org",
        "GX@example.org",
    ],
)
def test_sender_that_nobody_reads_is_not_answered(sender: str) -> None:
    signs = automatic(mail("", sender=sender), DESK)
    assert not signs.acknowledge
    assert signs.drop is None


@pytest.mark.parametrize(
    "sender", ["renee@example.org", "autohome.zhang@example.org", "rooter@example.org", "noreen@example.org"]
)
def test_names_that_look_like_robots_are_people(sender: str) -> None:
    assert automatic(mail("", sender=sender), DESK).acknowledge


@pytest.mark.parametrize(
    ("headers", "subject", "sender", "drop"),
    [
        ("Auto-Submitted: auto-replied", "回复", "a@example.org", Drop.REPLY),
        ("Auto-Submitted: auto-replied (vacation)", "回复", "a@example.org", Drop.REPLY),
        ("X-Autoreply: yes", "回复", "a@example.org", Drop.REPLY),
        ("", "自动回复: 您好", "a@example.org", Drop.REPLY),
        ("", "自动答复：出差", "a@example.org", Drop.REPLY),
        ("", "Automatic reply: material", "a@example.org", Drop.REPLY),
        ("", "Out of Office: x", "a@example.org", Drop.REPLY),
        ("", "已读: 申报材料", "a@example.org", Drop.NOTICE),
        ("", "Read: material", "a@example.org", Drop.NOTICE),
        ("", "x", "MAILER-DAEMON@example.org", Drop.BOUNCE),
        ("", "系统退信", "postmaster@example.org", Drop.BOUNCE),
        ("X-Failed-Recipients: b@example.org", "x", "a@example.org", Drop.BOUNCE),
        ("X-Loop: desk@example.org", "x", "a@example.org", Drop.LOOP),
        ("Auto-Submitted: auto-generated", "x", "desk@example.org", Drop.LOOP),
    ],
)
def test_mail_of_programmes_is_dropped_with_its_reason(
    headers: str, subject: str, sender: str, drop: Drop
) -> None:
    signs = automatic(mail(headers, subject, sender), DESK)
    assert signs.drop is drop
    assert not signs.acknowledge
    assert signs.reasons


@pytest.mark.parametrize(
    ("headers", "subject"),
    [
        ("Auto-Submitted: auto-replied", "材料"),
        ("", "自动回复: 申报材料"),
        ("", "Re: 自动回复: 申报材料"),
        ("", "回执编号的问题"),
    ],
)
def test_mail_with_files_is_never_taken_for_an_automatic_reply(headers: str, subject: str) -> None:
    assert automatic(mail(headers, subject, files=True), DESK).drop is None


@pytest.mark.parametrize(
    ("subject", "text", "drop"),
    [
        ("Re: 申报回执", "我目前休产假，工作请联系同事小陈。", Drop.REPLY),
        ("答复: 回执", "本人出差在外，无法及时回复，紧急事务请致电。", Drop.REPLY),
        ("Re: receipt", "I am out of the office until May 20.", Drop.REPLY),
        ("回复: 回执", "您好！您的邮件已收到，我会尽快给您回复。", Drop.REPLY),
        ("你好", "邮箱已停用，请联系办公室。（自动回复）", Drop.REPLY),
        ("Re: 申报回执", "我在外出差，请问下周补交行不行？", None),
        ("回复: 回执", "收到，谢谢。", None),
        ("科技特派员", "我下周出差，现提交申报书，请查收。", None),
    ],
)
def test_absence_note_without_a_mark_is_told_by_its_words(subject: str, text: str, drop: Drop | None) -> None:
    head = f"From: a@example.org\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    assert automatic(parse_mail((head + text).encode()), DESK).drop is drop


def test_department_that_says_received_is_heard() -> None:
    head = "From: gx@example.org\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n"
    parsed = parse_mail(f"{head}您的邮件已收到，我们会尽快处理。".encode())
    assert automatic(parsed, DESK).drop is None


def test_too_many_hops_stop_the_acknowledgement() -> None:
    raw = b"Received: from a by b\n" * 51 + b"From: a@example.org\nSubject: x\n\ny"
    assert not automatic(parse_mail(raw), DESK).acknowledge
    assert automatic(parse_mail(raw.replace(b"Received: from a by b\n", b"", 1)), DESK).acknowledge


def test_mail_without_a_sender_is_not_answered() -> None:
    assert not automatic(parse_mail(b"Subject: x\n\ny"), DESK).acknowledge


def test_same_mail_once_more_is_a_duplicate() -> None:
    parsed = mail("")
    seen = DeskFacts(seen_ids={"m1@example.org": "one"}, seen_digests={parsed.content_digest: "one"})
    assert duplicate_of(parsed, seen) == "one"
    assert automatic(parsed, seen).drop is Drop.DUPLICATE


def test_half_agreement_is_a_possible_duplicate_and_is_not_dropped() -> None:
    parsed = mail("")
    by_id = DeskFacts(seen_ids={"m1@example.org": "one"})
    by_content = DeskFacts(seen_digests={parsed.content_digest: "one"})
    for desk in (by_id, by_content):
        assert automatic(parsed, desk).drop is None
        assert possible_duplicate(parsed, desk) == "one"


REPORT = b"""\
From: Mail Delivery System <%(sender)s>
To: desk@example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x

The mail could not be delivered.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; gx@example.org
Action: %(action)s
Status: %(status)s
Diagnostic-Code: smtp; 550 5.1.1 <gx@example.org>: User unknown

--x
%(returned)s
--x--
"""
WHOLE = b"Content-Type: message/rfc822\n\nMessage-ID: <SB-1.2@desk.example.org>\nSubject: x\n\nbody\n"
HEADERS = b"Content-Type: text/rfc822-headers\n\nMessage-ID: <SB-1.2@desk.example.org>\nSubject: x\n"


@pytest.mark.parametrize("returned", [WHOLE, HEADERS])
def test_report_leads_back_to_its_letter(returned: bytes) -> None:
    raw = REPORT % {
        b"sender": b"mailer-daemon@example.org",
        b"action": b"failed",
        b"status": b"5.1.1",
        b"returned": returned,
    }
    found = bounce(parse_mail(raw), raw)
    assert found is not None
    assert found.message_id == "SB-1.2@desk.example.org"
    assert found.recipient == "gx@example.org"
    assert found.action is Action.FAILED
    assert found.status == "5.1.1"
    assert "User unknown" in found.text
    assert automatic(parse_mail(raw), DESK).drop is Drop.BOUNCE


def test_delay_is_no_failure() -> None:
    raw = REPORT % {
        b"sender": b"x@example.org",
        b"action": b"delayed",
        b"status": b"4.4.1",
        b"returned": HEADERS,
    }
    found = bounce(parse_mail(raw), raw)
    assert found is not None
    assert found.action is Action.DELAYED


def test_bounce_in_free_text_is_read() -> None:
    text = (
        "From: PostMaster@example.org\nSubject: 系统退信\nContent-Type: text/plain; charset=utf-8\n\n"
        "很抱歉，您发送到 gx@example.org 的邮件被退回。\n"
        "550 5.2.2 mailbox full\nMessage-ID: <SB-9.1@desk.example.org>\n"
    )
    raw = text.encode()
    found = bounce(parse_mail(raw), raw)
    assert found is not None
    assert (found.recipient, found.status) == ("gx@example.org", "5.2.2")
    assert found.message_id == "SB-9.1@desk.example.org"


def test_other_mail_is_no_bounce() -> None:
    raw = b"From: a@example.org\nSubject: 550 5.1.1\n\nMessage-ID: <x@y>\n"
    assert bounce(parse_mail(raw), raw) is None
