"""What has been imported and who is there, as far as the service cannot do without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force, table_in_force
from handlers.outages import Broken, broken_doors
from handlers.pausing import Stopped, stopped_parts
from handlers.special_days import overrides
from handlers.units import unstaffed_units
from storage.queries.people import operator_chats
from storage.queries.staff import present_members


@dataclass(frozen=True, slots=True)
class Readiness:
    """The years of the documents in force (None: there is none) and the people who are there."""

    guide_year: int | None
    table_year: int | None
    staff: int
    operators: int  # bound to a chat
    unstaffed: tuple[str, ...]  # units of open milestones that nobody stands for
    special_days: dict[date, bool]  # imported days, and whether they are worked
    stopped: tuple[Stopped, ...]  # by operators
    broken: tuple[Broken, ...]  # ways in and out that the service could not use when it last tried


async def readiness(session: AsyncSession) -> Readiness:
    """Look at what is in force."""
    guide, table = await guide_in_force(session), await table_in_force(session)
    return Readiness(
        guide.guide.year if guide else None,
        table.table.year if table else None,
        len(await present_members(session)),
        len(await operator_chats(session)),
        tuple(await unstaffed_units(session)),
        await overrides(session),
        await stopped_parts(session),
        tuple(each for each in await broken_doors(session) if each.told),
    )
