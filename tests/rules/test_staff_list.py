"""Staff lists with columns in Chinese or English; bad rows become problems."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from handlers.rules.documents import read_document
from handlers.rules.people import Kind, Person, Role, StaffList
from handlers.rules.problems import Level, Unreadable
from handlers.rules.staff_list import read_staff


def _staff(text: str) -> StaffList:
    return read_staff(read_document("staff.csv", text.encode()))


def _one(text: str) -> Person:
    (person,) = _staff(text).people
    return person


def test_chinese_columns_in_any_order_are_read() -> None:
    person = _one(
        "电话,邮箱,单位,姓名,角色,科室\n0750-8220246转8,jia@example.org,市科技局,演示甲,领导,办公室\n"
    )
    expected = Person(
        "演示甲", "市科技局", "办公室", "jia@example.org", Role.LEADER, "0750-8220246-8", Kind.PERSON
    )
    assert person == expected


def test_english_columns_are_read() -> None:
    text = (
        "Name,Unit,Department,E-mail,Role,Phone,Kind\n"
        "演示甲,市科技局,,JIA@Example.ORG,operator,13800000001,person"
    )
    person = _one(text)
    assert (person.email, person.role, person.phone) == ("JIA@example.org", Role.OPERATOR, "13800000001")


def test_shared_mailbox_needs_no_name() -> None:
    person = _one("姓名,单位,邮箱,类型\n,市税务局,office@example.org,共用邮箱\n")
    assert (person.name, person.kind) == ("市税务局", Kind.MAILBOX)


def test_title_above_the_columns_is_passed_over() -> None:
    assert _one("人员名单,,\n姓名,单位,邮箱\n演示甲,市科技局,jia@example.org\n").name == "演示甲"


def test_full_width_and_blanks_are_tidied() -> None:
    person = _one("姓名,单位,邮箱,电话\n演 示　甲,市科技局,ｊｉａ＠example.org,１３８００００００01\n")
    assert (person.name, person.email, person.phone) == ("演示甲", "jia@example.org", "13800000001")


@pytest.mark.parametrize(
    ("row", "field", "level"),
    [
        (",市科技局,a@example.org,staff,,person", "name", Level.ERROR),
        ("演示甲,,a@example.org,staff,,person", "unit", Level.ERROR),
        ("共用,市科技局,,staff,,mailbox", "email", Level.ERROR),
        ("演示甲,市科技局,不是邮箱,staff,,person", "email", Level.WARNING),
        ("演示甲,市科技局,,staff,,person", "email", Level.WARNING),
        ("演示甲,市科技局,a@example.org,国王,,person", "role", Level.WARNING),
        ("演示甲,市科技局,a@example.org,staff,12345,person", "phone", Level.WARNING),
        ("演示甲,市科技局,a@example.org,staff,,机器人", "kind", Level.WARNING),
    ],
)
def test_bad_cell_is_told_with_its_line(row: str, field: str, level: Level) -> None:
    staff = _staff(f"姓名,单位,邮箱,角色,电话,类型\n{row}\n")
    told = [(problem.field, problem.level, problem.line) for problem in staff.problems]
    assert (field, level, 2) in told
    assert (level is Level.ERROR) == (not staff.people)


def test_doubtful_role_gives_no_power() -> None:
    assert _one("姓名,单位,邮箱,角色\n演示甲,市科技局,a@example.org,超级管理\n").role is Role.STAFF


def test_same_mailbox_twice_is_refused() -> None:
    staff = _staff("姓名,单位,邮箱\n演示甲,市科技局,a@example.org\n演示乙,市科技局,A@example.org\n")
    assert [person.name for person in staff.people] == ["演示甲"]
    assert staff.problems[0].level is Level.ERROR


def test_invisible_characters_are_dropped_from_names() -> None:
    assert _one("姓名,单位,邮箱\n演示\u202e甲,市科技局,a@example.org\n").name == "演示甲"


def test_excel_list_tells_the_cell() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("姓名", "单位", "邮箱", "电话"))
    sheet.write_row(1, 0, ("演示甲", "市科技局", "坏邮箱", 13800000001))
    book.close()
    staff = read_staff(read_document("staff.xlsx", buffer.getvalue()))
    assert staff.people[0].phone == "13800000001"
    assert [problem.cell for problem in staff.problems] == ["C2"]


def test_what_is_no_staff_list_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="人员名单"):
        _staff("序号,工作任务\n1,甲\n")
