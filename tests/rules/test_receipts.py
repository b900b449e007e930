from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.receipts import find_misspelt, find_receipts, is_receipt, make_receipt

NUMBER = make_receipt(2026, 42)


def test_number_holds_prefix_year_serial_and_two_check_characters() -> None:
    assert NUMBER.startswith("SB-2026-000042-")
    assert len(NUMBER) == len("SB-2026-000042-") + 2
    assert NUMBER.isascii()


@given(year=st.integers(2000, 2999), serial=st.integers(0, 99_999_999))
def test_every_number_made_is_a_number(year: int, serial: int) -> None:
    assert is_receipt(make_receipt(year, serial))


@given(serial=st.integers(0, 999_999), at=st.integers(3, 13), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(serial: int, at: int, digit: str) -> None:
    number = make_receipt(2026, serial)
    changed = number[:at] + digit + number[at + 1 :]
    assert changed == number or not is_receipt(changed)


@pytest.mark.parametrize(
    "text",
    [
        f"回复：[回执 {NUMBER}] 材料",
        f"编号{NUMBER}。",
        NUMBER.lower(),
        NUMBER.replace("-", "—"),
        NUMBER.replace("-", "－"),
        f"<{NUMBER}.1@desk.example.org>",
    ],
)
def test_number_is_found_as_people_and_programmes_write_it(text: str) -> None:
    assert find_receipts(text) == (NUMBER,)


@pytest.mark.parametrize("text", ["", "SB-2026-42", f"X{NUMBER}", f"{NUMBER}9", "江科〔2023〕175号"])
def test_other_numbers_are_no_receipts(text: str) -> None:
    assert find_receipts(text) == ()


def test_wrong_check_is_told_apart() -> None:
    wrong = NUMBER[:-2] + ("ZZ" if not NUMBER.endswith("ZZ") else "YY")
    assert find_receipts(wrong) == ()
    assert find_misspelt(wrong) == (wrong,)


def test_two_numbers_stand_once_each_in_order() -> None:
    other = make_receipt(2026, 7)
    assert find_receipts(f"{other} {NUMBER} {other}") == (other, NUMBER)
