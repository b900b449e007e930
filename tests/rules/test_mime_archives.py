"""Facts about archives in mails: their directory is read, nothing in them is unpacked."""

from __future__ import annotations

import io
import time
import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest

from handlers.rules.mime import attachment_data, parse_mail, with_texts

NESTED = 60


def archive(**members: bytes) -> bytes:
    """Write a zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in members.items():
            made.writestr(name, raw)
    return held.getvalue()


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """Give some kB that unpack to 300 MB, under the names of an office file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name in ("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"):
            made.writestr(name, b"\0" * (100 << 20))
    return held.getvalue()


def mail(name: str, raw: bytes) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "applicant@example.org", "申报"
    message.set_content("材料见附件。")
    message.add_attachment(raw, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_names_in_an_archive_are_its_text_and_its_bytes_travel_on() -> None:
    held = archive(**{"项目申报书.pdf": b"x", "预算/预算表.xlsx": b"y"})
    raw = mail("材料.zip", held)
    parsed = with_texts(parse_mail(raw), raw)
    assert "项目申报书.pdf" in parsed.files[0].text
    assert [each.name for each in parsed.files] == ["材料.zip"]
    assert attachment_data(raw, 0) == held


def test_no_member_of_an_archive_is_ever_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: Any, **__: Any) -> None:
        raise AssertionError("unpacked")

    raw = mail("材料.zip", archive(**{"a.pdf": b"x" * 999}))
    for verb in ("open", "read", "extract", "extractall"):
        monkeypatch.setattr(zipfile.ZipFile, verb, opened)
    assert with_texts(parse_mail(raw), raw).files[0].text == "a.pdf"


@pytest.mark.parametrize("name", ["材料.zip", "申报书.docx", "预算.xlsx", "材料.rar", "材料.gz"])
def test_archive_that_explodes_costs_nothing_and_is_kept(bomb: bytes, name: str) -> None:
    raw = mail(name, bomb)
    begun = time.process_time()
    parsed = with_texts(parse_mail(raw), raw)
    assert time.process_time() - begun < 5
    assert [each.bytes for each in parsed.files] == [len(bomb)]
    assert len(parsed.files[0].text) < 1_000


def test_archives_within_archives_stay_closed() -> None:
    held = archive(a=b"x")
    for number in range(NESTED):
        held = archive(**{f"{number}.zip": held})
    raw = mail("层层.zip", held)
    assert with_texts(parse_mail(raw), raw).files[0].text == f"{NESTED - 1}.zip"


@pytest.mark.parametrize(
    "held",
    [b"PK\x03\x04broken", b"", archive(a=b"x")[:-10], b"\0" * 5_000],
    ids=["only a signature", "empty", "cut", "zeros"],
)
def test_broken_archive_has_no_text_and_travels_on(held: bytes) -> None:
    raw = mail("材料.zip", held)
    parsed = with_texts(parse_mail(raw), raw)
    assert (parsed.files[0].text, attachment_data(raw, 0)) == ("", held)


@pytest.mark.parametrize("name", ["材料.rar", "材料.7z", "材料.tar", "材料.gz"])
def test_archive_that_cannot_be_looked_into_is_told(name: str) -> None:
    raw = mail(name, b"Rar!")
    assert any("压缩包" in each for each in parse_mail(raw).warnings)
