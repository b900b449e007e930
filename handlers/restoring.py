"""What an import may overwrite, remembered so that taking it back restores it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.queries.editions import all_milestones, staff_members
from storage.states import EditionKind, MilestoneState
from storage.tables import Milestone, StaffMember


async def remembered(session: AsyncSession, kind: EditionKind) -> dict[str, Any]:
    """Return what became of milestones, or who is bound to which chat, by the rows' ids."""
    if kind is EditionKind.TASKS:
        return {str(row.id): _milestone(row) for row in await all_milestones(session)}
    if kind is EditionKind.STAFF:
        return {str(row.id): {"chat_id": row.chat_id} for row in await staff_members(session)}
    return {}


async def restore(session: AsyncSession, kind: EditionKind, before: dict[str, Any]) -> None:
    """Put back what was remembered; rows that are new since stay as they are."""
    if kind is EditionKind.TASKS:
        for row in await all_milestones(session):
            _put_back(row, before.get(str(row.id)))
    if kind is EditionKind.STAFF:
        for member in await staff_members(session):
            _bind_again(member, before.get(str(member.id)))


def _milestone(row: Milestone) -> dict[str, Any]:
    return {
        "state": row.state.value,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "closed_by": row.closed_by,
        "evidence": row.evidence,
        "moved_from": row.moved_from.isoformat() if row.moved_from else None,
        "due": row.due.isoformat() if row.due else None,
        "period_done": row.period_done.isoformat() if row.period_done else None,
    }


def _put_back(row: Milestone, before: dict[str, Any] | None) -> None:
    if before is None:
        return
    row.state = MilestoneState(before["state"])
    row.closed_at = datetime.fromisoformat(before["closed_at"]) if before["closed_at"] else None
    row.closed_by, row.evidence = before["closed_by"], before["evidence"]
    done = before.get("period_done")
    row.period_done = date.fromisoformat(done) if done else None
    # An extension that was granted before the import holds again.
    if before.get("moved_from") and before.get("due"):
        row.moved_from = date.fromisoformat(before["moved_from"])
        row.due = date.fromisoformat(before["due"])


def _bind_again(member: StaffMember, before: dict[str, Any] | None) -> None:
    if before is not None and not member.gone and member.chat_id is None:
        member.chat_id = before["chat_id"]
