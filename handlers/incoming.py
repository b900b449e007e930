"""A letter from the intake with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.known import Known
from handlers.rules.mime import ParsedMail
from handlers.rules.route import Verdict
from storage.tables import Letter


@dataclass(frozen=True, slots=True)
class Incoming:
    """A stored letter, its parsed mail and the verdict about it.

    `known` is what was looked up for its batch; None for a letter that is taken up again later. `proven`:
    its sender has shown to read what we write to the address, so that a forged From is out of the question.
    """

    row: Letter
    mail: ParsedMail
    verdict: Verdict
    now: datetime
    known: Known | None = None
    proven: bool = False

    @property
    def id(self) -> int:
        """Return the row's id."""
        if self.row.id is None:
            raise ValueError("a letter without a row")
        return self.row.id

    @property
    def references(self) -> tuple[str, ...]:
        """Return the References of an answer to it (RFC 5322, 3.6.4), in angle brackets."""
        own = (self.mail.message_id,) if self.mail.message_id else ()
        return tuple(f"<{each}>" for each in (*self.mail.references[-10:], *own))

    @property
    def in_reply_to(self) -> str | None:
        """Return its Message-ID in angle brackets."""
        return f"<{self.mail.message_id}>" if self.mail.message_id else None
