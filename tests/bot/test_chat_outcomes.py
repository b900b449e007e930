"""What an error of the Bot API means for a parcel."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.outcomes import outcome, told
from handlers.rules.retry import Fate


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


CASES = [
    (RetryAfter(timedelta(seconds=7)), Fate.HELD),
    (Forbidden("Forbidden: bot was blocked by the user"), Fate.REFUSED),
    (BadRequest("Chat not found"), Fate.REFUSED),
    (BadRequest("Message is not modified: specified new message content"), Fate.SENT),
    (BadRequest("Message to edit not found"), Fate.SENT),
    (BadRequest("Message is too long"), Fate.REFUSED),
    (InvalidToken("Unauthorized"), Fate.OURS),
    (Conflict("terminated by other getUpdates request"), Fate.LATER),
    (NetworkError("Bad Gateway"), Fate.LATER),
    (caused(TimedOut(), httpx.ConnectTimeout("")), Fate.LATER),
    (caused(TimedOut(), httpx.PoolTimeout("")), Fate.LATER),
    (caused(TimedOut(), httpx.ReadTimeout("")), Fate.UNKNOWN),
    (caused(NetworkError("httpx.ConnectError"), httpx.ConnectError("")), Fate.LATER),
    (caused(NetworkError("httpx.ReadError"), httpx.ReadError("")), Fate.UNKNOWN),
    (TelegramError("something new"), Fate.REFUSED),
]


@pytest.mark.parametrize(("error", "fate"), CASES, ids=[f"{each!r}"[:40] for each, _ in CASES])
def test_error_has_its_fate(error: TelegramError, fate: Fate) -> None:
    assert outcome(error).fate is fate


def test_wait_is_the_one_that_telegram_named() -> None:
    assert outcome(RetryAfter(timedelta(seconds=7))).wait == timedelta(seconds=7)


def test_token_is_never_told() -> None:
    token = "1000000001:AAabcdefghijklmnopqrstuvwxyz0123456"
    words = told(InvalidToken(f"The token `{token}` was rejected by the server."))
    assert "abcdefgh" not in words
    assert "(token)" in words
