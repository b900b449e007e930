"""When to try a parcel again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Fate(StrEnum):
    """What became of one try, as the courier saw it."""

    SENT = "sent"  # the other side said yes
    REFUSED = "refused"  # no, for good
    LATER = "later"  # no for now, or nobody there
    OURS = "ours"  # our login, our sender or our rate is wrong: the lane pauses, nothing is burnt
    UNKNOWN = "unknown"  # all was sent and no answer heard
    HELD = "held"  # the other side named the time to wait
    KEPT = "kept"  # in a dry run: nothing left the house


@dataclass(frozen=True, slots=True)
class Delivery:
    """The result of one try: its fate, the other side's words, and for chats the message's number.

    `unreachable`: nobody was there at all, which every other parcel of the channel would meet too.
    """

    fate: Fate
    remark: str = ""
    wait: timedelta | None = None
    chat_message_id: int | None = None
    unreachable: bool = False


MINUTE = timedelta(minutes=1)
# 4xx and connection faults of letters; after the last rung it is used again until GIVE_UP.
LADDER = (1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE, 120 * MINUTE, 240 * MINUTE)
# A chat is back sooner than a mail server.
CHAT_LADDER = (MINUTE / 30, MINUTE / 6, MINUTE / 2, 1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE)
GIVE_UP = timedelta(days=5)
UNKNOWN_LETTER = 15 * MINUTE  # the same bytes and Message-ID again
UNKNOWN_CHAT = 1 * MINUTE  # once more, then it counts as sent
OWN_FAULT = 10 * MINUTE  # an operator has been told


def next_wait(
    fate: Fate, *, tries: int, unknown: int, age: timedelta, chat: bool, chance: float
) -> timedelta | None:
    """Return how long to wait before the next try, or None to stop.

    `tries` and `unknown` count the tries before this one that ended so, `age` is the parcel's,
    `chance` in [0, 1) spreads the tries of many parcels by up to a fifth.
    """
    if fate is Fate.OURS:
        return OWN_FAULT  # for as long as it takes: the fault is not the parcel's
    if fate is Fate.REFUSED or age > GIVE_UP:
        return None
    if fate is Fate.UNKNOWN:
        return _after_unknown(unknown, chat=chat)
    ladder = CHAT_LADDER if chat else LADDER
    return ladder[min(tries, len(ladder) - 1)] * (1 + chance / 5)


def _after_unknown(unknown: int, *, chat: bool) -> timedelta | None:
    if chat:
        return UNKNOWN_CHAT if unknown == 0 else None
    return UNKNOWN_LETTER
