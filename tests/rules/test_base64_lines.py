"""Base64 in lines is written as the library writes it, and known when it comes."""

from __future__ import annotations

from base64 import encodebytes

import pytest

from handlers.rules.base64_lines import STRETCH, base64_lines, base64_size, is_canonical

SIZES = [0, 1, 2, 3, 56, 57, 58, 114, STRETCH - 1, STRETCH, STRETCH + 1, 2 * STRETCH + 100]
CODED = base64_lines(b"\xff\xd8 a scan" * 60).removesuffix(b"\r\n")


@pytest.mark.parametrize("size", SIZES)
def test_lines_are_those_of_the_library(size: int) -> None:
    raw = bytes(range(256)) * (size // 256) + bytes(size % 256)
    written = base64_lines(raw)

    assert written == encodebytes(raw).replace(b"\n", b"\r\n")
    assert base64_size(size) == len(written)
    assert is_canonical(written.removesuffix(b"\r\n")) == bool(size)


@pytest.mark.parametrize("length", [4, 60, 64, 72, 76])
def test_even_lines_of_any_length_may_travel_as_they_came(length: int) -> None:
    coded = CODED.replace(b"\r\n", b"")
    lines = [coded[at : at + length] for at in range(0, len(coded), length)]

    assert is_canonical(b"\r\n".join(lines))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"QUJD\r\n",
        b"QUJDQUJD\r\nQUJD\r\nQUJDQUJD",
        b"QUJDQUJD\nQUJDQUJD",
        b"QUJDQUJD\r\nQUJDQUJDQUJD",
        b"QUJDQU\r\nQUJDQU",
        b"QUJDQUJD\r\nQUJ",
        b"QUI=QUJD\r\nQUJD",
        b"QUJDQUI=\r\nQUJD",
        b"QUJDQUJD\r\nQU=I",
        b"QUJDQUJD\r\nQ===",
        b"QUJDQ-JD\r\nQUJD",
        b"QUJD\rUJD\r\nQUJD",
        b"QUJD\r\n\r\nQUJD",
        CODED + b"=",
        CODED[:90] + b" " + CODED[91:],
        b"A" * 80 + b"\r\n" + b"A" * 80,
    ],
)
def test_what_readers_might_decode_otherwise_does_not_travel_as_it_came(text: bytes) -> None:
    assert not is_canonical(text)
