"""How fast chat is answered by the real application, beside bots that only echo."""

from __future__ import annotations

import asyncio
import itertools
import random
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from bench.chat_people import Act, Person, all_at_once, people, press, press_label, say, send
from bench.desk_config import desk_config
from bench.figures import Figure
from bench.mail_desk import prepare
from bench.question_guides import QUESTIONS
from bench.service import Running, beside, running, service
from demo.bot_api import LocalBotApi
from demo.visitor import Sheet
from handlers.screens import press_data

ROUNDS = 5
PEOPLE, ACTS = 40, 10
ONE_BY_ONE = 50
MEGABYTE = 1_000_000
EVERY = 0.5  # seconds between two files of one person, as a good line brings them
UNDER_WAY = 150  # presses of another person beside them
MILLI = 1_000
# The limit of the pace is Telegram's, and the echo bots keep none.
NO_PACE = "calls_per_second = 0"
MENU, TOPICS = press_data("g", "home"), press_data("g", "topics")
SIDE_BY_SIDE = f"{PEOPLE} people at once, {ACTS} each, each when the last one is answered"


@dataclass(slots=True)
class Door:
    """A bot, the server that it polls, and its people."""

    api: LocalBotApi
    people: list[Person]
    bot: Running


@dataclass(slots=True)
class Doors:
    """The bots under measurement, and what was measured so far."""

    desk: Door
    echoes: dict[str, Door] = field(default_factory=dict)
    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def measure() -> list[Figure]:
    """Measure all bots in interleaved rounds."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    async with _doors() as doors:
        await _enter(doors)
        for number in range(ROUNDS):
            sys.stderr.write(f"  chat, round {number + 1} of {ROUNDS}\n")
            await _round(doors)
        return _figures(doors)


@asynccontextmanager
async def _doors() -> AsyncIterator[Doors]:
    folder = Path(tempfile.mkdtemp(prefix="shenbao-bench-"))
    try:
        await prepare(folder / "data")
        async with AsyncExitStack() as stack:
            doors = Doors(await _desk(stack, folder))
            doors.echoes["PTB echo"] = await _echo(stack, folder, "bench.chat_echo_ptb")
            if find_spec("aiogram") is not None:
                doors.echoes["aiogram echo"] = await _echo(stack, folder, "bench.chat_echo_aiogram")
            yield doors
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _desk(stack: AsyncExitStack, folder: Path) -> Door:
    api = await stack.enter_async_context(LocalBotApi())
    config = desk_config(folder / "data", api=api, further=NO_PACE)
    bot = service(folder / "desk", config, {"SHENBAO_TELEGRAM__TOKEN": api.token})
    return Door(api, people(api, PEOPLE), await stack.enter_async_context(beside(bot)))


async def _echo(stack: AsyncExitStack, folder: Path, module: str) -> Door:
    api = await stack.enter_async_context(LocalBotApi())
    command = ("-m", module, api.token, api.base_url, api.base_file_url)
    bot = running(folder / module, command, {}, up=b"up")
    return Door(api, people(api, PEOPLE), await stack.enter_async_context(beside(bot)))


async def _enter(doors: Doors) -> None:
    """Let everybody say a first word, and one of them begin to hand in."""
    for door in (doors.desk, *doors.echoes.values()):
        await door.api.exchange.updates.held()
        await all_at_once(door.people, [say("/start" if door is doors.desk else "你好")])
    uploader = doors.desk.people[-1]
    for label in ("提交材料", "1.", "1.1", "同意"):
        await uploader.do(press_label(label))


async def _round(doors: Doors) -> None:
    values, desk = doors.values, doors.desk
    presses: list[Act] = [press(TOPICS), press(MENU)] * (ACTS // 2)
    values["menu press"].append(await all_at_once(desk.people[:-1], presses))
    values["question"].append(await all_at_once(desk.people[:-1], [say(each) for each in QUESTIONS[:ACTS]]))
    for name, door in doors.echoes.items():
        values[name].append(await all_at_once(door.people, [say(f"第{at}句") for at in range(ACTS)]))
    for name in ("menu press", "question"):
        values[f"{name} to PTB echo"].append(values[name][-1] / values["PTB echo"][-1])
    await _waits(doors)
    await _upload(doors)


async def _waits(doors: Doors) -> None:
    """One update at a time: how long each waits."""
    desk = doors.desk.people[0]
    await desk.do(say("/start"))
    ways = {
        "menu press": (desk, [press(TOPICS), press(MENU)]),
        "question": (desk, [say(each) for each in QUESTIONS]),
        **{name: (door.people[0], [say("一句话")]) for name, door in doors.echoes.items()},
    }
    for name, (person, acts) in ways.items():
        doors.values[f"{name} waits"] += await _one_by_one(person, acts)


async def _one_by_one(person: Person, acts: Sequence[Act], count: int = ONE_BY_ONE) -> list[float]:
    return [await person.do(act) * MILLI for act in itertools.islice(itertools.cycle(acts), count)]


async def _upload(doors: Doors) -> None:
    """Let one person send large files, and see what the others' menu waits for it."""
    person, uploader = doors.desk.people[0], doors.desk.people[-1]
    await person.do(say("/start"))
    presses = [press(TOPICS), press(MENU)]
    before = await _one_by_one(person, presses, UNDER_WAY)
    sending = asyncio.ensure_future(_send_on(uploader))
    during = await _one_by_one(person, presses, UNDER_WAY)
    sending.cancel()
    doors.values["file waits"] += await sending
    doors.values["delay"].append(statistics.median(during) - statistics.median(before))
    doors.values["late"].append(_late(during) - _late(before))


async def _send_on(uploader: Person) -> list[float]:
    """Send one file after another until cancelled; return the milliseconds until each was shown."""
    waits: list[float] = []
    chance = random.Random(2022)  # noqa: S311 - the same files every time
    with suppress(asyncio.CancelledError):
        for number in itertools.count():
            file = Sheet(f"材料{number}.pdf", b"%PDF-1.4\n" + chance.randbytes(MEGABYTE))
            waits.append(await uploader.do(send(file)) * MILLI)
            await asyncio.sleep(EVERY)
    return waits


def _late(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


# The rows of the report.


def _figures(doors: Doors) -> list[Figure]:
    values = doors.values
    echoes = [name for name in ("PTB echo", "aiogram echo") if name in doors.echoes]
    absent = (
        [] if "aiogram echo" in echoes else [Figure("chat: aiogram echo", "", (0.0,), "–", "not installed")]
    )
    rates = [
        Figure(f"chat: {name}", "updates/s", tuple(values[name]), "–", SIDE_BY_SIDE)
        for name in ("menu press", "question", *echoes)
    ]
    ratios = [
        Figure(
            f"chat: {name} to PTB echo",
            "x",
            tuple(values[f"{name} to PTB echo"]),
            ">= 0.6 x",
            "within each round",
        )
        for name in ("menu press", "question")
    ]
    waits = [
        figure
        for name in ("menu press", "question", *echoes)
        for figure in _wait_figures(name, values[f"{name} waits"], "one update at a time")
    ]
    return [*rates, *absent, *ratios, *waits, *_upload_figures(doors)]


def _wait_figures(name: str, waits: Sequence[float], how: str) -> list[Figure]:
    by_round = [waits[at : at + ONE_BY_ONE] for at in range(0, len(waits), ONE_BY_ONE)]
    middles = tuple(statistics.median(each) for each in by_round)
    return [
        Figure(f"chat: {name}, median", "ms", middles, "–", how),
        Figure(f"chat: {name}, 99th percentile", "ms", (_late(waits),), "–", how),
    ]


def _upload_figures(doors: Doors) -> list[Figure]:
    values = doors.values
    how = f"another's menu presses while one person sends 1 MB every {EVERY} s, less the same presses before"
    files = f"from sending to the basket's card, one file every {EVERY} s"
    return [
        Figure("chat: 1 MB file, median", "ms", (statistics.median(values["file waits"]),), "–", files),
        Figure("chat: 1 MB file delays others, median", "ms", tuple(values["delay"]), "< 20 ms", how),
        Figure("chat: 1 MB file delays others, 99th percentile", "ms", tuple(values["late"]), "–", how),
    ]
