from __future__ import annotations

import pytest

from handlers.rules.documents import read_document
from handlers.rules.guide import Guide
from handlers.rules.guide_text import read_guide
from handlers.rules.problems import Level

TEXT = """石桥区2026年度科技项目申报指南
1.园区孪生
（1）研究内容：建设园区模型。
（2）申报条件：区内企业。
2.稻虾共作
（1）研究内容：示范500亩。
（2）申报条件：合作社。
3.云上展厅
（1）研究内容：建设展厅。
（2）申报条件：企业。
附：资助额度一览表
"""
HEAD = "项目名称\t支持方式\t资助额度（万元/项）\t支持项数\n"


def guide(text: str) -> Guide:
    return read_guide(read_document("guide.txt", text.encode()))


def warnings(read: Guide) -> list[str]:
    return [each.message for each in read.problems if each.level is Level.WARNING]


def test_overview_without_a_category_tells_which_is_missing() -> None:
    read = guide(f"{TEXT}{HEAD}园区孪生\t事前资助\t50\t1\n稻虾共作\t事后补助\t15\t3\n")
    assert [[item.amount_wan for item in each.funding.items] for each in read.categories] == [[50], [15], []]
    assert any("云上展厅" in each and "一览表" in each for each in warnings(read))


def test_row_of_an_overview_that_no_text_describes_is_told() -> None:
    rows = (
        "园区孪生\t事前资助\t50\t1\n稻虾共作\t事后补助\t15\t3\n"
        "云上展厅\t事后补助\t9\t1\n湿地修复\t事前资助\t8\t1\n"
    )
    read = guide(TEXT + HEAD + rows)
    assert [each.name for each in read.categories] == ["园区孪生", "稻虾共作", "云上展厅"]
    assert [[item.amount_wan for item in each.funding.items] for each in read.categories] == [[50], [15], [9]]
    assert any("湿地修复" in each for each in warnings(read))


def test_second_amount_of_a_category_in_an_overview_is_kept() -> None:
    rows = (
        "园区孪生\t事前资助\t50\t1\n园区孪生\t事前资助\t30\t1\n"
        "稻虾共作\t事后补助\t15\t3\n云上展厅\t事后补助\t9\t1\n"
    )
    read = guide(TEXT + HEAD + rows)
    assert {item.amount_wan for item in read.categories[0].funding.items} == {50, 30}


@pytest.mark.parametrize("name", ["项目类别", "申报材料", "支持方式"])
def test_category_named_as_a_column_is_told(name: str) -> None:
    read = guide(
        "石桥区2026年度科技项目申报指南\n"
        f"项目类别1：{name}\n一、研究内容\n建设模型。\n二、支持方式与强度\n事前资助，20万元/项，2项。\n"
    )
    assert any(name in each and "表头" in each for each in warnings(read))


def test_enclosure_that_grants_is_no_form() -> None:
    read = guide(
        "石桥区2026年度科技项目申报指南\n一、园区孪生\n（一）研究内容\n建设模型。\n（二）支持方式与强度\n"
        "事前资助，20万元/项，2项。\n附件2\n申报信息表\n资助额度：每项20万元\n单位名称：\n"
    )
    assert not any("空白表格" in each.message for each in read.problems)
