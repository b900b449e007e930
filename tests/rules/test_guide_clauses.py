from __future__ import annotations

import pytest

from handlers.rules.clauses import clauses
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.half_width import half_width
from handlers.rules.passages import Passage
from handlers.rules.problems import Unreadable


def items(text: str) -> list[str]:
    lines = enumerate(text.splitlines(), start=1)
    return [each.text for each in clauses([Passage(n, line, half_width(line)) for n, line in lines]).items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the number that goes on, before words that begin with a digit
        (
            "1.申报书。\n2.近6个月缴费证明。\n3.2名专家的推荐意见。\n4.营业执照。",
            ["申报书。", "近6个月缴费证明。", "2名专家的推荐意见。", "营业执照。"],
        ),
        ("1.3名专家的推荐信\n2.申请表\n3.2寸照片2张", ["3名专家的推荐信", "申请表", "2寸照片2张"]),
        ("1．申请表；\n2．1份合作协议；", ["申请表；", "1份合作协议；"]),
        (
            "1.申请表；2.审计报告；3.3份技术合同；4.执照。",
            ["申请表；", "审计报告；", "3份技术合同；", "执照。"],
        ),
        ("1.申请表；\n2.10万元以上设备的发票", ["申请表；", "10万元以上设备的发票"]),
        # a decimal that printing put at the start of a line
        ("1.申请表；\n2.投入证明，上年度不少于\n3.5万元；", ["申请表；", "投入证明，上年度不少于3.5万元；"]),
        # numbers below a number
        (
            "1.主体材料\n1.1申请表\n1.2执照\n2.其他材料\n2.1照片",
            ["主体材料\n1.1申请表\n1.2执照", "其他材料\n2.1照片"],
        ),
    ],
)
def test_numbers_that_go_on_part_the_clauses(text: str, expected: list[str]) -> None:
    assert items(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "某市项目申报管理办法\n第一条 为规范申报，制定本办法。\n第二条 每项资助20万元，申报单位应为企业。",
        "2025年工作总结\n一、项目申报\n1.支持攻关。\n2.资助200万元。\n二、平台建设\n1.推进平台建设。\n2.补助300万元。",
    ],
)
def test_rules_and_reports_are_no_guides(text: str) -> None:
    with pytest.raises(Unreadable):
        read_guide(read_document("a.txt", text.encode()))
