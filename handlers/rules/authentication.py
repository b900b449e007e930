"""Whether the receiving server believed who a mail says it is from."""

from __future__ import annotations

import re

from handlers.rules.mime import ParsedMail

# RFC 8601: a method and its result; only an explicit fail counts, "none" and "neutral" say nothing.
_FAILED = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*(?:hard)?fail\b", re.IGNORECASE)
_PASSED = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*pass\b", re.IGNORECASE)


def authentication_failed(mail: ParsedMail) -> bool:
    """Tell whether the topmost Authentication-Results header, our own server's, names a failure.

    DMARC decides where it stands; else SPF and DKIM must not both have failed to pass (RFC 7489, 3.1).
    """
    results = mail.header("authentication-results")
    failed = {match[1].lower() for match in _FAILED.finditer(results)}
    passed = {match[1].lower() for match in _PASSED.finditer(results)}
    if "dmarc" in failed | passed:
        return "dmarc" in failed
    return bool(failed) and not passed


def authentication_words(mail: ParsedMail) -> str:
    """Say in words what the receiving server found, for the department's cover note."""
    if not mail.has("authentication-results"):
        return "收信服务器没有给出发件人验证结果"
    return "发件人验证未通过，请留意是否冒名" if authentication_failed(mail) else "发件人验证未见异常"
