"""The weekly line to operators: how much the desk did by itself, and what could be taught to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.aliases import list_aliases
from handlers.desk_alarms import office_hours
from handlers.editions import guide_in_force
from handlers.examples import learnt_examples
from handlers.operators import tell_operators
from handlers.policy import Policy
from handlers.quotas import OVER
from handlers.rules.route import Outcome
from handlers.rules.suggestions import Suggestion, suggest
from handlers.rules.workdays import DAY
from handlers.wording import say
from storage.queries.letters import count_outcomes, has_letters
from storage.queries.review import open_items
from storage.queries.submissions import count_passed_on
from storage.tables import Serial

WEEK: Final = timedelta(days=7)
BY_HAND: Final = frozenset({Outcome.REVIEW, OVER})  # outcomes that a person has decided, or must decide
MARK: Final = "weekly-report"  # the counter that holds the last day of a report, as its ordinal


async def write_weekly_report(session: AsyncSession, now: datetime, policy: Policy) -> bool:
    """Write the line at the digest's hour of the week's first working day, once."""
    local = now.astimezone(policy.zone)
    if local.time() < policy.digest_at or not is_first_workday(now, policy):
        return False
    mark = await session.get(Serial, MARK)
    if mark is None:
        mark = Serial(name=MARK)
        session.add(mark)
    if mark.value == local.date().toordinal():
        return False
    mark.value = local.date().toordinal()
    if not await has_letters(session):
        return False  # a desk that has just been set up has nothing to tell
    counts = await count_outcomes(session, now - WEEK)
    text = say(
        "weekly_report.html",
        total=sum(counts.values()),
        automatic=sum(count for outcome, count in counts.items() if outcome not in BY_HAND),
        corrected=await count_passed_on(session, now - WEEK, Outcome.ROUTE),
        open=len(await open_items(session)),
        suggestions=await suggestions(session),
    )
    await tell_operators(session, text, f"operator:weekly:{local:%Y%m%d}", now, policy)
    return True


def is_first_workday(now: datetime, policy: Policy) -> bool:
    """Tell whether today is the week's first working day: Monday, or the day after a holiday."""
    calendar, today = office_hours(now, policy).calendar, now.astimezone(policy.zone).date()
    earlier = [today - number * DAY for number in range(1, today.weekday() + 1)]
    return calendar.is_workday(today) and not any(calendar.is_workday(day) for day in earlier)


async def suggestions(session: AsyncSession) -> tuple[Suggestion, ...]:
    """Return words that operators' decisions suggest as aliases; nothing is ever added by itself."""
    found = await guide_in_force(session)
    if found is None:
        return ()
    known = [each.name for each in found.guide.categories]
    known += [each.word for each in await list_aliases(session)]
    return suggest(await learnt_examples(session, found.guide), known)
