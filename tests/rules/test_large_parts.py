"""Large base64 is read as the library reads it, and does not pass through its lines."""

from __future__ import annotations

import random
from base64 import encodebytes
from email import message_from_bytes
from hashlib import sha256

import pytest

from handlers.rules.large_parts import lightened, plain_base64
from handlers.rules.mime import attachments_data, parse_mail

SCAN = random.Random(7).randbytes(40_000)  # noqa: S311 - the same bytes every time
CODED = encodebytes(SCAN)
HEAD = b"From: a@example.org\nSubject: x\nContent-Type: multipart/mixed; boundary=edge-of-it\n\n"
FILE = b"--edge-of-it\nContent-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\n\n"
END = b"--edge-of-it--\n"
TEXT = b"--edge-of-it\nContent-Type: text/plain\n\nhello\n"
FORWARDED = b"--edge-of-it\nContent-Type: message/rfc822\n\nFrom: b@example.org\n\n" + CODED
WHOLE = HEAD + TEXT + FILE + CODED + END


def by_the_library(raw: bytes) -> list[bytes]:
    parts = (part for part in message_from_bytes(raw).walk() if part.get_filename())
    return [data for part in parts if isinstance(data := part.get_payload(decode=True), bytes)]


@pytest.mark.parametrize(
    "raw",
    [
        WHOLE,
        WHOLE.replace(b"\n", b"\r\n"),
        HEAD + FILE + CODED + FILE + b"\n\n" + CODED + END,
        HEAD + FILE + CODED + b"\n\n\n" + END,
        HEAD + FILE + CODED[:-20] + END,
        HEAD + FILE + CODED[:3000] + b"!-\xff \n" + CODED[3000:] + END,
        HEAD + FILE + CODED + b"one more\n" + CODED + END,
        HEAD + FILE + CODED.replace(b"\n", b"\r", 3) + END,
        HEAD + FILE + CODED,
        HEAD + FILE.replace(b"base64", b"quoted-printable") + CODED + END,
        HEAD + FILE.replace(b"base64", b"7bit") + CODED + END,
        HEAD + FILE + b"LargeStretch00000000Z\n" + FILE + CODED + END,
    ],
    ids=range(12),
)
def test_files_are_what_the_library_gives(raw: bytes) -> None:
    assert attachments_data(raw) == by_the_library(raw)


@pytest.mark.parametrize("word", [b"base64 ", b"base64;", b"BASE64 (a comment)"])
@pytest.mark.parametrize("bytes_of_file", [57, len(SCAN)])
def test_base64_is_known_with_more_behind_the_word(word: bytes, bytes_of_file: int) -> None:
    raw = HEAD + FILE.replace(b"base64", word) + encodebytes(SCAN[:bytes_of_file]) + END

    assert attachments_data(raw) == [SCAN[:bytes_of_file]]


def test_large_file_is_listed_with_its_digest() -> None:
    (file,) = parse_mail(WHOLE).attachments

    assert (file.bytes, file.sha256) == (len(SCAN), sha256(SCAN).hexdigest())


def test_parser_sees_a_mark_in_place_of_a_large_file() -> None:
    light = lightened(WHOLE)

    assert light is not None
    assert len(light.text) < 1_000
    assert light.restored(light.text) == WHOLE


@pytest.mark.parametrize("raw", [HEAD + TEXT + END, b"", b"\n\n", HEAD + TEXT + CODED.replace(b"\n", b"-\n")])
def test_mail_without_a_large_file_stays_as_it_is(raw: bytes) -> None:
    assert lightened(raw) is None


def test_text_of_a_mail_that_names_a_mark_is_not_replaced() -> None:
    raw = WHOLE.replace(b"hello", b"LargeStretch00000000Z")

    assert parse_mail(raw).text == "LargeStretch00000000Z"


def test_attached_mail_is_given_as_it_stands() -> None:
    raw = HEAD + FORWARDED + END

    assert attachments_data(raw) == [b"From: b@example.org\n\n" + CODED.removesuffix(b"\n")]


@pytest.mark.parametrize("text", [b"QUJD=QUJD", b"QUJ", b"Q!UJD", b"QUI", "恶".encode()])
def test_what_is_no_plain_base64_is_left_to_the_library(text: bytes) -> None:
    assert plain_base64(text) is None


def test_content_digest_counts_line_ends_alike() -> None:
    ends = [WHOLE, WHOLE.replace(b"\n", b"\r\n"), b"\n" + WHOLE + b" \r\n\n"]

    assert len({parse_mail(raw).content_digest for raw in ends}) == 1
