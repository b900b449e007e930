"""Facts about spreading files over letters."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.compose import Enclosure, LetterSpec, compose
from handlers.rules.packing import COVER, Item, pack

LIMIT = 1_000_000
AT = datetime(2022, 6, 20, tzinfo=UTC)


def item(name: str, size: int, *, may_stay: bool = False) -> Item:
    return Item(Enclosure(name, "application/pdf", "0" * 64), size, may_stay)


def names(letters: tuple[tuple[Enclosure, ...], ...]) -> list[list[str]]:
    return [[each.name for each in letter] for letter in letters]


def test_nothing_to_send_is_still_one_letter() -> None:
    assert pack([], LIMIT).letters == ((),)


def test_what_fits_travels_together_in_order() -> None:
    packed = pack([item("a", 1000), item("b", 1000), item("original", 3000, may_stay=True)], LIMIT)
    assert names(packed.letters) == [["a", "b", "original"]]


def test_what_does_not_fit_together_is_split_by_file() -> None:
    packed = pack([item("a", 400_000), item("b", 400_000), item("c", 200_000)], LIMIT)
    assert names(packed.letters) == [["a"], ["b", "c"]]


def test_original_stays_behind_where_it_does_not_fit() -> None:
    packed = pack([item("a", 600_000), item("original", 610_000, may_stay=True)], LIMIT)
    assert names(packed.letters) == [["a"]]
    assert packed.too_large == ()


def test_file_that_fits_into_no_letter_is_told_and_the_others_travel() -> None:
    packed = pack([item("a", 10), item("huge", 900_000), item("b", 10)], LIMIT)
    assert names(packed.letters) == [["a", "b"]]
    assert [each.enclosure.name for each in packed.too_large] == ["huge"]


sizes = st.lists(st.integers(min_value=0, max_value=LIMIT), max_size=12)


@given(sizes)
def test_no_file_is_lost_and_none_is_doubled(files: list[int]) -> None:
    items = [item(str(number), size) for number, size in enumerate(files)]
    packed = pack(items, LIMIT)
    travelled = [each.name for letter in packed.letters for each in letter]
    stayed = [each.enclosure.name for each in packed.too_large]
    assert sorted(travelled + stayed, key=int) == [each.enclosure.name for each in items]
    assert travelled == sorted(travelled, key=int)


def test_built_letter_keeps_to_the_limit() -> None:
    names_and_sizes = [("01_" + "很长的文件名" * 9 + f"{number}.pdf", 170_000) for number in range(12)]
    packed = pack([item(name, size) for name, size in names_and_sizes], LIMIT)
    assert len(packed.letters) > 1
    for enclosures in packed.letters:
        spec = LetterSpec("d@example.org", "申报台", "k@example.org", "s", "说明" * 1500, "<1@x>", AT)
        raw = compose(_with(spec, enclosures), [b"\xff" * 170_000] * len(enclosures))
        assert LIMIT - COVER - 2 * 240_000 < len(raw) <= LIMIT


def _with(spec: LetterSpec, enclosures: tuple[Enclosure, ...]) -> LetterSpec:
    from dataclasses import replace

    return replace(spec, enclosures=enclosures)
