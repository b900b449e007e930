"""`make year`: a year of reminders through the real service and real servers, killed every week, counted."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic

from bench.year.expected import Expected, expected
from bench.year.office import (
    DOWN,
    FIRST,
    LAST,
    ROOT,
    SEED,
    ZONE,
    Closing,
    YearOffice,
    open_office,
    real_table,
)
from demo.bot_api import LocalBotApi
from handlers.policy import Policy
from handlers.rules.nudges import ReminderKey, may_send
from handlers.rules.plan_policy import PlanPolicy
from handlers.rules.workdays import DAY, calendar_for
from tests.servers.smtp_server import SmtpServer

KEY = "a key for the year"
LOG = 2000  # characters of its log that are shown where the service ended
LONGEST_STEP = 60.0  # seconds until everything of a step has left
CONFIG = """\
mode = "live"
[desk]
address = "shenbao@example.org"
[telegram]
enabled = true
base_url = "{api.base_url}"
base_file_url = "{api.base_file_url}"
poll_seconds = 1
[intake]
enabled = false
[relay]
host = "127.0.0.1"
port = {smtp.port}
security = "plain"
user = ""
[storage]
folder = "{folder}"
min_free_mb = 0
[reminders]
weekly_picture = false
"""


@dataclass(slots=True)
class Arrivals:
    """What reached people, each with the simulated moment of the step in which it did."""

    letters: list[tuple[str, str, datetime]] = field(default_factory=list)  # mailbox, Message-ID, moment
    messages: list[tuple[int, int, datetime]] = field(default_factory=list)  # chat, number, moment


@dataclass(slots=True)
class Year:
    """The outside world, the service's process, and what has arrived so far."""

    folder: Path
    smtp: SmtpServer
    api: LocalBotApi
    office: YearOffice
    arrivals: Arrivals = field(default_factory=Arrivals)
    process: Process | None = None
    kills: int = 0
    greetings: dict[int, int] = field(default_factory=dict)  # the bot's first words in each chat

    async def start(self, moment: datetime) -> None:
        """Start the service with its clock at a moment."""
        config = self.folder / "config.toml"
        config.write_text(CONFIG.format(api=self.api, smtp=self.smtp, folder=self.folder), encoding="utf-8")
        environment = {
            **os.environ,
            "SHENBAO_CONFIG": str(config),
            "SHENBAO_TELEGRAM__TOKEN": self.api.token,
            "SHENBAO_DESK__KEY": KEY,
            "SHENBAO_RELAY__PASSWORD": "none",
            "PYTHONPATH": str(ROOT),
        }
        with (self.folder / "service.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bench.year.service", moment.isoformat(),
                stdin=PIPE, stdout=PIPE, stderr=log, env=environment, cwd=ROOT,
            )  # fmt: skip
        await self._word("up")

    async def tell(self, line: str, *, wait: bool = True) -> None:
        """Give the service a line, and wait until it obeyed."""
        if self.process is None or self.process.stdin is None:
            raise RuntimeError("the service is not running")
        self.process.stdin.write(f"{line}\n".encode())
        await self.process.stdin.drain()
        if wait:
            await self._word("obeyed")

    async def _word(self, wanted: str) -> None:
        if self.process is None or self.process.stdout is None:
            raise RuntimeError("the service is not running")
        async with asyncio.timeout(LONGEST_STEP):
            while line := (await self.process.stdout.readline()).decode().strip():
                if line == wanted:
                    return
        log = (self.folder / "service.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"the service ended: {log[-LOG:]}")

    async def end(self) -> None:
        """Kill -9, wherever the service is."""
        if self.process is not None:
            self.process.kill()
            await self.process.wait()
            self.process = None

    async def step(self, moment: datetime) -> None:
        """Move to a moment, wait until everything has left, and note what arrived."""
        await self.tell(f"move {moment.isoformat()}")
        await self.settle(moment)

    async def settle(self, moment: datetime) -> None:
        """Wait until nothing waits in the outbox, and note what arrived at this moment."""
        limit = monotonic() + LONGEST_STEP
        while self._waiting():
            if monotonic() > limit:
                raise RuntimeError(f"the outbox of {moment:%Y-%m-%d %H:%M} does not empty")
            await asyncio.sleep(0.03)
        self.note(moment)

    def _waiting(self) -> int:
        return len(self.rows("SELECT id FROM parcel WHERE state IN ('READY', 'CLAIMED', 'UNBUILT')"))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Read the database beside the service."""
        connection = sqlite3.connect(self.folder / "shenbao.db", timeout=20)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def note(self, moment: datetime) -> None:
        """Tag what is new on the servers with the moment."""
        letters = list(self.smtp.journal)[len(self.arrivals.letters) :]
        self.arrivals.letters += [(each.recipient, each.message_id, moment) for each in letters]
        known = Counter(chat for chat, _, _ in self.arrivals.messages)
        for chat in self.office.chats.values():
            own = self.said_to(chat)[self.greetings.get(chat, 0) :]
            self.arrivals.messages += [(chat, each, moment) for each in own[known[chat] :]]

    def said_to(self, chat: int) -> list[int]:
        """Return the numbers of the bot's messages in a chat, oldest first."""
        return [each.id for each in self.api.exchange.chats.of(chat) if each.from_bot]

    async def greet(self) -> None:
        """Let everybody write to the bot, as people must before it may write to them."""
        for person, chat in self.office.chats.items():
            self.api.visitor(chat, f"测试{person}").write("/help")
        limit = monotonic() + LONGEST_STEP
        while not all(self.said_to(chat) for chat in self.office.chats.values()):
            if monotonic() > limit:
                raise RuntimeError("the bot does not answer")
            await asyncio.sleep(0.05)
        self.greetings = {chat: len(self.said_to(chat)) for chat in self.office.chats.values()}


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
    policy = Policy(key=KEY.encode())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        smtp = SmtpServer()
        smtp.start()
        try:
            async with LocalBotApi() as api:
                office = await open_office(folder, policy, span)
                year = Year(folder, smtp, api, office)
                try:
                    await live(year, span)
                    found = figures(year, expected(office, service_day, span))
                finally:
                    await year.end()
        finally:
            smtp.stop()
    sys.stdout.write(_report(file.name, office, found, monotonic() - begun))
    return int(not all(each.holds for each in found))


if __name__ == "__main__":
    named = tuple(date.fromisoformat(each) for each in sys.argv[1:3])
    sys.exit(asyncio.run(main((named[0], named[1]) if len(named) > 1 else (FIRST, LAST))))
