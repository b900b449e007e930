from __future__ import annotations

from bot.mail.backoff import LONGEST, backoff


def test_waits_double_up_to_a_limit() -> None:
    assert [backoff(attempt, lambda: 1.0) for attempt in range(10)] == [
        *(1, 2, 4, 8, 16, 32, 64, 128, 256),
        LONGEST,
    ]
    assert backoff(10_000, lambda: 1.0) == LONGEST


def test_chance_takes_up_to_half() -> None:
    assert backoff(3, lambda: 0.0) == 4
    assert backoff(3, lambda: 0.5) == 6
