"""The last import is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.editions import apply_rows, value_of
from handlers.follow_news import tell_followers
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.restoring import restore
from storage.queries.editions import edition_before, last_edition
from storage.states import EditionKind


@dataclass(frozen=True, slots=True)
class Undone:
    """The import that was taken back, and what is in force again."""

    kind: str
    title: str
    back_to: str | None


async def undo_import(session: AsyncSession, now: datetime, policy: Policy, actor: Actor) -> Undone:
    """Put the edition before the last import in force again; refuses where there is none to go back to.

    What was closed or bound before the import is so again; the edition taken back is kept.
    """
    last = await last_edition(session)
    before = await edition_before(session, last) if last else None
    if last is None or before is None or before.id is None:
        raise Refusal("import_nothing_to_undo")
    last.in_force, last.taken_back, before.in_force = False, True, True
    today = now.astimezone(policy.zone).date()
    await apply_rows(session, value_of(before), before.id, today, policy)
    await restore(session, last.kind, last.before)
    await record(session, policy, now, actor, "import.undo", f"{last.kind}:{last.id}")
    if last.kind is EditionKind.GUIDE:
        await tell_followers(session, value_of(last), value_of(before), f"undo-{last.id}", now, policy)
    return Undone(last.kind.value, last.title, before.title)
