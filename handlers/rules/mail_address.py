"""One mail address, judged."""

from __future__ import annotations

import re


def read_address(text: str) -> str | None:
    """Give an ASCII mail address in its usual form (RFC 5321, 4.1.2), or None where it is none."""
    from email_validator import EmailNotValidError, validate_email

    plain = re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE).strip("<> ")
    try:
        return validate_email(plain, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None
