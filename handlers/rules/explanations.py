"""The sentence that explains why a reminder falls on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a reminder's day was found from.

    `anchor` is the last working day up to the due date, `origin` the day that the rule names before
    rest days moved it, `amount` the rule's number (working days, percent, or the weekly count).
    """

    rule: str
    due: date
    anchor: date
    since: date | None
    origin: date
    planned: date
    amount: int
    provisional: int | None


# Sentences by rule; a rule with a running number stands under what precedes its hyphen.
SENTENCES: Final = {
    # A lead, from a due date that is a working day, and from one that is not.
    "lead": "{due}到期，{planned}是此前第{amount}个工作日",
    "lead-rest": "{due}到期，当天是休息日，从最后一个工作日{anchor}往前数，{planned}是第{amount}个工作日",
    # The day itself.
    "due": "{planned}是到期日",
    "due-rest": "{due}到期，当天是休息日，所以在最后一个工作日{planned}提醒",
    # How much of a long span is left.
    "progress": "从{since}到{due}共{span}天，到{origin}只剩约{amount}%的时间",
    # After the due date.
    "overdue": "{due}到期，{planned}是逾期第{amount}个工作日",
    "weekly": "{due}到期，逾期满一周后每周提醒一次，{origin}是第{amount}次",
    "escalation": "{due}到期，{planned}是逾期第{amount}个工作日，仍未完成，因此上报",
    # No due date of its own.
    "recurring": "这项工作按周期进行，本期到{due}为止，{planned}是本期结束前第{amount}个工作日",
    "recurring-0": "这项工作按周期进行，本期到{due}为止，{planned}是本期最后一个工作日",
    # Put off by the reader.
    "snooze": "您选择了稍后提醒，改到{planned}",
}

MOVED: Final = "，遇休息日提前到{planned}"  # the rule's own day is one of rest
PROVISIONAL: Final = "（{year}年的调休安排尚未公布，日期可能调整）"


def day_text(day: date, year: int | None = None) -> str:
    """Word a day as 12月4日(周五), with its year where it differs from the one given."""
    prefix = "" if year in (None, day.year) else f"{day.year}年"
    return f"{prefix}{day.month}月{day.day}日(周{WEEKDAYS[day.weekday()]})"


def explain(grounds: Grounds) -> str:
    """Word why a reminder falls on its day, in one Chinese sentence."""
    year = grounds.planned.year
    days = {name: day_text(getattr(grounds, name), year) for name in ("due", "anchor", "origin", "planned")}
    since = day_text(grounds.since, year) if grounds.since else ""
    span = (grounds.due - grounds.since).days if grounds.since else 0
    text = SENTENCES[_wording(grounds)] + (MOVED if grounds.origin != grounds.planned else "")
    if grounds.provisional:
        text += PROVISIONAL.format(year=grounds.provisional)
    return text.format(**days, since=since, span=span, amount=grounds.amount) + "。"


def _wording(grounds: Grounds) -> str:
    family = grounds.rule.partition("-")[0]
    if family == "recurring":
        return family if grounds.amount else "recurring-0"
    rest = grounds.due != grounds.anchor and f"{family}-rest" in SENTENCES
    return f"{family}-rest" if rest else family
