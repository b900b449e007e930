"""A mail over the size limit, of which only the headers are kept."""

from __future__ import annotations

from handlers.rules.mime import ParsedMail

OVERSIZE = "X-Shenbao-Oversize"  # put on top by the intake; the value is the mail's size in bytes


def oversize_bytes(mail: ParsedMail) -> int | None:
    """Return the size of a mail that was too large to be fetched; None for any other.

    Only the first header counts, which the intake wrote: a sender's own mark stands below Received.
    """
    name, value = mail.headers[0] if mail.headers else ("", "")
    return int(value) if name == OVERSIZE.lower() and value.isascii() and value.isdigit() else None
