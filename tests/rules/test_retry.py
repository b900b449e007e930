"""Facts about when a parcel is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.rules.retry import GIVE_UP, OWN_FAULT, Fate, next_wait

MINUTE = timedelta(minutes=1)
YOUNG = timedelta(minutes=3)
OLD = GIVE_UP + MINUTE


def wait(
    fate: Fate, *, tries: int = 0, unknown: int = 0, age: timedelta = YOUNG, chat: bool = False
) -> object:
    return next_wait(fate, tries=tries, unknown=unknown, age=age, chat=chat, chance=0)


def test_letter_climbs_from_a_minute_to_four_hours() -> None:
    waits = [wait(Fate.LATER, tries=tries) for tries in range(9)]
    assert waits == [minutes * MINUTE for minutes in (1, 5, 15, 30, 60, 120, 240, 240, 240)]


@pytest.mark.parametrize("chat", [True, False])
def test_refusal_is_final_at_once(chat: bool) -> None:  # noqa: FBT001
    assert wait(Fate.REFUSED, chat=chat) is None


@pytest.mark.parametrize("chat", [True, False])
def test_nothing_is_tried_for_longer_than_five_days(chat: bool) -> None:  # noqa: FBT001
    assert wait(Fate.LATER, age=GIVE_UP, chat=chat) is not None
    assert wait(Fate.LATER, age=OLD, chat=chat) is None
    assert wait(Fate.UNKNOWN, age=OLD, chat=chat) is None


def test_fault_of_ours_never_ends_a_parcel() -> None:
    assert wait(Fate.OURS, tries=99, age=10 * GIVE_UP) == OWN_FAULT


def test_letter_of_unknown_fate_is_tried_after_a_quarter_hour_however_often() -> None:
    assert {wait(Fate.UNKNOWN, unknown=count) for count in range(5)} == {15 * MINUTE}


def test_chat_message_of_unknown_fate_is_tried_once_more() -> None:
    assert wait(Fate.UNKNOWN, unknown=0, chat=True) == MINUTE
    assert wait(Fate.UNKNOWN, unknown=1, chat=True) is None


def test_chat_is_tried_again_sooner_than_mail() -> None:
    for tries in range(8):
        chat, mail = wait(Fate.LATER, tries=tries, chat=True), wait(Fate.LATER, tries=tries)
        assert isinstance(chat, timedelta)
        assert isinstance(mail, timedelta)
        assert timedelta() < chat < mail


def test_chance_spreads_waits_by_less_than_a_fifth_and_never_shortens_them() -> None:
    waits = [
        next_wait(Fate.LATER, tries=0, unknown=0, age=YOUNG, chat=False, chance=chance)
        for chance in (0, 0.5, 0.999)
    ]
    assert waits == sorted(set(waits), key=lambda each: each or timedelta())
    assert waits[0] == MINUTE
    assert waits[-1] is not None
    assert waits[-1] < MINUTE * 1.2
