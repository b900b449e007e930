"""Facts about signed tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.tokens import code_digest, find, pseudonym, sign, written

KEY = b"a key for the tests"
RECEIPT = "SB-2022-000042-7K"


def test_token_in_a_quoted_reply_is_found() -> None:
    text = f"受理\n\n> 各位老师：\n> {written(KEY, RECEIPT)}\n> 完"
    assert find(KEY, text) == RECEIPT


@pytest.mark.parametrize(
    "text",
    [
        written(b"another key", RECEIPT),
        written(KEY, RECEIPT).replace("000042", "000043"),
        written(KEY, RECEIPT)[:-2] + "〕",
        f"〔{RECEIPT}·{'a' * 12}〕",
        f"{RECEIPT} {sign(KEY, RECEIPT)}",
        "",
    ],
)
def test_token_that_was_tampered_with_is_none(text: str) -> None:
    assert find(KEY, text) is None


def test_every_single_changed_letter_breaks_the_token() -> None:
    good = written(KEY, RECEIPT)
    for index, letter in enumerate(good):
        other = "b" if letter != "b" else "c"
        assert find(KEY, good[:index] + other + good[index + 1 :]) is None


def test_forged_token_before_a_true_one_hides_nothing() -> None:
    forged = f"〔SB-2022-000001-00·{'a' * 12}〕"
    assert find(KEY, forged + written(KEY, RECEIPT)) == RECEIPT


@given(st.text(max_size=300))
def test_any_text_is_searched_without_an_error(text: str) -> None:
    assert find(KEY, text) is None


def test_flood_of_brackets_is_searched_in_no_time() -> None:
    assert find(KEY, "〔SB-" * 200_000) is None


def test_tokens_codes_and_pseudonyms_of_one_word_have_nothing_in_common() -> None:
    made = [sign(KEY, "42"), code_digest(KEY, "42")[:12], pseudonym(KEY, "42")[:12]]
    assert len(set(made)) == 3
    assert "42" not in pseudonym(KEY, "chat:42")


def test_pseudonym_is_stable_under_one_key_and_different_under_another() -> None:
    assert pseudonym(KEY, "chat:42") == pseudonym(KEY, "chat:42")
    assert pseudonym(KEY, "chat:42") != pseudonym(b"other", "chat:42")
