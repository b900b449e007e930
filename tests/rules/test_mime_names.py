from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.file_names import is_runnable, safe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\申报书.docx", "申报书.docx"),
        ("a\u202excod.exe", "axcod.exe"),
        ("a\r\nBcc: x@example.org.pdf", "a Bcc_ x@example.org.pdf"),
        ("\x00\x07", "附件"),
        ("", "附件"),
        ("...", "附件"),
        ("CON.txt", "_CON.txt"),
        (".htaccess", "htaccess"),
        ('a"b<c>d?.pdf', "a_b_c_d_.pdf"),
        ("材料．．/．．/x.pdf", "x.pdf"),
        ("a\u2028b.pdf", "ab.pdf"),
    ],
)
def test_hostile_name_becomes_harmless(name: str, expected: str) -> None:
    assert safe_name(name) == expected


def test_long_name_is_cut_and_keeps_its_suffix() -> None:
    name = safe_name("申报材料" * 200 + ".docx")
    assert name.endswith(".docx")
    assert len(name.encode()) <= 180


@given(st.text(max_size=300))
def test_any_name_is_one_path_component(name: str) -> None:
    made = safe_name(name)
    assert made
    assert not set(made) & set('/\\<>:"|?*\r\n\x00')
    assert len(made.encode()) <= 180
    assert safe_name(made) == made


def test_programmes_are_known_by_the_last_suffix() -> None:
    assert is_runnable("申报书.pdf.EXE")
    assert is_runnable("宏.docm")
    assert not is_runnable("申报书.docx")
    assert not is_runnable("exe")
