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


@pytest.mark.parametrize(
    ("name", "item", "expected"),
    [
        ("晨曦营业执照.pdf", "营业执照或组织机构代码证的扫描件", "01_营业执照.pdf"),
        ("申请书.doc", "项目申请书及工作计划方案", "01_项目申请书.doc"),
        ("项目申报书.doc", "申请书和工作计划", "01_申请书.doc"),
        ("IMG_1.jpg", "营业执照或组织机构代码证的扫描件", "01_营业执照或组织机构代码证.jpg"),
        ("两证.pdf", "营业执照或登记证，均为复印件", "01_营业执照或登记证.pdf"),
    ],
)
def test_item_of_several_papers_gives_the_one_that_the_file_is(name: str, item: str, expected: str) -> None:
    assert enclosure_name(1, name, item, None) == expected


def test_long_item_keeps_the_noun_that_it_ends_with() -> None:
    item = "江门市重大科技计划项目揭榜挂帅制技术攻关项目自投研发资金承诺函"
    assert material_name(item).endswith("自投研发资金承诺函")


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
