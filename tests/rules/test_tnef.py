"""Facts about winmail.dat, the wrapping of Outlook."""

from __future__ import annotations

import struct
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.mime import attachment_data, parse_mail
from handlers.rules.tnef import tnef_files

PDF = b"%PDF-1.4 an application\n" * 20
NAMED, TEXT_NAMED, LONGS = 0x8001, 0x8002, 0x1003


def attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def text(value: bytes) -> bytes:
    return struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)


def properties(name: str) -> bytes:
    """Write the long name behind properties of other shapes, as Outlook does."""
    guid = b"\x01" * 16
    rows = [
        struct.pack("<HHI", 0x0003, 0x0E20, 4711),  # a number
        struct.pack("<HHIII", LONGS, 0x0E21, 2, 1, 2),  # two numbers
        struct.pack("<HH", 0x0102, NAMED) + guid + struct.pack("<II", 0, 7) + text(b"odd"),
        struct.pack("<HH", 0x000B, TEXT_NAMED) + guid + struct.pack("<II", 1, 6) + b"n\0a\0\0\0" + b"\0\0"
        + struct.pack("<I", 1),
        struct.pack("<HH", 0x001F, 0x3707) + text(f"{name}\0".encode("utf-16-le")),
    ]  # fmt: skip
    return struct.pack("<I", len(rows)) + b"".join(rows)


def winmail(*files: tuple[str, bytes], long_names: bool = True, page: int = 936) -> bytes:
    """Write a winmail.dat."""
    found = struct.pack("<IH", 0x223E9F78, 1)
    found += attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    found += attribute(1, 0x00069007, struct.pack("<II", page, 0))
    for name, data in files:
        encoding = "gb18030" if page == 936 else f"cp{page}"
        found += attribute(2, 0x00069002, b"\0" * 14)
        found += attribute(
            2, 0x00018010, name.encode(encoding) + b"\0" if not long_names else b"SHORT~1.PDF\0"
        )
        found += attribute(2, 0x0006800F, data)
        if long_names:
            found += attribute(2, 0x00069005, properties(name))
    return found


def mail(raw: bytes, kind: str = "ms-tnef") -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "applicant@example.org", "申报"
    message.set_content("材料见附件。")
    message.add_attachment(raw, maintype="application", subtype=kind, filename="winmail.dat")
    message.add_attachment(b"last", maintype="application", subtype="pdf", filename="last.pdf")
    return message.as_bytes()


@pytest.mark.parametrize("kind", ["ms-tnef", "vnd.ms-tnef", "octet-stream"])
def test_files_inside_are_files_of_the_mail_with_their_long_names_and_bytes(kind: str) -> None:
    raw = mail(winmail(("项目申报书.pdf", PDF), ("预算.xlsx", b"PK")), kind)
    parsed = parse_mail(raw)
    assert [each.name for each in parsed.files] == ["项目申报书.pdf", "预算.xlsx", "last.pdf"]
    assert [attachment_data(raw, each.index) for each in parsed.files] == [PDF, b"PK", b"last"]
    assert not any("TNEF" in each for each in parsed.warnings)


@pytest.mark.parametrize(("page", "name"), [(936, "申报书.doc"), (950, "申報書.doc"), (1252, "a.doc")])
def test_short_name_is_read_in_the_code_page_that_the_file_names(page: int, name: str) -> None:
    found = tnef_files(winmail((name, PDF), long_names=False, page=page)) or []
    assert [(each.name, each.data) for each in found] == [(name, PDF)]


def test_wrapping_without_files_is_no_material() -> None:
    assert [each.name for each in parse_mail(mail(winmail())).files] == ["last.pdf"]


@pytest.mark.parametrize("raw", [b"", b"no tnef", winmail(("a.pdf", PDF))[:-40]])
def test_wrapping_that_cannot_be_opened_travels_on_and_is_told(raw: bytes) -> None:
    parsed = parse_mail(mail(raw))
    assert [each.name for each in parsed.files] == ["winmail.dat", "last.pdf"]
    assert any("TNEF" in each for each in parsed.warnings)


def test_name_inside_is_as_harmless_as_any_other() -> None:
    parsed = parse_mail(mail(winmail(("../../etc/passwd\u202efdp.exe", PDF))))
    name = parsed.files[0].name
    assert "/" not in name
    assert "\u202e" not in name
    assert any("可执行" in each for each in parsed.warnings)


@given(st.binary(max_size=400), st.integers(0, 300), st.binary(max_size=8))
def test_broken_wrapping_breaks_nothing(tail: bytes, at: int, patch: bytes) -> None:
    whole = winmail(("申报书.pdf", PDF[:60]))
    for raw in (whole[:6] + tail, whole[:at] + patch + whole[at + len(patch) :]):
        found = tnef_files(raw)
        assert found is None or sum(len(each.data) for each in found) <= len(raw)
