"""How the desk is at this moment, in the values that operators read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.backlog import Backlog, MailboxFigures, backlog, midnight
from handlers.pausing import MEANWHILE
from handlers.policy import Policy
from handlers.quotas import OVER
from handlers.rules.explanations import day_text
from handlers.rules.route import Outcome
from handlers.wording import say
from storage.queries.letters import count_outcomes
from storage.states import Channel

# What became of mails, in the order in which it is told.
OUTCOMES: Final[Mapping[str, str]] = {
    Outcome.ROUTE: "转送科室",
    Outcome.THREAD: "并入已有申报",
    Outcome.QUESTION: "答复咨询",
    Outcome.REVIEW: "待审",
    OVER: "超出每日限额",
    Outcome.IGNORE: "广告等，不答复",
    Outcome.DROP: "自动邮件，不答复",
}
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
UNREAD: Final = 3600.0  # seconds without a look into a mailbox, from which on it is told


@dataclass(frozen=True, slots=True)
class DeskState:
    """What waits, what came in today, and whether anything needs a person."""

    at: datetime  # local
    backlog: Backlog
    mails: tuple[tuple[str, int], ...]  # of today, by what became of them

    @property
    def day(self) -> str:
        """Return the day and the hour in words."""
        return f"{day_text(self.at.date())} {self.at:%H:%M}"

    @property
    def mail_count(self) -> int:
        """Return how many mails of today are decided about."""
        return sum(count for _, count in self.mails)

    @property
    def letters_queued(self) -> int:
        """Return how many letters wait to leave."""
        return self.backlog.queue(Channel.MAIL).parcels

    @property
    def messages_queued(self) -> int:
        """Return how many chat messages wait to leave."""
        return self.backlog.queue(Channel.CHAT).parcels

    @property
    def unread(self) -> tuple[MailboxFigures, ...]:
        """Return the mailboxes that nobody has read for an hour."""
        return tuple(each for each in self.backlog.mailboxes if (each.read_age_seconds or 0) > UNREAD)

    @property
    def needs_a_look(self) -> bool:
        """Tell whether a person should look."""
        waiting = self.backlog
        return bool(waiting.broken or waiting.stopped or waiting.parcels_dead or waiting.reviews_open)


async def desk_state(session: AsyncSession, now: datetime, policy: Policy) -> DeskState:
    """Look at everything that operators ask about."""
    counts = await count_outcomes(session, midnight(now, policy))
    mails = tuple((word, counts[key]) for key, word in OUTCOMES.items() if counts.get(key))
    return DeskState(now.astimezone(policy.zone), await backlog(session, now, policy), mails)


def state_text(state: DeskState, policy: Policy) -> str:
    """Word the state for a chat (HTML)."""
    return say(
        "desk_state.html",
        state=state,
        waiting=state.backlog,
        meanwhile=MEANWHILE,
        oldest=age_text(state.backlog.oldest_review_seconds),
        moment=lambda at: moment_text(at, policy),
        age=age_text,
        desk=policy.desk_name,
    )


def moment_text(at: datetime, policy: Policy) -> str:
    """Write a moment as people at the office say it, as in 6月20日(周一) 09:30."""
    local = at.astimezone(policy.zone)
    return f"{day_text(local.date())} {local:%H:%M}"


def age_text(seconds: float) -> str:
    """Write an age in its largest unit."""
    age = timedelta(seconds=seconds)
    for unit, word in ((DAY, "天"), (HOUR, "小时"), (MINUTE, "分钟")):
        if age >= unit:
            return f"{age // unit} {word}"
    return "不到 1 分钟"
