"""Facts about storing what arrives, against a real Dovecot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.app import open_parts
from bot.mail.desk import take_waiting
from bot.mail.imap import Described, Mailbox
from bot.mail.intake import account_of, batches, read_new, sweep, watch
from bot.parts import Parts
from demo.moving_clock import MovingClock
from handlers.rules.oversize import OVERSIZE
from storage.tables import Letter, Parcel, ReviewItem, Submission
from tests.flows.desk import DESK, MORNING, Desk, mail
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_server import SmtpServer
from tests.servers.waiting import wait_until

APPLICANT = "applicant@example.org"


@pytest.fixture
def desk(tmp_path: Path, smtp_server: SmtpServer, dovecot: Dovecot) -> Desk:
    return Desk(tmp_path / "data", smtp_server, dovecot)


@pytest.fixture
async def parts(desk: Desk) -> AsyncIterator[Parts]:
    async with open_parts(desk.config(), MovingClock(MORNING)) as opened:
        yield opened


async def rows(parts: Parts, table: type[SQLModel]) -> list[Any]:
    async with parts.database.reading() as session:
        return list((await session.scalars(select(table))).all())


def described(*sizes: int) -> list[Described]:
    at = datetime(2022, 6, 20, tzinfo=UTC)
    return [Described(uid, size, at, frozenset()) for uid, size in enumerate(sizes, 1)]


def test_round_trips_keep_the_order_and_lose_nothing() -> None:
    found = batches(described(*[1] * 105, 5_000, 1, 1), 1_000)
    assert [each.uid for batch in found for each in batch] == list(range(1, 109))
    assert [len(batch) for batch in found] == [50, 50, 5, 1, 2]


def test_large_letter_travels_alone_wherever_it_stands() -> None:
    assert [[each.size for each in batch] for batch in batches(described(5_000, 10, 5_000), 1_000)] == [
        [5_000],
        [10],
        [5_000],
    ]
    assert batches([], 1_000) == []


async def test_letter_is_stored_byte_by_byte_and_only_then_flagged(parts: Parts, dovecot: Dovecot) -> None:
    raw = mail("申报", "材料").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    dovecot.deliver(DESK, raw)
    async with Mailbox(account_of(parts.config.intake)) as mailbox:
        seen_at_commit: list[str] = []
        flag = mailbox.flag_seen

        async def look_first(uids: Any) -> None:
            seen_at_commit.extend(each.flags for each in dovecot.stored(DESK))
            assert [parts.blobs.get(each.blob) for each in await rows(parts, Letter)] == [raw]
            await flag(uids)

        mailbox.flag_seen = look_first  # type: ignore[method-assign]
        assert await read_new(parts, mailbox) == 1
    assert "S" not in "".join(seen_at_commit)
    await wait_until(lambda: "S" in dovecot.stored(DESK)[0].flags)


async def test_letter_is_stored_once_however_often_one_looks(parts: Parts, dovecot: Dovecot) -> None:
    dovecot.deliver(DESK, mail("申报", "材料"))
    assert [await sweep(parts) for _ in range(3)] == [1, 0, 0]
    dovecot.deliver(DESK, mail("申报", "另一份"))
    assert await sweep(parts) == 1


async def test_letter_that_somebody_has_read_is_stored_all_the_same(parts: Parts, dovecot: Dovecot) -> None:
    box = dovecot.maildir(DESK)
    dovecot.deliver(DESK, mail("申报", "材料"))
    (new,) = (box / "new").iterdir()
    new.rename(box / "cur" / f"{new.name}:2,S")
    assert await sweep(parts) == 1


async def test_commit_that_fails_leaves_the_letter_for_the_next_look(
    parts: Parts, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, begin: bool) -> list[Letter]:  # noqa: ARG001 - as it is called
        raise OSError(28, "No space left on device")

    dovecot.deliver(DESK, mail("申报", "材料"))
    with monkeypatch.context() as broken:
        broken.setattr("bot.mail.intake.keep", full)
        with pytest.raises(OSError, match="No space"):
            await sweep(parts)
    assert "S" not in dovecot.stored(DESK)[0].flags
    assert await sweep(parts) == 1


async def test_mailbox_made_anew_brings_no_second_submission(parts: Parts, dovecot: Dovecot) -> None:
    dovecot.deliver(DESK, mail("材料", "您好，材料见附件。", files=(("材料.pdf", b"%PDF"),)))
    await sweep(parts)
    await take_waiting(parts)
    dovecot.reset_uidvalidity(DESK)
    assert await sweep(parts) == 1
    await take_waiting(parts)
    assert [each.outcome for each in await rows(parts, Letter)] == ["review", "drop"]
    assert len(await rows(parts, Submission)) == 1


async def test_letter_over_the_limit_keeps_its_headers_and_its_place(desk: Desk, dovecot: Dovecot) -> None:
    config = desk.config()
    config = config.model_copy(update={"intake": config.intake.model_copy(update={"max_mb": 1})})
    large = mail("很大的材料", "材料见附件", files=(("扫描件.pdf", b"x" * 1_500_000),))
    dovecot.deliver(DESK, large)
    dovecot.deliver(DESK, mail("小的", "材料", sender="b@example.org"))
    async with open_parts(config, MovingClock(MORNING)) as parts:
        assert await sweep(parts) == 2
        first, second = await rows(parts, Letter)
        assert (first.uid, second.uid) == (1, 2)
        head = parts.blobs.get(first.blob)
        assert head.startswith(f"{OVERSIZE}: {len(large)}\r\n".encode())
        assert b"x" * 100 not in head
        await take_waiting(parts)
        (letter,) = [each for each in await rows(parts, Parcel) if each.recipient == APPLICANT]
        assert letter.key.startswith("ack:")
        items = await rows(parts, ReviewItem)
    assert any("上限" in reason for item in items for reason in item.reasons)


async def test_watch_stores_what_comes_and_outlives_a_server_that_restarts(
    parts: Parts, dovecot: Dovecot
) -> None:
    watching = asyncio.create_task(watch(parts, parts.config.intake))
    try:
        dovecot.deliver(DESK, mail("一", "材料"))
        await until_stored(parts, 1)
        await asyncio.to_thread(dovecot.restart)
        dovecot.deliver(DESK, mail("二", "材料"))
        await until_stored(parts, 2)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def until_stored(parts: Parts, count: int) -> None:
    ear = parts.signals.letters.ear()
    async with asyncio.timeout(30):
        while len(await rows(parts, Letter)) < count:
            await ear.wait(1)


async def test_refused_login_alarms_the_operators_once_an_hour(desk: Desk, dovecot: Dovecot) -> None:
    config = desk.config()
    wrong = config.intake.model_copy(update={"password": SecretStr("not the password")})
    async with open_parts(config.model_copy(update={"intake": wrong}), MovingClock(MORNING)) as parts:
        ear = parts.signals.outbox.ear()
        watching = asyncio.create_task(watch(parts, parts.config.intake))
        try:
            for _ in range(2):
                await ear.wait(30)  # rung at every refusal
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
        (parcel,) = await rows(parts, Parcel)
    assert parcel.recipient == "operator@example.org"
    assert b"not the password" not in parcel.raw
    assert dovecot.port


async def test_letter_whose_bytes_are_gone_is_set_aside_and_the_others_flow(
    parts: Parts, dovecot: Dovecot
) -> None:
    for name in ("一", "二"):
        dovecot.deliver(DESK, mail(name, "材料见附件", sender=f"{name == '一'}@example.org"))
    await sweep(parts)
    first, _ = await rows(parts, Letter)
    parts.blobs.path(first.blob).unlink()
    for _ in range(parts.policy.tries + 1):
        await take_waiting(parts)
    assert [each.state.value for each in await rows(parts, Letter)] == ["aside", "judged"]
