"""Facts about mails that were too large to be fetched."""

from __future__ import annotations

import pytest

from handlers.rules.mime import parse_mail
from handlers.rules.oversize import OVERSIZE, oversize_bytes

HEAD = b"Received: from a by b\r\nFrom: a@example.org\r\n\r\n"


def test_mark_of_the_intake_tells_the_size() -> None:
    assert oversize_bytes(parse_mail(f"{OVERSIZE}: 70000000\r\n".encode() + HEAD)) == 70_000_000


def test_ordinary_mail_is_none() -> None:
    assert oversize_bytes(parse_mail(HEAD)) is None
    assert oversize_bytes(parse_mail(b"")) is None


@pytest.mark.parametrize("value", ["", "many", "-5", "1e9", "７０", "²"])
def test_mark_without_a_number_is_none(value: str) -> None:
    assert oversize_bytes(parse_mail(f"{OVERSIZE}: {value}\r\n".encode() + HEAD)) is None


def test_mark_that_a_sender_wrote_is_none() -> None:
    assert (
        oversize_bytes(parse_mail(HEAD.replace(b"\r\n\r\n", f"\r\n{OVERSIZE}: 7\r\n\r\n".encode()))) is None
    )
