"""After a backup was brought back: what the machine before may have done since is not done once more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import COMMAND, record
from handlers.operators import tell_operators
from handlers.policy import Policy
from handlers.quotas import RELEASED
from handlers.review import Matter, open_item
from handlers.wording import say
from storage.queries.letters import position_of
from storage.queries.restored import (
    doubt_mailboxes,
    set_aside,
    skip_numbers,
    unknown_keys,
    waiting_parcels,
)
from storage.rows import new_row
from storage.states import Channel, LetterState, ParcelKind, ParcelState
from storage.tables import Letter, Parcel

RESTORED: Final = "restored"  # the outcome of a letter that came since the backup, and the kind of the item
SKIPPED: Final = 1000  # receipt numbers that the machine before may have given
# Keys that name a fact and a day of its own, so that the same key is the same message on any machine.
NATURAL: Final = ("reminder:", "overview:", "operator:weekly:", "operator:reminders:")
BEFORE: Final = "由原来的机器发出"
HANDLED: Final = "工作人员确认：原来的机器已处理"


@dataclass(frozen=True, slots=True)
class Doubts:
    """What was done about what the machine before may have done."""

    held: int  # parcels that wait for an operator
    sent: int  # parcels that the journal says have left


async def settle_doubts(
    session: AsyncSession, made_at: datetime, sent: Collection[str] | None, now: datetime, policy: Policy
) -> Doubts:
    """Keep what may have been done since a backup from being done twice, and tell the operators.

    `sent` are the keys of the parcels that are known to have left since; None where nobody knows: then all
    that waits is held for a person.
    """
    waiting = await waiting_parcels(session)
    for parcel in waiting:
        if sent is None:
            parcel.state = ParcelState.HELD
        elif parcel.key in sent:
            parcel.state, parcel.sent_at, parcel.remark = ParcelState.SENT, now, BEFORE
    known = [parcel for parcel in waiting if parcel.state is ParcelState.SENT]
    await session.flush()
    await _remember(session, sent or (), now)
    await skip_numbers(session, "receipt:", SKIPPED)
    await doubt_mailboxes(session, made_at)
    doubts = Doubts(len(waiting) if sent is None else 0, len(known))
    await record(session, policy, now, COMMAND, "restore", "desk", held=doubts.held, sent=doubts.sent)
    text = say(
        "restored.html", made_at=made_at.astimezone(policy.zone), doubts=doubts, skipped=SKIPPED, sure=sent
    )
    await tell_operators(session, text, f"operator:restored:{now.timestamp():.0f}", now, policy, both=True)
    return doubts


async def _remember(session: AsyncSession, sent: Collection[str], now: datetime) -> None:
    """Take up reminders that the machine before sent, so that planning does not bring them once more."""
    natural = [key for key in sent if key.startswith(NATURAL)]
    session.add_all(
        new_row(
            Parcel,
            key=key,
            kind=ParcelKind.MESSAGE,
            channel=Channel.CHAT,
            recipient="",
            state=ParcelState.SENT,
            created_at=now,
            not_before=now,
            sent_at=now,
            remark=BEFORE,
        )
        for key in sorted(await unknown_keys(session, natural))
    )


async def end_doubt(session: AsyncSession, account: str, folder: str, now: datetime, policy: Policy) -> int:
    """End the first reading of a mailbox after a restore; returns how many letters wait for a person.

    They are put before the operators as one item: to let all of them go on, or none.
    """
    position = await position_of(session, account, folder)
    if position is None or position.restored_from is None:
        return 0
    made_at, position.restored_from = position.restored_from.astimezone(policy.zone), None
    letters = await set_aside(session, account, folder, RESTORED)
    if letters:
        reason = (
            f"备份（{made_at:%Y-%m-%d %H:%M}）以后收到、已经读过的来信 {len(letters)} 封，"
            "原来的机器可能已经处理。请到邮箱里核对：没有处理过就放行，已经处理过就忽略"
        )
        await open_item(session, Matter(RESTORED, [reason], letters[0]), now, policy)
    return len(letters)


async def let_go_on(session: AsyncSession, first: Letter, now: datetime) -> None:
    """Let the letters of a mailbox go on that came since the backup."""
    for letter in await set_aside(session, first.account, first.folder, RESTORED):
        letter.state, letter.outcome, letter.tries = LetterState.STORED, RELEASED, 0
        letter.released_at = now


async def leave_handled(session: AsyncSession, first: Letter) -> None:
    """Keep the letters of a mailbox that came since the backup: the machine before has handled them."""
    for letter in await set_aside(session, first.account, first.folder, RESTORED):
        letter.state, letter.reasons = LetterState.JUDGED, [*letter.reasons, HANDLED]
