"""Facts about the short words of an applicant's mail."""

from __future__ import annotations

import pytest

from handlers.rules.applicant_unit import Field
from handlers.rules.applicant_words import Word, read_own_words, read_unit_of_mail, says_later

UNIT = "江门市晨曦科技有限公司"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("同意", {Word.AGREE}),
        ("您好，已阅读并同意。", {Word.AGREE}),
        ("同意，记住", {Word.AGREE, Word.REMEMBER}),
        ("请记住我们的单位信息，谢谢", {Word.REMEMBER}),
        ("不用记住", {Word.FORGET}),
        ("请删除单位信息", {Word.FORGET}),
        ("后补", {Word.LATER}),
        ("先提交，后补", {Word.LATER}),
        ("其余材料随后补交，谢谢！", {Word.LATER}),
        ("材料已齐", {Word.COMPLETE}),
        ("不再补了", {Word.COMPLETE}),
        ("記住，謝謝", {Word.REMEMBER}),
    ],
)
def test_words_to_the_desk_are_read(text: str, expected: set[Word]) -> None:
    said = read_own_words(text)
    assert said.is_all
    assert said.words - {Word.POLITE} == expected


@pytest.mark.parametrize(
    "text",
    [
        "同意受理",
        "请问审计报告什么时候补？",
        "我公司同意按补正意见修改，修改后的申报书见附件",
        "公司 领导已审核",
        "可以后补吗？",
        "补充材料见附件",
        "谢谢",
        "",
    ],
)
def test_other_sentences_are_for_the_department(text: str) -> None:
    assert not read_own_words(text).is_all


@pytest.mark.parametrize(
    "text",
    [
        f"单位：{UNIT}\n联系人：王小明\n电话：13800138000",
        f"单位 {UNIT}\n联系人 王小明\n电话 13800138000",
        f"1、申报单位：{UNIT}\n2、联系人：王小明 电话：13800138000",
        f"企业名称：{UNIT}，联系人：王小明（13800138000）",
        f"单位：{UNIT}\n联系人：王小明\n电话：13800138000\n\n王小明\n{UNIT}",
    ],
)
def test_form_is_read_however_it_is_filled_in(text: str) -> None:
    said = read_own_words(text)
    assert (said.form.unit.name, said.form.unit.contact, said.form.unit.phone) == (
        UNIT,
        "王小明",
        "13800138000",
    )
    assert said.is_all


def test_two_values_of_one_field_are_neither() -> None:
    form = read_own_words(f"单位：{UNIT}\n单位：江门市另一家有限公司").form
    assert form.unit.name is None
    assert [each.field for each in form.wrong] == [Field.NAME]


def test_what_only_points_at_the_value_is_none() -> None:
    assert read_own_words("单位：详见附件").form.unit.name is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先提交申报书，其余材料后补", True),
        ("其余材料我司将于下周补交。", True),
        ("缺少的审计报告随后补上", True),
        ("缺少的材料可以后补吗？", False),
        ("其余材料无需补交", False),
        ("先提交电子版，纸质版后补", False),
        ("其他项目补充说明", False),
        ("材料见附件", False),
    ],
)
def test_promise_with_the_material_is_only_a_plain_one(text: str, expected: bool) -> None:  # noqa: FBT001
    assert says_later(text) is expected


def test_mail_with_material_names_its_unit_only_by_a_units_name() -> None:
    assert read_unit_of_mail(f"材料见附件\n申报单位：{UNIT}\n").name == UNIT
    assert read_unit_of_mail("单位：已盖章\n联系人：王小明").name is None
