from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.imap_folder_names import encode_folder, quote, wire_folder


@pytest.mark.parametrize(
    ("name", "coded"),
    [
        ("INBOX", "INBOX"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),  # RFC 3501 section 5.1.3
        ("已处理", "&XfJZBHQG-"),
        ("R&D", "R&-D"),
        ("Entwürfe", "Entw&APw-rfe"),
        ("😀", "&2D3eAA-"),
    ],
)
def test_folder_names_travel_in_modified_utf7(name: str, coded: str) -> None:
    assert encode_folder(name) == coded


def _decoded(coded: str) -> str:
    """Decode modified UTF-7 by the standard library's UTF-7, whose signs differ (RFC 3501 section 5.1.3)."""
    pieces = re.split("(&[^-]*-)", coded)
    return "".join(_shifted(piece) if piece.startswith("&") else piece for piece in pieces)


def _shifted(piece: str) -> str:
    return "&" if piece == "&-" else f"+{piece[1:].replace(',', '/')}".encode().decode("utf-7")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_folder_name_comes_back(name: str) -> None:
    coded = encode_folder(name)
    assert coded.isascii()
    assert _decoded(coded) == name


def test_quotes_and_backslashes_are_escaped() -> None:
    assert quote('a "b" \\c') == '"a \\"b\\" \\\\c"'
    assert wire_folder("已 处理") == '"&XfI- &WQR0Bg-"'


@pytest.mark.parametrize("text", ["a\r\nb", "a\x00b", "\x7f"])
def test_control_characters_never_reach_the_wire(text: str) -> None:
    with pytest.raises(ValueError, match="control characters"):
        quote(text)
