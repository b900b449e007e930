from __future__ import annotations

import base64
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from handlers.rules.automatic import Drop
from handlers.rules.bounces import bounce
from handlers.rules.classify import Classifier
from handlers.rules.desk import DeskFacts
from handlers.rules.mime import ParsedMail, parse_mail, with_texts
from handlers.rules.route import Outcome, Verdict, judge
from handlers.rules.route_report import as_json

SPEC = find_spec("test.test_email")  # some systems ship the interpreter without its own tests
TORTURE = sorted(Path(SPEC.origin).parent.glob("data/*")) if SPEC and SPEC.origin else []
LONGEST = 10.0  # seconds
ADAPTER = TypeAdapter(ParsedMail)
HEAD = b"From: a@example.org\nSubject: x\n"


def ends(raw: bytes, classifier: Classifier) -> Verdict:
    """Take a mail the whole way, through the JSON that leaves the confined process."""
    begun = time.monotonic()
    parsed = ADAPTER.validate_json(ADAPTER.dump_json(with_texts(parse_mail(raw), raw)))
    verdict = judge(parsed, classifier, DeskFacts())
    bounce(parsed, raw)
    assert as_json("m.eml", verdict, parsed)["outcome"] in set(Outcome)
    assert time.monotonic() - begun < LONGEST
    return verdict


@pytest.mark.parametrize("path", TORTURE, ids=lambda path: path.name)
def test_torture_mail_of_the_interpreter_ends_in_an_outcome(path: Path, coastal: Classifier) -> None:
    if path.is_file():
        assert ends(path.read_bytes(), coastal).outcome is not Outcome.ROUTE


def nested(depth: int) -> bytes:
    levels = (b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth))
    return b"From: a@example.org\n" + b"".join(levels) + b"\nhi"


PARTS = b"Content-Type: multipart/mixed; boundary=x\n\n"
HOSTILE = {
    "recipients of 40 kB": HEAD + b"To: " + b"a,(" * 13_000 + b"\n\nx",
    "angle brackets": HEAD + b"To: " + b"<" * 40_000 + b"\n\nx",
    "words of 40 kB": b"From: a@example.org\nSubject: " + b"=?utf-8?q?a?= " * 3_000 + b"\n\nx",
    "half words": b"From: a@example.org\nSubject: " + b"=?" * 20_000 + b"\n\nx",
    "parameters": HEAD + b"Content-Type: text/plain; " + b'a="b;' * 8_000 + b"\n\nx",
    "continuations": HEAD
    + b"Content-Disposition: attachment; filename*=a; filename*0*=b; filename*x*=c\n\nx",
    "100,000 parts": HEAD + PARTS + b"--x\n\na\n" * 100_000,
    "4,000 files": HEAD + PARTS + b'--x\nContent-Type: image/png; name="a.png"\n\na\n' * 4_000,
    "depth 300": nested(300),
    "depth 5,000": nested(5_000),
    "mails in mails": HEAD + b"Content-Type: message/rfc822\n\n" * 200 + b"hi",
    "half a million headers": HEAD + b"X: y\n" * 500_000 + b"\nhi",
    "open page": HEAD + b"Content-Type: text/html\n\n" + b"<div>" * 100_000,
    "page of styles": HEAD + b"Content-Type: text/html\n\n" + b'<p style="color:white">a<b>' * 30_000,
    "quotations": HEAD + b"\n" + b"on 1 2 3 4 \n" * 50_000,
    "dashes": HEAD + b"\n" + b"-" * 1_000_000,
    "one Chinese line": HEAD + b"\n" + "该项目申报材料".encode() * 60_000,
    "one line of digits": HEAD + b"\n" + b"1." * 300_000,
    "sentences": HEAD + b"\n" + "请问我们现申报提交，".encode() * 30_000,
    "null bytes": HEAD + b"\n" + b"\x00" * 100_000,
    "surrogates": HEAD
    + b"Content-Type: text/\xff\xfe; charset=\xed\xa0\x80\nMessage-ID: <\xed\xa0\x80>\n\n\xed\xa0\x80",
    "odd codecs": HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"a-" * 50_000,
    "codec that is none": HEAD + b"Content-Type: text/plain; charset=base64\n\nabc\xff",
    "broken base64": HEAD + b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n=A=B*C",
    "uuencode": HEAD + b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n!!!!\nend",
    "empty": b"",
    "only line ends": b"\r\n" * 10_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_ends_in_an_outcome_in_time(raw: bytes, coastal: Classifier) -> None:
    assert ends(raw, coastal).outcome is not Outcome.ROUTE


def test_mail_with_too_many_parts_goes_to_a_person(coastal: Classifier) -> None:
    verdict = ends(HOSTILE["100,000 parts"], coastal)
    assert verdict.outcome is Outcome.REVIEW
    assert "一万" in verdict.reasons[0]


HEADERS = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=x",
        b'Content-Type: multipart/alternative; boundary="y"',
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x",
        b"Content-Type: text/html; charset=gb2312",
        b"Content-Type: text/plain; charset=big5",
        b"Content-Type: message/rfc822",
        b"Content-Type: message/delivery-status",
        b"Content-Type: message/disposition-notification",
        b"Content-Type: application/octet-stream; name*0*=utf-8''%E7; name*1*=%94%B3",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b'Content-Disposition: attachment; filename="=?gbk?B?yeqxqA==?=.docx"',
        b"Subject: =?hz-gb-2312?Q?~{GkNJ~}?=",
        b"In-Reply-To: <SB-2026-000042-00.1@x>",
        b"Auto-Submitted: auto-replied",
        b"From: =?utf-8?q?a=00b?= <a@example.org>",
        b"From: ",
        b"To: (((((",
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999",
        b"X-\xff\xfe: \xb1\xa1",
        b" folded",
        b": nameless",
        b"no colon",
    ]
)
PIECES = st.one_of(
    HEADERS,
    st.just(b""),
    st.sampled_from([b"--x", b"--x--", b"--y", b"--y--", b"--", b"begin 644 a"]),
    st.binary(max_size=80),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="申报揭榜挂帅请问吗附件一二。，", max_size=40).map(lambda text: text.encode("gb18030")),
    st.binary(max_size=60).map(base64.b64encode),
)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=40), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_made_up_mail_ends_in_an_outcome(coastal: Classifier, pieces: list[bytes], end: bytes) -> None:
    ends(end.join(pieces), coastal)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(HEADERS, max_size=8), st.lists(PIECES, max_size=20))
def test_report_of_a_mail_system_is_never_answered(
    coastal: Classifier, headers: list[bytes], pieces: list[bytes]
) -> None:
    head = b"From: mailer-daemon@example.org\nSubject: Undelivered Mail Returned to Sender"
    verdict = ends(b"\n".join([head, *headers, b"", *pieces]), coastal)
    assert not verdict.acknowledge or verdict.outcome is not Outcome.DROP
    if verdict.drop is Drop.BOUNCE:
        assert verdict.outcome is Outcome.DROP
