"""Facts about the lines of a receipt's page."""

from __future__ import annotations

from handlers.rules.receipt_page import Style, lacks_most, page_lines

KNOWN = frozenset(map(ord, "回执号：ABC 字体缺〓# -?:\n"))
TEXT = "# 回执\n回执号：ABC\n- 缺\n? 字体缺:"


def test_marks_become_styles_and_vanish() -> None:
    lines = list(page_lines(TEXT, KNOWN))
    assert [each.style for each in lines] == [Style.TITLE, Style.TEXT, Style.SMALL]
    assert lines[0].text == "回执"


def test_character_that_the_font_lacks_is_replaced_and_named() -> None:
    lines = list(page_lines(TEXT.replace("ABC", "A𪚥C😀𪚥"), KNOWN))
    assert lines[1].text == "回执号：A〓C〓〓"
    assert lines[-1].text == "字体缺:U+1F600 U+2A6A5"


def test_nothing_is_told_where_nothing_lacks() -> None:
    assert all("U+" not in each.text for each in page_lines(TEXT, KNOWN))


def test_font_without_chinese_letters_is_of_no_use() -> None:
    assert lacks_most("项目申报书 A", frozenset(map(ord, "A ")))
    assert not lacks_most("项目 ABCDEFG", frozenset(map(ord, "ABCDEFG ")))
