"""Judge what an error of the Bot API means for a parcel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from handlers.rules.retry import Delivery, Fate

_TOKEN: Final = re.compile(r"\d{6,}(?::|%3A)[\w-]{20,}", re.IGNORECASE)

# The request never left this machine whole, so nothing happened on the other side.
_NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.WriteError,
    httpx.WriteTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Family(StrEnum):
    """What an error asks for."""

    SLOWER = "slower"  # wait as long as Telegram says
    GONE = "gone"  # this chat takes nothing from us
    SAME = "same"  # it says already what it should say, or there is nothing left to change
    MARKS = "marks"  # the marks could not be read: send it plain
    OURS = "ours"  # the token is wrong
    AWAY = "away"  # nothing was done; try again
    DOUBT = "doubt"  # it may have been done
    WRONG = "wrong"  # never acceptable


@dataclass(frozen=True, slots=True)
class Sign:
    """A row of the table: the error's class, a word in its text, what lay below it, and what it means."""

    kind: type[TelegramError]
    family: Family
    words: str = ""
    below: tuple[type[Exception], ...] = ()


# The first row that fits decides, so the narrower stands before the wider.
SIGNS: Final = (
    Sign(RetryAfter, Family.SLOWER),
    # The person blocked the bot, or never pressed start.
    Sign(Forbidden, Family.GONE),
    Sign(ChatMigrated, Family.GONE),
    Sign(InvalidToken, Family.OURS),
    # Another programme polls with this token; sending is not touched by it for long.
    Sign(Conflict, Family.AWAY),
    Sign(BadRequest, Family.GONE, "chat not found|user is deactivated|peer_id_invalid|user not found"),
    Sign(BadRequest, Family.SAME, "message is not modified"),
    # The message was deleted, or is too old to be changed: a card in somebody's past.
    Sign(BadRequest, Family.SAME, "message to edit not found|message can't be edited|message_id_invalid"),
    Sign(BadRequest, Family.MARKS, "can't parse entities|unsupported start tag|can't find end"),
    Sign(BadRequest, Family.WRONG),
    Sign(TimedOut, Family.AWAY, below=_NOT_SENT),
    Sign(TimedOut, Family.DOUBT),
    Sign(NetworkError, Family.AWAY, below=_NOT_SENT),
    # The connection broke while we waited for the answer.
    Sign(NetworkError, Family.DOUBT, below=(httpx.HTTPError,)),
    # Telegram itself said that it could not (5xx).
    Sign(NetworkError, Family.AWAY),
    Sign(TelegramError, Family.WRONG),
)

FATES: Final[Mapping[Family, Fate]] = {
    Family.SLOWER: Fate.HELD,
    Family.GONE: Fate.REFUSED,
    Family.SAME: Fate.SENT,
    Family.MARKS: Fate.REFUSED,
    Family.OURS: Fate.OURS,
    Family.AWAY: Fate.LATER,
    Family.DOUBT: Fate.UNKNOWN,
    Family.WRONG: Fate.REFUSED,
}


def family(error: TelegramError) -> Family:
    """Return what an error asks for."""
    return next(sign.family for sign in SIGNS if _fits(sign, error))


def _fits(sign: Sign, error: TelegramError) -> bool:
    if not isinstance(error, sign.kind):
        return False
    if sign.below and not isinstance(error.__cause__, sign.below):
        return False
    return re.search(sign.words, str(error), re.IGNORECASE) is not None


def outcome(error: TelegramError) -> Delivery:
    """Turn an error into what the courier's book understands."""
    wait = seconds_to_wait(error)
    return Delivery(FATES[family(error)], told(error), wait=None if wait is None else timedelta(seconds=wait))


def seconds_to_wait(error: TelegramError) -> float | None:
    """Return for how long Telegram wants to hear nothing; None where it did not say."""
    if not isinstance(error, RetryAfter):
        return None
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def told(error: BaseException) -> str:
    """Return an error's text for the log and the book, without any token in it."""
    return _TOKEN.sub("(token)", f"{type(error).__name__}: {error}")[:300]
