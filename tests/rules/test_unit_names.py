"""Units as cells list them: parted where they are several, whole where they are one."""

from __future__ import annotations

import pytest

from handlers.rules.unit_names import read_units

LISTS: tuple[tuple[str, list[str]], ...] = (
    ("市科技局\n市税务局", ["市科技局", "市税务局"]),
    ("各县（市、区）政府、市科技局", ["各县（市、区）政府", "市科技局"]),
    ("各县\n（市、区）政府", ["各县（市、区）政府"]),
    ("市科技局，市财政局；市审计局", ["市科技局", "市财政局", "市审计局"]),
    ("市科技局 市税务局", ["市科技局", "市税务局"]),
    ("市科 技局", ["市科技局"]),
    ("市工业和信息化局和市科技局", ["市工业和信息化局", "市科技局"]),
    ("市工业和信\n息化局\n市财政局", ["市工业和信息化局", "市财政局"]),
    ("市人力资源和社会\n保障局", ["市人力资源和社会保障局"]),
    ("团市委\n江门海关\n五邑大学", ["团市委", "江门海关", "五邑大学"]),
    ("蓬江\n江海\n新会", ["蓬江", "江海", "新会"]),
    ("市科技局、市财政局按职责分工负责", ["市科技局", "市财政局"]),
    ("1.市科技局\n2.市财政局", ["市科技局", "市财政局"]),
    ("市科技局、市科技局", ["市科技局"]),
    ("—", []),
    ("", []),
)
LEADS = (
    ("市科技局牵头，市财政局、市税务局配合", "市科技局"),
    ("市财政局、市科技局（牵头）", "市科技局"),
    ("牵头单位：市科技局；配合单位：市财政局", "市科技局"),
    ("由市科技局牵头负责，各县（市、区）政府配合", "市科技局"),
    ("市科技局、市财政局", None),
)


@pytest.mark.parametrize(("text", "units"), LISTS)
def test_units_are_parted_where_they_are_several(text: str, units: list[str]) -> None:
    assert list(read_units(text).units) == units


@pytest.mark.parametrize(("text", "lead"), LEADS)
def test_lead_is_the_one_that_the_cell_marks(text: str, lead: str | None) -> None:
    assert read_units(text).lead == lead


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("市科技局等", "等"),
        ("各县（市、区政府", "括号"),
        ("市科技局、12月底前完成", "不像单位"),
        ("市科技局、市财政局牵头", "2个牵头单位"),
        ("市科技局、演示甲", "可能是人名"),
    ],
)
def test_doubt_about_units_is_told(text: str, told: str) -> None:
    assert any(told in doubt for doubt in read_units(text).doubts)


def test_line_that_was_joined_is_noted() -> None:
    assert "两行" in read_units("市工业和信\n息化局").notes[0]
