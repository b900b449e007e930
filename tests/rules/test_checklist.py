"""Facts about which materials can be seen among the names of files."""

from __future__ import annotations

import pytest

from handlers.rules.checklist import Seen, check

PLAIN = (
    "项目申报书",
    "营业执照或组织机构代码证扫描件",
    "协助政府部门开展相关工作的情况介绍和证明材料",
    "其他证明材料",
)


def seen(materials: tuple[str, ...], *names: str) -> list[Seen]:
    return [each.seen for each in check(materials, names)]


def test_complete_submission_lacks_nothing() -> None:
    names = ("1.项目申报书（盖章）.pdf", "2-营业执照.JPG", "3 情况介绍.docx")
    assert seen(PLAIN, *names) == [Seen.FOUND, Seen.FOUND, Seen.FOUND, Seen.CONDITIONAL]


def test_what_no_name_shows_is_missing_and_conditional_items_are_marked() -> None:
    assert seen(PLAIN, "申请书.doc") == [Seen.FOUND, Seen.MISSING, Seen.MISSING, Seen.CONDITIONAL]


@pytest.mark.parametrize(
    "name", ["扫描全能王 2023-05-01.pdf", "附件1.pdf", "IMG_2031.jpg", "新建文件夹.zip", ""]
)
def test_name_that_says_nothing_shows_nothing(name: str) -> None:
    assert Seen.FOUND not in seen(PLAIN, name)


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("营业执照副本或登记证、组织机构代码证等基本证照", "統一社會信用代碼證.pdf"),
        ("营业执照副本或登记证、组织机构代码证等基本证照", "事业单位法人证书.pdf"),
        ("上一年度财务报表或财务审计报告", "2022年审计报告.pdf"),
        ("项目参与各方的项目合作协议（原件）", "三方合作协议书-签章.pdf"),
        ("项目可行性报告", "可研报告终稿.docx"),
        ("江门市重大科技计划项目揭榜挂帅制技术攻关项目自投研发资金承诺函", "自投资金承诺书.pdf"),
        ("与江门双碳实验室签订的共建协议", "共建协议.pdf"),
        ("申报单位围绕成果转化中心建设编制的实施方案，明确目标任务", "建设实施方案v3.docx"),
        ("企业研发机构认定批复文件", "研发机构认定批复.pdf"),
    ],
)
def test_document_is_seen_under_the_names_that_applicants_use(item: str, name: str) -> None:
    assert seen((item,), name) == [Seen.FOUND]


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("营业执照或组织机构代码证扫描件", "申报书.pdf"),
        ("上一年度财务报表或财务审计报告", "检测报告.pdf"),
        ("与江门双碳实验室签订的共建协议", "江门双碳实验室简介.pdf"),
        ("项目可行性报告", "审计报告.pdf"),
    ],
)
def test_other_document_is_not_taken_for_it(item: str, name: str) -> None:
    assert seen((item,), name) == [Seen.MISSING]


def test_item_of_two_documents_is_seen_in_part() -> None:
    item = ("项目申请书及工作计划方案",)
    assert seen(item, "申请书.pdf") == [Seen.PART]
    assert seen(item, "申请书.pdf", "工作计划.docx") == [Seen.FOUND]


@pytest.mark.parametrize(
    "item", ["按《关于申报科技创新平台建设资助资金的通知》要求执行", "照江科〔2023〕175号通知办理"]
)
def test_list_of_another_document_is_not_checked(item: str) -> None:
    assert seen((item,), "申报书.pdf") == [Seen.ELSEWHERE]


@pytest.mark.parametrize(
    "item",
    [
        "其他证明材料",
        "符合申报条件的其他证明材料",
        "如有专利，提供专利证书",
        "属于高新技术企业的，还需提供证书",
    ],
)
def test_item_that_not_everybody_needs_is_marked(item: str) -> None:
    assert seen((item,)) == [Seen.CONDITIONAL]


def test_traversal_of_long_names_ends() -> None:
    assert seen(PLAIN, "报告" * 5000 + ".pdf")
