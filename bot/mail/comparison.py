"""Compare the whole mailbox with the database, and name what the sweeps have passed over."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.mail.imap import Mailbox
from bot.parts import Parts
from handlers.operators import tell_operators
from handlers.storing import begin_anew, begin_mailbox, overlooked
from handlers.wording import say

EVERY = timedelta(days=1)
log = structlog.get_logger()


def place_of(mailbox: Mailbox) -> tuple[str, str, int]:
    """Return what a mailbox's UIDs belong to: account, folder, UIDVALIDITY."""
    return mailbox.account.name, mailbox.account.folder, mailbox.uidvalidity


class Comparison:
    """The comparisons of one connection: the first one at once, then one a day."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Tell whether a day has passed since the last one; a clock that was set back counts as well."""
        return self._last is None or abs(now - self._last) >= EVERY

    async def overlooked(self, parts: Parts, mailbox: Mailbox) -> list[int]:
        """Return the UIDs that should be on disk and are not, and tell the operators of any difference.

        Mail that is on disk and gone from the mailbox is no difference: people may tidy up.
        """
        self._last = parts.clock.now()
        present = await mailbox.all_uids()
        if await self._restored(parts, mailbox, present):
            return []  # everything is above the last UID again
        async with parts.database.transaction() as session:
            await begin_mailbox(session, *place_of(mailbox))
        # Every UID on disk is read: beside those who write, and not on their thread.
        async with parts.database.reading() as session:
            found = await overlooked(session, *place_of(mailbox), present)
        if found:
            log.error("intake.overlooked", uids=found[:20], letters=len(found))
            await self._alarm(parts, mailbox, len(found))
        return found

    async def _restored(self, parts: Parts, mailbox: Mailbox, present: list[int]) -> bool:
        """Tell whether the server counts anew although it says that it does not."""
        uidnext = mailbox.uidnext
        if uidnext is None or uidnext <= max(present, default=0):
            return False  # not told, or told by a server that does not know
        async with parts.database.transaction() as session:
            anew = await begin_anew(session, *place_of(mailbox), uidnext, parts.clock.now())
        if anew:
            log.error("intake.restored", uidnext=uidnext)
            await self._alarm(parts, mailbox, 0)
        return anew

    async def _alarm(self, parts: Parts, mailbox: Mailbox, letters: int) -> None:
        now = parts.clock.now()
        text = say("intake_difference.html", mailbox=mailbox.account.name, letters=letters)
        key = f"operator:comparison:{mailbox.account.name}:{letters > 0}:{now:%Y%m%d}"
        async with parts.database.transaction() as session:
            await tell_operators(session, text, key, now, parts.policy)
        parts.signals.outbox.ring()
