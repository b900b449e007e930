from __future__ import annotations

import pytest

from handlers.rules.contact_lines import read_contacts
from handlers.rules.contact_tables import REFERENCE, counted

Entry = tuple[str | None, str | None, tuple[str, ...], tuple[str, ...]]


def entries(text: str) -> list[Entry]:
    return [
        (each.department, each.name, tuple(map(str, each.phones)), each.emails)
        for each in read_contacts(text).entries
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # each person's department in parentheses behind the name
        (
            "张三（高新科）8220246；李四（农社科）8220247",
            [("高新科", "张三", ("8220246",), ()), ("农社科", "李四", ("8220247",), ())],
        ),
        # department and person in parentheses behind each phone
        (
            "电话：8220246（高新科 张三），8220247（农社科 李四）",
            [("高新科", "张三", ("8220246",), ()), ("农社科", "李四", ("8220247",), ())],
        ),
        # phones in parentheses of half width
        (
            "高新科:李明(8220246),农社科:王红(8220247)",
            [("高新科", "李明", ("8220246",), ()), ("农社科", "王红", ("8220247",), ())],
        ),
        # a second name of the department in parentheses
        ("规划科（创新体系办公室）：卫东，8220246", [("规划科", "卫东", ("8220246",), ())]),
        # a department of two characters
        ("水科：蒋乙，8220246", [("水科", "蒋乙", ("8220246",), ())]),
        # a mailbox whose first half stands in the line above
        ("规划科 王芳，邮箱：gh\nk@example.org", [("规划科", "王芳", (), ("ghk@example.org",))]),
        # a phone parted between two lines
        ("规划科 王芳 0750-82\n20246", [("规划科", "王芳", ("0750-8220246",), ())]),
        # two kinds of phone
        ("联系人：刘洋 固话：8220246", [(None, "刘洋", ("8220246",), ())]),
        # names that hold a word of sentences or of labels
        (
            "转化处：计无尘，8220246；尉迟岚，8220247",
            [("转化处", "计无尘", ("8220246",), ()), ("转化处", "尉迟岚", ("8220247",), ())],
        ),
        (
            "高新科：张三，8220246；周详，8220247",
            [("高新科", "张三", ("8220246",), ()), ("高新科", "周详", ("8220247",), ())],
        ),
        (
            "联系人：张三、李由；电话：8220246",
            [(None, "张三", ("8220246",), ()), (None, "李由", ("8220246",), ())],
        ),
        ("高新科：单位平，8220246", [("高新科", "单位平", ("8220246",), ())]),
        # surnames that no list knows, beside a person and before an office
        (
            "高新科：张三、水丁，8220246、8220247",
            [("高新科", "张三", ("8220246",), ()), ("高新科", "水丁", ("8220247",), ())],
        ),
        ("水丁（高新科）8220246", [("高新科", "水丁", ("8220246",), ())]),
        # numbers of clauses before departments
        (
            "1.高新科：周杰，8220246；2.平台科：吴敏，8220247",
            [("高新科", "周杰", ("8220246",), ()), ("平台科", "吴敏", ("8220247",), ())],
        ),
        (
            "①高新科 周杰 8220246\n②平台科 吴敏 8220247",
            [("高新科", "周杰", ("8220246",), ()), ("平台科", "吴敏", ("8220247",), ())],
        ),
        # departments in a row, as many as persons or not
        (
            "科室：高新科、平台科；联系人：周杰、吴敏；电话：8220246、8220247",
            [("高新科", "周杰", ("8220246",), ()), ("平台科", "吴敏", ("8220247",), ())],
        ),
        ("科室：高新科、平台科；联系人：周杰；电话：8220246", [(None, "周杰", ("8220246",), ())]),
        # a department and a post in parentheses, and behind each of several persons
        ("周杰（高新科科长）8220246", [("高新科", "周杰", ("8220246",), ())]),
        (
            "周杰（高新科）、吴敏（平台科）；电话：8220246、8220247",
            [("高新科", "周杰", ("8220246",), ()), ("平台科", "吴敏", ("8220247",), ())],
        ),
        # a department before a label, and labels of a form on one line
        ("高新科办公电话 8220246", [("高新科", None, ("8220246",), ())]),
        (
            "姓名：周杰　科室：高新科　座机：8220246　手机：13800138000",
            [("高新科", "周杰", ("8220246", "13800138000"), ())],
        ),
        ("高新科周杰（电话/微信：13800138000）", [("高新科", "周杰", ("13800138000",), ())]),
        # bodies that end like no office
        (
            "县工信局 周杰 8220246；县科协 吴敏 8220247",
            [("县工信局", "周杰", ("8220246",), ()), ("县科协", "吴敏", ("8220247",), ())],
        ),
        # a compound surname apart from its name
        ("高新科 欧阳 锋 8220246", [("高新科", "欧阳锋", ("8220246",), ())]),
        # who helps with the system, and who hears complaints
        (
            "高新科 周杰 8220246；系统技术支持：周八 8220248。纪检：8220249。",
            [("高新科", "周杰", ("8220246",), ())],
        ),
    ],
)
def test_block_is_read(text: str, expected: list[Entry]) -> None:
    assert entries(text) == expected


@pytest.mark.parametrize(
    ("text", "field"),
    [
        # a surname that no list knows
        ("农村处 扎西 0891-6820002", "contacts"),
        # a department that ends like none
        ("知识产权保护：吴甲，8220246", "contacts"),
        # a name that holds a sign of sentences
        ("高新科：张无忌，8220246", "contacts"),
        # a surname before words of sentences, alone and among persons
        ("高新科：申报国，8220246", "contacts"),
        ("联系人：张三、申报国；电话：8220246", "contacts"),
        # four characters among persons
        ("高新科：张三、夏目漱石，8220246、8220247", "contacts"),
        # an office that may end one character sooner
        ("高新科部明华，8220246", "contacts"),
        # phones of both behind the second
        ("信息科 张乙、农业科 李丙，电话：4410602、4410603", "phones"),
        # departments in a row before persons
        ("科室：高新科、平台科；联系人：周杰、吴敏；电话：8220246、8220247", "contacts"),
        # one mailbox behind two departments
        ("信息科：张乙 4410602；农业科：李丙 4410603；邮箱：x@example.org", "emails"),
    ],
)
def test_what_only_its_place_explains_is_told(text: str, field: str) -> None:
    assert ("warning", field) in {doubt[:2] for doubt in read_contacts(text).doubts}


def test_phone_behind_a_possible_name_is_not_that_of_the_person_before() -> None:
    assert entries("高新科：张三，8220246；申报国，8220247") == [
        ("高新科", "张三", ("8220246",), ()),
        ("高新科", None, ("8220247",), ()),
    ]


@pytest.mark.parametrize("words", ["申报", "业务咨询", "项目申报", "平台管理", "申请", "官网", "请于工作日"])
def test_words_before_a_phone_are_no_person(words: str) -> None:
    assert entries(f"高新科：张三，8220246；{words}，8220247") == [
        ("高新科", "张三", ("8220246", "8220247"), ())
    ]


def test_place_for_papers_is_no_department() -> None:
    assert entries("材料报送至市政府305室，邮箱：x@example.org") == [(None, None, (), ("x@example.org",))]


@pytest.mark.parametrize(
    ("column", "text", "meant"),
    [
        ("项目序号", "2", "类别2"),
        ("方向", "一", "方向一"),
        ("专题编号", "3", "专题3"),
        ("类别", "1、2", "类别1、2"),
        ("项目名称", "新材料", "新材料"),
    ],
)
def test_bare_number_of_a_column_is_what_the_column_counts(column: str, text: str, meant: str) -> None:
    assert REFERENCE.fullmatch(column)
    assert counted(column, text) == meant
