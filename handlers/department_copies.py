"""Who else of the office gets what goes to a department."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.milestone_values import person_value
from handlers.policy import Policy
from handlers.rules.copies import assigned
from handlers.rules.guide import copies_to
from storage.queries.staff import present_members
from storage.tables import Submission


async def copies_of(session: AsyncSession, submission: Submission, policy: Policy) -> tuple[str, ...]:
    """Return the mailboxes besides the addressee's: those of the guide, then those that the office assigned.

    Whoever has a copy answers for the department.
    """
    mailbox = submission.mailbox or ""
    found = await guide_in_force(session)
    copies = copies_to(found.guide, mailbox) if found else ()
    if policy.copies:
        people = [person_value(row) for row in await present_members(session)]
        categories = (submission.category or "").split("、")
        copies = (*copies, *assigned(policy.copies, people, submission.department, categories))
    known = {mailbox.lower(), policy.address.lower()}
    return tuple(dict.fromkeys(each for each in copies if each.lower() not in known))
