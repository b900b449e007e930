from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.imap_responses import (
    LONGEST_SET,
    MOST_UIDS,
    Fetched,
    read_bodies,
    read_code,
    read_descriptions,
    read_search,
    uid_sets,
    write_set,
)


def test_description_is_read_whatever_the_order() -> None:
    line = (
        rb'3 FETCH (FLAGS (\Seen $Forwarded) INTERNALDATE " 7-Jul-2022 02:44:25 +0800" RFC822.SIZE 44 UID 9)'
    )
    [one] = read_descriptions([line])
    assert (one.uid, one.size, sorted(one.flags)) == (9, 44, ["$Forwarded", "\\Seen"])
    assert one.internal_date == datetime(2022, 7, 7, 2, 44, 25, tzinfo=timezone(timedelta(hours=8)))


def test_keyword_that_looks_like_a_uid_is_none() -> None:
    [one] = read_descriptions([b"3 FETCH (FLAGS (UID 77 RFC822.SIZE) UID 9 RFC822.SIZE 44)"])
    assert one.uid == 9


def test_broken_date_is_null() -> None:
    [one] = read_descriptions([b'3 FETCH (UID 9 RFC822.SIZE 44 INTERNALDATE "yesterday" FLAGS ())'])
    assert one.internal_date is None


def test_news_of_other_mails_is_no_description() -> None:
    assert read_descriptions([b"4 FETCH (FLAGS (\\Seen))", b"5 FETCH (UID 3 FLAGS ())"]) == []


@pytest.mark.parametrize(
    "lines",
    [
        [b"1 FETCH (UID 5 BODY[] {3}", bytearray(b"a\r\n"), b")"],
        [b"1 FETCH (BODY[] {3}", bytearray(b"a\r\n"), b" UID 5)"],
        [b"1 FETCH (BODY[] {3}", bytearray(b"a\r\n"), b" FLAGS (\\Seen) UID 5)"],
        [b"9 FETCH (FLAGS ())", b"1 FETCH (UID 5 BODY[] {3}", bytearray(b"a\r\n"), b")"],
    ],
)
def test_body_is_matched_with_its_uid(lines: list[bytes | bytearray]) -> None:
    assert read_bodies(lines) == [Fetched(5, b"a\r\n")]


def test_body_that_looks_like_an_answer_stays_a_body() -> None:
    raw = bytearray(b"2 FETCH (UID 6 BODY[] {1}\r\n")
    assert read_bodies([b"1 FETCH (UID 5 BODY[] {27}", raw, b")"]) == [Fetched(5, bytes(raw))]


@pytest.mark.parametrize("empty", [b'""', b"{0}"])
def test_empty_mail_is_empty_not_missing(empty: bytes) -> None:
    assert read_bodies([b"1 FETCH (UID 5 BODY[] " + empty, b")"]) == [Fetched(5, b"")]


def test_mail_without_a_body_is_missing() -> None:
    assert read_bodies([b"1 FETCH (UID 5 BODY[] NIL)"]) == []


def test_search_answer_may_be_spread_and_repeated() -> None:
    assert read_search([b"12 3", b"", b"7 3"]) == [3, 7, 12]


def test_codes_are_read_from_the_answer_to_select() -> None:
    lines = [b"OK [UIDNEXT 12] next", b"OK [UIDVALIDITY 1795315971] valid"]
    assert read_code(lines, "UIDVALIDITY") == 1795315971
    assert read_code(lines[:1], "UIDVALIDITY") is None


def test_consecutive_uids_are_written_as_a_range() -> None:
    assert write_set([1, 2, 3, 7, 9, 10]) == "1:3,7,9:10"


@given(st.sets(st.integers(1, 2**32 - 1), max_size=700))
def test_sets_name_every_uid_once_and_stay_short(uids: set[int]) -> None:
    groups = list(uid_sets(uids))
    assert [uid for group in groups for uid in group] == sorted(uids)
    assert all(len(group) <= MOST_UIDS and len(write_set(group)) <= LONGEST_SET for group in groups)
