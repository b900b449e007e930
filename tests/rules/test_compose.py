"""Facts about the bytes of letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail.outgoing import demand_clean
from handlers.rules.compose import Enclosure, LetterSpec, compose, readdress
from handlers.rules.mime import attachment_data, parse_mail
from handlers.wording import one_line

SPEC = LetterSpec(
    sender="desk@example.org",
    sender_name="申报台",
    recipient="kjjgxjsk@example.org",
    subject="[回执 SB-2022-000001-XX] 高新技术企业 — 江门示例科技有限公司",
    body="各位老师：\n材料请查收。\n.\n完\n",
    message_id="<SB-2022-000001-XX.1.1@example.org>",
    at=datetime(2022, 6, 20, 1, 0, tzinfo=UTC),
    reply_to="desk@example.org",
)
OUTLOOK = "<TYZPR01MB1234567890ABCDEF@TYZPR01MB12345.apcprd01.prod.exchangelabs.com.outlook>"
ORIGINAL = (
    b"From: a@example.org\r\nSubject: \xb1\xea\nX: bare newline\r\n\r\n8bit \xff\x00 body\r\r\n.\r\nFrom x"
)


def changed(field: str, text: str) -> LetterSpec:
    values: dict[str, Any] = {field: text}
    return replace(SPEC, **values)


def parsed(raw: bytes) -> EmailMessage:
    message: EmailMessage = message_from_bytes(raw, policy=default)
    return message


def enclosed(*files: tuple[str, str, bytes]) -> bytes:
    spec = replace(SPEC, enclosures=tuple(Enclosure(name, kind, "0" * 64) for name, kind, _ in files))
    return compose(spec, [raw for _, _, raw in files])


def test_letter_is_what_smtp_passes_on_unchanged() -> None:
    demand_clean(compose(SPEC))
    demand_clean(enclosed(("附件.pdf", "application/pdf", bytes(range(256)) * 40)))


def test_letter_says_what_its_specification_says() -> None:
    message = parsed(compose(SPEC))
    assert message["Subject"] == SPEC.subject
    assert message["From"].addresses[0].display_name == "申报台"
    assert message["From"].addresses[0].addr_spec == "desk@example.org"
    assert message["To"] == SPEC.recipient
    assert message["Reply-To"] == "desk@example.org"
    assert message["Message-ID"] == SPEC.message_id
    assert message["Date"].datetime == SPEC.at
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message.get_content().replace("\r\n", "\n") == SPEC.body
    assert message["In-Reply-To"] is None


def test_same_specification_gives_the_same_bytes() -> None:
    assert compose(SPEC) == compose(SPEC)


@pytest.mark.parametrize(
    "field", ["subject", "recipient", "reply_to", "reply_name", "sender_name", "message_id"]
)
@pytest.mark.parametrize(
    "poison", ["\r\nBcc: x@example.net", "\nBcc: x@example.net", "\r\n\r\nbody", "\u2028Bcc: x"]
)
def test_no_header_can_be_smuggled_in(field: str, poison: str) -> None:
    text = str(getattr(SPEC, field)) + poison
    try:
        raw = compose(changed(field, text))
    except ValueError:
        return  # refused, so nothing was written
    assert parsed(raw)["Bcc"] is None
    assert parsed(raw).get_content().replace("\r\n", "\n") == SPEC.body


@pytest.mark.parametrize(
    "poison",
    ["<a@b>\r\nBcc: x@example.net", "<a\u2028b@c>", "<" + "x" * 2000 + "@c>", "<张三@c>", "no brackets", ""],
)
def test_message_id_that_breaks_the_rules_is_left_out(poison: str) -> None:
    raw = compose(replace(SPEC, in_reply_to=poison, references=("<first@example.org>", poison)))
    demand_clean(raw)
    message = parsed(raw)
    assert message["In-Reply-To"] is None
    assert message["References"] == "<first@example.org>"
    assert message["Bcc"] is None


def test_long_message_id_of_others_is_written_as_it_came() -> None:
    raw = compose(replace(SPEC, in_reply_to=OUTLOOK, references=(OUTLOOK,) * 12))
    demand_clean(raw)
    assert f"In-Reply-To: {OUTLOOK}\r\n".encode() in raw
    mail = parse_mail(raw)
    assert mail.in_reply_to == OUTLOOK.strip("<>")
    assert mail.references == (OUTLOOK.strip("<>"),) * 12


@pytest.mark.parametrize(
    "name",
    [
        "01_项目申报书（盖章版）.pdf",
        "01_" + "很长的文件名" * 9 + ".docx",
        "01_a 'quoted'; name=x.pdf",
        "01_100%.pdf",
        "01_résumé’s.pdf",
    ],
)
def test_attachment_keeps_its_name_and_bytes(name: str) -> None:
    content = bytes(range(256)) * 3
    raw = enclosed((name, "application/pdf", content))
    (part,) = parsed(raw).iter_attachments()
    assert part.get_filename() == name
    assert part.get_payload(decode=True) == content
    assert parse_mail(raw).attachments[0].name == name
    assert attachment_data(raw, 0) == content


@pytest.mark.parametrize(
    "kind", ["message/rfc822", "message/partial", "multipart/mixed", "nonsense", "", "text/"]
)
def test_original_travels_byte_by_byte_whatever_its_type_says(kind: str) -> None:
    raw = enclosed(("original.eml", kind, ORIGINAL))
    (part,) = parsed(raw).iter_attachments()
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_payload(decode=True) == ORIGINAL


@pytest.mark.parametrize(
    "kind",
    ["application/pdf\r\nX-Evil: 1", "application/p df", "应用/文件", "text/plain; charset=utf-16", "a/b/c"],
)
def test_type_that_a_sender_invented_breaks_no_letter(kind: str) -> None:
    raw = enclosed(("a.bin", kind, b"\xff\x00"))
    demand_clean(raw)
    (part,) = parsed(raw).iter_attachments()
    assert part["X-Evil"] is None
    assert part.get_payload(decode=True) == b"\xff\x00"


def test_text_attachment_is_not_decoded_on_its_way() -> None:
    content = "GBK 文本\n".encode("gbk") + b"\r\n.\r\n"
    raw = enclosed(("说明.txt", "text/plain", content))
    assert attachment_data(raw, 0) == content


def test_letter_with_files_has_the_same_bytes_each_time_and_no_boundary_inside() -> None:
    files = (("a.pdf", "application/pdf", bytes(range(256)) * 40), ("original.eml", "", ORIGINAL))
    raw = enclosed(*files)
    assert raw == enclosed(*files)
    boundary = parsed(raw).get_boundary()
    assert boundary
    assert raw.count(f"--{boundary}".encode()) == len(files) + 2


def test_name_longer_than_a_line_may_be_travels_in_pieces() -> None:
    name = "材料" * 150 + ".pdf"
    raw = enclosed((name, "application/pdf", b"%PDF"))
    demand_clean(raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 100
    assert next(parsed(raw).iter_attachments()).get_filename() == name


def test_number_of_files_and_enclosures_must_agree() -> None:
    with pytest.raises(ValueError, match="zip"):
        compose(replace(SPEC, enclosures=(Enclosure("a", "b/c", "0" * 64),)), [])


@settings(max_examples=150, deadline=None)
@given(subject=st.text(max_size=200), body=st.text(max_size=400))
def test_any_words_make_a_clean_letter(subject: str, body: str) -> None:
    subject = one_line(subject.encode("utf-8", "ignore").decode())
    body = body.encode("utf-8", "ignore").decode()
    raw = compose(replace(SPEC, subject=subject, body=body))
    demand_clean(raw)
    assert parse_mail(raw).subject.split() == subject.split()


def test_sandbox_letter_names_its_real_recipient_and_keeps_the_rest() -> None:
    raw = enclosed(("附件.pdf", "application/pdf", b"%PDF"))
    moved = readdress(raw, "sandbox@example.org", SPEC.recipient)
    demand_clean(moved)
    message = parsed(moved)
    assert message.get_all("To") == ["sandbox@example.org"]
    assert message["X-Meant-For"] == SPEC.recipient
    assert message.get_all("Subject") == [f"[试运行，原收件人 {SPEC.recipient}] {SPEC.subject}"]
    assert message["Message-ID"] == SPEC.message_id
    assert moved.partition(b"\r\n\r\n")[2] == raw.partition(b"\r\n\r\n")[2]


def test_sandbox_letter_keeps_long_references() -> None:
    raw = compose(replace(SPEC, in_reply_to=OUTLOOK, references=(OUTLOOK, OUTLOOK)))
    moved = readdress(raw, "sandbox@example.org", SPEC.recipient)
    assert parse_mail(moved).references == (OUTLOOK.strip("<>"),) * 2
