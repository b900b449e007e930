"""Facts about the unit's data as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from handlers.rules.applicant_unit import Field, NotRight, Unit, judge
from handlers.rules.unit_form import is_skipped, read_form

CODE = "91440700MA4UABCD1" + uscc.calc_check_digit("91440700MA4UABCD1")
WHOLE = Unit("江门市晨曦科技有限公司", CODE, "王小明", "13800138000", "wang@example.org")


@pytest.mark.parametrize(
    "text",
    [
        f"单位名称：{WHOLE.name}\n统一社会信用代码：{CODE}\n联系人：王小明\n手机：13800138000\n邮箱：{WHOLE.email}",
        f"{WHOLE.name}，{CODE}，王小明，138 0013 8000，{WHOLE.email}",
        f"{WHOLE.name}\n{CODE.lower()}\n王小明\n+86 13800138000\n{WHOLE.email}",
        f"1. 申报单位: {WHOLE.name}  2. 联系人: 王小明\n税号 {CODE}\n{WHOLE.email}\n电话是13800138000",
        f"{WHOLE.name} 邮箱{WHOLE.email} 手机138 0013 8000 信用代码{CODE} 联系人王小明",
        f"我单位为{WHOLE.name}（{CODE}），联系人：王小明（13800138000，{WHOLE.email}）",
        f"名称：{WHOLE.name} 类型：有限 代码：{CODE} 单位联系人：王小明 电话:13800138000\n{WHOLE.email}",
    ],
)
def test_everything_pasted_at_once_is_read(text: str) -> None:
    form = read_form(text, Field.NAME)
    assert form.wrong == ()
    assert form.unit == WHOLE


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        (Field.NAME, "江门市晨曦科技有限公司（普通合伙）", "江门市晨曦科技有限公司（普通合伙）"),
        (Field.NAME, "Jiangmen ABC Technology Co., Ltd.", "Jiangmen ABC Technology Co., Ltd."),
        (Field.NAME, "我们是五邑大学", "五邑大学"),
        (Field.NAME, "张三", "张三"),
        (Field.CONTACT, "王小明", "王小明"),
        (Field.PHONE, "0750-8220246转801", "0750-8220246-801"),
        (Field.PHONE, "１３８００１３８０００", "13800138000"),
        (Field.PHONE, "13800138000/0750-8220246", "13800138000、0750-8220246"),
        (Field.PHONE, "+852 2345 6789", "+852 2345 6789"),
        (Field.EMAIL, "wang＠example。org", "wang@example.org"),
        (Field.CREDIT_CODE, f" {CODE[:8]} {CODE[8:]} ", CODE),
    ],
)
def test_answer_to_one_question_is_read(asked: Field, text: str, value: str) -> None:
    assert read_form(text, asked).unit == Unit().having(asked, value)


@pytest.mark.parametrize(
    ("asked", "text", "told"),
    [
        (Field.CREDIT_CODE, "123456789", "18 位，您写了 9 位"),
        (Field.CREDIT_CODE, CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), "校验位"),
        (Field.CREDIT_CODE, f"{CODE[:-1]}O", "0 写成了 O"),
        (Field.PHONE, "8220246", "区号"),
        (Field.PHONE, "1380013800", "不像有效的电话号码"),
        (Field.EMAIL, "wang@", "不像完整的邮箱地址"),
        (Field.NAME, "1.1资助多少钱？", "取消"),
        (Field.NAME, "…", "全称"),
        (Field.CONTACT, "x1", "姓名"),
        (Field.CONTACT, "电话", "没有看到联系人"),
    ],
)
def test_what_cannot_be_right_is_told_kindly_and_not_kept(asked: Field, text: str, told: str) -> None:
    form = read_form(text, asked)
    assert form.unit == Unit()
    assert [each.field for each in form.wrong] == [asked]
    assert told in form.wrong[0].why


def test_good_fields_are_kept_beside_a_wrong_one() -> None:
    form = read_form(f"{WHOLE.name}\n信用代码：{CODE[:-2]}\n联系人：王小明", Field.NAME)
    assert form.unit == Unit(name=WHOLE.name, contact="王小明")
    assert [each.field for each in form.wrong] == [Field.CREDIT_CODE]


@pytest.mark.parametrize("text", ["跳过", "无", " 没有。", "暂无", "skip"])
def test_word_that_leaves_a_field_out(text: str) -> None:
    assert is_skipped(text)


@given(st.sampled_from(Field), st.text(max_size=200))
def test_any_text_is_read_or_told(asked: Field, text: str) -> None:
    form = read_form(text, asked)
    assert not {each.field for each in form.wrong} & {each for each in Field if form.unit.of(each)}


@given(st.text(max_size=60))
def test_judged_credit_code_has_a_true_check_digit(text: str) -> None:
    try:
        value = judge(Field.CREDIT_CODE, text)
    except NotRight:
        return
    assert uscc.is_valid(value)
