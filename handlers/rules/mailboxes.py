"""Mailboxes in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# name@domain in half width; "#", (at) and blanks around the sign are taken for "@".
_MAILBOX = re.compile(
    r"(?<![A-Za-z0-9._%+\-])(?P<local>[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63})"
    r"\s{0,3}(?P<sign>@|#|\(at\)|\[at\])\s{0,3}"
    r"(?P<domain>[A-Za-z0-9\-]{1,63}(?:\s?\.\s?[A-Za-z0-9\-]{1,63}){1,5})",
    re.IGNORECASE,
)
# What looks like a mailbox all the same.
_LEFT = re.compile(
    r"(?<![A-Za-z0-9._%+\-])(?:[A-Za-z0-9._%+\-]{0,64}\s?@|[A-Za-z0-9._%+\-]{2,64}#[A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox with its place in the text; `odd` where it was not printed as an address."""

    start: int
    end: int
    address: str
    odd: bool = False


def mailboxes(half: str) -> Iterator[Mailbox]:
    """Find the mailboxes of a text in half width, in order."""
    for match in _MAILBOX.finditer(half):
        address = f"{match['local']}@{''.join(match['domain'].split())}"
        if _is_address(address):
            yield Mailbox(match.start(), match.end(), address, odd=match[0] != address)


def leftover(half: str) -> str | None:
    """Find something that looks like a mailbox, in a text from which mailboxes have been taken out."""
    match = _LEFT.search(half)
    return match[0] if match else None


@lru_cache(maxsize=1024)  # the same few mailboxes stand behind many categories
def _is_address(address: str) -> bool:
    """Check the syntax (RFC 5321, 4.1.2); nothing is asked of the network."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
