from __future__ import annotations

import pytest

from handlers.rules.digits_said import digits_said


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("八二二零二四六是谁", "8220246是谁"),
        ("零七五零八二二八五〇九", "07508228509"),
        ("八二二 八幺六零", "8228160"),
        ("玖拾万那个", "九十万那个"),
        ("壹之叁找谁", "一之三找谁"),
        ("二之三找谁", "二之三找谁"),
        ("一二三四", "一二三四"),
    ],
)
def test_numbers_written_out_are_read(typed: str, read: str) -> None:
    assert digits_said(typed) == read
