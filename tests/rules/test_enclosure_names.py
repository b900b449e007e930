"""Facts about what files are called when they reach a department."""

from __future__ import annotations

import pytest

from handlers.rules.enclosure_names import enclosure_name, material_name

UNIT = "江门示例科技有限公司"


@pytest.mark.parametrize(
    ("name", "item", "unit", "expected"),
    [
        ("scan001.pdf", "项目申报书", UNIT, f"03_项目申报书_{UNIT}.pdf"),
        ("scan001.PDF", "营业执照（复印件，加盖公章）", UNIT, f"03_营业执照_{UNIT}.pdf"),
        ("材料.docx", None, UNIT, f"03_材料_{UNIT}.docx"),
        ("材料.docx", None, None, "03_材料.docx"),
        ("没有后缀", "项目申报书", None, "03_项目申报书"),
        ("../a\u202e\n.pdf", None, None, "03_a .pdf"),
        ("a.pdf", "申报书/计划书", "甲/乙公司", "03_申报书、计划书_甲、乙公司.pdf"),
    ],
)
def test_name_says_number_material_and_unit(
    name: str, item: str | None, unit: str | None, expected: str
) -> None:
    assert enclosure_name(3, name, item, unit) == expected


def test_long_names_keep_their_suffix() -> None:
    name = enclosure_name(1, "x.pdf", "项目" * 200, "公司" * 200)
    assert name.endswith(".pdf")
    assert len(name.encode()) < 200


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("1.项目申报书；", "项目申报书"),
        ("（2）《可行性研究报告》", "可行性研究报告"),
        ("上年度审计报告或财务报表（如有）", "上年度审计报告或财务报表"),
        ("5G应用方案", "5G应用方案"),
    ],
)
def test_material_is_called_by_its_first_words(item: str, expected: str) -> None:
    assert material_name(item) == expected
