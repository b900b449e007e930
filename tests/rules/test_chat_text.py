"""Long chat texts are cut so that Telegram takes every piece."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.chat_text import length, pieces, plain

PARAGRAPH = "为做好今年的申报工作，现将有关事项通知如下。\n"


class Balance(HTMLParser):
    """Tell whether every mark is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.broken = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.broken = self.broken or not self.open or self.open.pop() != tag


def is_whole(html: str) -> bool:
    balance = Balance()
    balance.feed(html)
    balance.close()
    return not balance.open and not balance.broken


def test_short_text_stays_one_piece() -> None:
    assert pieces("<b>您好</b>") == ("<b>您好</b>",)


def test_long_text_is_cut_at_paragraphs() -> None:
    found = pieces(PARAGRAPH * 300)
    assert len(found) > 1
    assert all(piece.endswith("如下。") for piece in found)
    assert "\n".join(found) == (PARAGRAPH * 300).strip()


def test_mark_that_is_open_at_a_cut_is_closed_and_opened_again() -> None:
    found = pieces(f"<b>{PARAGRAPH * 300}</b>")
    assert all(piece.startswith("<b>") and piece.endswith("</b>") for piece in found)


def test_entity_is_never_cut() -> None:
    found = pieces("&amp;" * 2000, 100)
    assert all(re.fullmatch("(&amp;)+", piece) for piece in found)


def test_letters_outside_the_basic_plane_count_twice() -> None:
    assert length("𠮷") == 2
    assert all(length(piece) <= 4096 for piece in pieces("𠮷" * 5000))


@pytest.mark.parametrize(
    ("html", "text"),
    [("<b>回执</b> &lt;1&gt;", "回执 <1>"), ('<a href="http://a">b</a>', "b"), ("1 < 2", "1 < 2")],
)
def test_plain_text_has_no_marks(html: str, text: str) -> None:
    assert plain(html) == text


WORDS = st.sampled_from(
    ["<b>甲</b>", "<i>乙\n丙</i>", "&lt;", "丁\n\n", "𠮷", "戊。", "<code>a b</code>", " "]
)


@given(st.lists(WORDS, max_size=400), st.integers(min_value=60, max_value=400))
def test_every_piece_is_within_the_limit_and_whole(words: list[str], limit: int) -> None:
    html = "".join(words)
    found = pieces(html, limit)
    assert all(length(piece) <= limit for piece in found)
    assert all(is_whole(piece) for piece in found)
    together = "".join("".join(map(plain, found)).split())
    assert together == "".join(plain(html).split())
