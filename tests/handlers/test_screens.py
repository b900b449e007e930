"""What buttons send back is read only as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.screens import Press, page_of, pager, press_data, read_press

FIELD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789.-", min_size=1, max_size=8)


@given(FIELD, st.lists(FIELD, max_size=3), st.text(alphabet="0123456789abcdef", max_size=6))
def test_press_comes_back_as_it_was_written(verb: str, arguments: list[str], state: str) -> None:
    data = press_data("b", verb, *arguments, state=state)
    assert read_press(data.removeprefix("b:")) == Press(verb, tuple(arguments), state)


def test_data_too_long_for_telegram_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="too long"):
        press_data("g", "c", "键" * 20)


@pytest.mark.parametrize(
    "data", ["", "1", "1:", "0:home", "2:home", ":home", "1:~abcd", "1:home:~!!", "home"]
)
def test_what_was_never_written_is_nothing(data: str) -> None:
    assert read_press(data) is None


@pytest.mark.parametrize("text", ["-1", "x", "", "1e3", "９", "1" * 40, " 1"])
def test_argument_that_is_no_row_is_none(text: str) -> None:
    assert Press("open", (text,)).number() is None


@given(st.integers(0, 100), st.integers(-5, 200))
def test_page_is_always_within_the_list(count: int, number: int) -> None:
    page = page_of(count, number)
    assert 0 <= page.number < page.count
    assert 0 <= page.start <= page.stop <= count
    assert bool(pager(page, ("a", "b"))) == (page.count > 1)
