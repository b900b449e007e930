"""A letter of ours came back."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dispatch import Lost
from handlers.incoming import Incoming
from handlers.lost_parcels import report_lost
from handlers.policy import Policy
from handlers.rules.bounces import Action, Bounce
from storage.queries.letters import parcel_by_message_id
from storage.states import ParcelState


async def note_bounce(
    session: AsyncSession, bounce: Bounce | None, incoming: Incoming, policy: Policy
) -> None:
    """Tie a delivery report to its parcel: failed is dead and a person is told, delayed is noted.

    A report about what was never sent stops nothing: whoever knows a Message-ID can write one.
    """
    parcel = await parcel_by_message_id(session, [f"<{bounce.message_id}>"]) if bounce else None
    if bounce is None or parcel is None or parcel.id is None:
        return
    parcel.remark = f"{bounce.status} {bounce.text}"[:500]
    if bounce.action is not Action.FAILED or parcel.state is not ParcelState.SENT:
        return
    parcel.state = ParcelState.DEAD
    lost = Lost(
        parcel.id, parcel.key, parcel.kind, parcel.recipient, parcel.submission_id, f"被退信：{parcel.remark}"
    )
    await report_lost(session, lost, incoming.now, policy)
