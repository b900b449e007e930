"""Facts about believing the From address."""

from __future__ import annotations

import pytest

from handlers.rules.authentication import authentication_failed, authentication_words
from handlers.rules.mime import ParsedMail, parse_mail


def mail(*results: str) -> ParsedMail:
    headers = "".join(f"Authentication-Results: {each}\r\n" for each in results)
    return parse_mail(f"{headers}From: a@example.org\r\n\r\nx\r\n".encode())


@pytest.mark.parametrize(
    "result",
    [
        "mx.example.org; dmarc=fail header.from=example.org",
        "mx.example.org; spf=pass smtp.mailfrom=evil.example; dkim=pass; dmarc=fail",
        "mx.example.org; spf=fail smtp.mailfrom=a@example.org",
        "mx.example.org; spf=hardfail; dkim=none",
        "mx.example.org; SPF=FAIL; DKIM=FAIL",
    ],
)
def test_named_failure_is_a_failure(result: str) -> None:
    assert authentication_failed(mail(result))


@pytest.mark.parametrize(
    "result",
    [
        "mx.example.org; dmarc=pass",
        "mx.example.org; spf=fail; dkim=pass; dmarc=pass",
        "mx.example.org; spf=fail; dkim=pass",
        "mx.example.org; spf=softfail; dkim=none",
        "mx.example.org; none",
        "mx.example.org; spf=neutral; dmarc=none",
    ],
)
def test_what_passed_or_says_nothing_is_no_failure(result: str) -> None:
    assert not authentication_failed(mail(result))


def test_without_the_header_nothing_failed_and_the_department_reads_that_nothing_is_known() -> None:
    assert not authentication_failed(mail())
    assert "没有给出" in authentication_words(mail())


def test_only_the_topmost_header_counts_since_a_sender_may_write_others() -> None:
    assert authentication_failed(mail("mx.example.org; dmarc=fail", "mx.example.org; dmarc=pass"))
    assert not authentication_failed(mail("mx.example.org; dmarc=pass", "forged; dmarc=fail"))


def test_department_reads_what_the_server_found() -> None:
    assert "未通过" in authentication_words(mail("mx.example.org; dmarc=fail"))
    assert "未见异常" in authentication_words(mail("mx.example.org; dmarc=pass"))
