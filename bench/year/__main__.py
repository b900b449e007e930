"""`make year`: a year of reminders through the real service and real servers, killed every week, counted."""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic

from bench.year.expected import Expected, expected
from bench.year.office import (
    DOWN,
    FIRST,
    LAST,
    SEED,
    ZONE,
    Closing,
    YearOffice,
    open_office,
    real_table,
)
from bench.year.world import KEY, Year
from demo.bot_api import LocalBotApi
from handlers.policy import Policy
from handlers.rules.nudges import ReminderKey, may_send
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.workdays import DAY, calendar_for
from tests.servers.smtp_server import SmtpServer


def days(span: tuple[date, date]) -> Iterator[date]:
    """Give every day of a span, bounds included."""
    day = span[0]
    while day <= span[1]:
        yield day
        day += DAY


async def live(year: Year, span: tuple[date, date]) -> None:
    """Go through the year: two looks a working day, one on a rest day, a kill each week, a long silence."""
    calendar, chance = calendar_for([2022]), random.Random(SEED)  # noqa: S311 - a simulation
    deadly = {_day_of_week(calendar_week, chance) for calendar_week in range(1, 53)}
    closings: dict[date, list[Closing]] = {}
    for each in year.office.closings:
        closings.setdefault(each.day, []).append(each)
    for day in days(span):
        if DOWN[0] <= day <= DOWN[1]:
            await year.end()
            continue
        morning = datetime.combine(day, time(8, 45, 1), ZONE)
        if year.process is None:
            await year.start(datetime.combine(day, time(0, 30), ZONE))
            if not year.greetings:
                await year.greet()
        if day in deadly and calendar.is_workday(day):
            await _kill(year, morning, chance)
        else:
            await year.step(morning)
        for each in closings.get(day, ()):
            await year.tell(f"move {datetime.combine(day, time(12, 0), ZONE).isoformat()}")
            await year.tell(f"done {each.milestone} {each.person}")
        await year.step(datetime.combine(day, time(17, 50), ZONE))
        if day.day == 1:
            letters, messages = len(year.arrivals.letters), len(year.arrivals.messages)
            sys.stderr.write(f"{day:%Y-%m} … {letters} 封信，{messages} 条消息\n")
    await year.end()


def _day_of_week(week: int, chance: random.Random) -> date:
    return date.fromisocalendar(2022, week, chance.randint(1, 5))


async def _kill(year: Year, morning: datetime, chance: random.Random) -> None:
    """Kill the service while the morning's reminders go out, and start it again at once."""
    await year.tell(f"move {morning.isoformat()}", wait=False)
    await asyncio.sleep(chance.random() * 0.6)
    await year.end()
    year.kills += 1
    year.note(morning)
    await year.start(morning + timedelta(seconds=20))
    await year.step(morning + timedelta(seconds=30))


def service_day(day: date) -> date | None:
    """Return when what is planned for a day can leave: after the silence on the next working day."""
    if not DOWN[0] <= day <= DOWN[1]:
        return day
    calendar = calendar_for([2022])
    return calendar.add_workdays(DOWN[1], 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the result: what was counted, what it should be."""

    name: str
    value: int
    wanted: int | None = None

    @property
    def holds(self) -> bool:
        """Tell whether it is as it should be."""
        return self.wanted is None or self.value == self.wanted


def figures(year: Year, wanted: Expected) -> list[Figure]:
    """Count what the year brought against what it should have."""
    recorded = _recorded(year)
    parcels = year.rows(
        "SELECT key, kind, recipient, message_id, state FROM parcel WHERE key LIKE 'reminder:%'"
    )
    kinds = Counter(_kind(str(row[0])) for row in parcels if row[1] != "EDIT")
    letters = Counter(each[1] for each in year.arrivals.letters if each[1].startswith("<reminder."))
    sent_letters = [str(row[3]) for row in parcels if row[1] == "LETTER"]
    chats = Counter(chat for chat, _, _ in year.arrivals.messages)
    sent_chats = Counter(int(str(row[0])) for row in year.rows(
        "SELECT recipient FROM parcel WHERE kind = 'MESSAGE' AND state = 'SENT'"
    ))  # fmt: skip
    late = year.rows(
        "SELECT count(*) FROM reminder r JOIN milestone m ON m.id = r.milestone_id"
        " WHERE m.closed_at IS NOT NULL AND r.decided_at > m.closed_at"
    )
    return [
        Figure("计划的提醒（人、节点、规则、日期）", len(wanted.reminders)),
        Figure("登记的提醒", len(recorded), len(wanted.reminders)),
        Figure("该提醒而没有提醒", len(wanted.reminders - recorded), 0),
        Figure("不该提醒而提醒", len(recorded - wanted.reminders), 0),
        Figure("单独的消息", kinds["own"], len(wanted.own)),
        Figure("上报", kinds["reports"], len(wanted.reports)),
        Figure("每日汇总", kinds["digest"], len(wanted.digests)),
        Figure("没有送到的信", len([each for each in sent_letters if not letters[each]]), 0),
        Figure("没有送到的聊天消息", sum((sent_chats - chats).values()), 0),
        Figure("没有发完的", len([row for row in parcels if row[4] not in ("SENT", "DROPPED")]), 0),
        Figure("信的第二份（发出与登记之间被杀）", sum(count - 1 for count in letters.values())),
        Figure("聊天消息的第二份（同上）", sum((chats - sent_chats).values())),
        Figure("第二份多于强行终止的次数", int(_most_copies(letters) > year.kills), 0),
        Figure("休息日或免打扰时段送达", _at_wrong_times(year), 0),
        Figure("完成之后的提醒", int(str(late[0][0])), 0),
        Figure("强行终止（kill -9）", year.kills),
    ]


def _recorded(year: Year) -> frozenset[ReminderKey]:
    rows = year.rows("SELECT milestone_id, person, rule, planned_day FROM reminder WHERE rule <> 'expired'")
    return frozenset(ReminderKey(str(a), str(b), str(c), date.fromisoformat(str(d))) for a, b, c, d in rows)


def _kind(key: str) -> str:
    """Tell from a parcel's key what it holds."""
    last = key.removeprefix("reminder:").removesuffix(":mail").split(":")
    words = {"digest", "reports", "expired"}
    return next((word for word in words if last[-1].startswith(word)), "own")


def _most_copies(letters: Counter[str]) -> int:
    return max((count - 1 for count in letters.values()), default=0)


def _at_wrong_times(year: Year) -> int:
    calendar, policy = calendar_for([2022]), PlanPolicy()
    moments = [each[2] for each in year.arrivals.letters if each[1].startswith("<reminder.")]
    moments += [each[2] for each in year.arrivals.messages]
    return sum(not may_send(moment, calendar, policy) for moment in moments)


def _report(name: str, office: YearOffice, found: list[Figure], seconds: float) -> str:
    """Word the result, a line a figure."""
    people = f"{len(office.members)} 人，其中 {len(office.chats)} 人用聊天"
    lines = [
        f"{name}：{len(office.milestones)} 个节点，{people}；",
        f"完成 {len(office.closings)} 个，停机 {DOWN[0]} 至 {DOWN[1]}，用时 {seconds:.0f} 秒。",
    ]
    for each in found:
        mark = "" if each.wanted is None else f"，应为 {each.wanted} {'✓' if each.holds else '✗'}"
        lines.append(f"  {each.name}：{each.value}{mark}")
    return "\n".join([*lines, ""])


async def main(span: tuple[date, date]) -> int:
    """Run the year and print its figures; 1 where one of them is not as it should be."""
    begun, file = monotonic(), real_table()[0]
    folder = Path(tempfile.mkdtemp(prefix="shenbao-year-"))
    try:
        office, found = await _run(folder, span)
    except BaseException:
        # Without the log and the database nobody could tell why.
        sys.stderr.write(f"中断，服务的日志和数据库留在 {folder}\n")
        raise
    sys.stdout.write(_report(file.name, office, found, monotonic() - begun))
    if all(each.holds for each in found):
        shutil.rmtree(folder)
        return 0
    sys.stdout.write(f"服务的日志和数据库留在 {folder}\n")
    return 1


async def _run(folder: Path, span: tuple[date, date]) -> tuple[YearOffice, list[Figure]]:
    """Live through the year in a folder, and count."""
    smtp = SmtpServer()
    smtp.start()
    try:
        async with LocalBotApi() as api:
            office = await open_office(folder, Policy(key=KEY.encode()), span)
            year = Year(folder, smtp, api, office)
            try:
                await live(year, span)
                return office, figures(year, expected(office, service_day, span))
            finally:
                await year.end()
    finally:
        smtp.stop()


if __name__ == "__main__":
    named = tuple(date.fromisoformat(each) for each in sys.argv[1:3])
    sys.exit(asyncio.run(main((named[0], named[1]) if len(named) > 1 else (FIRST, LAST))))
