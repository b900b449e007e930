"""Facts about reading make-up working days and holidays."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.documents import read_document
from handlers.rules.problems import Unreadable
from handlers.rules.special_days import SpecialDays, read_special_days
from handlers.rules.workdays import calendar_for

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（星期五）至3日（星期日）放假，共3天。
二、春节：2月5日（星期五）至11日（星期四）放假调休，共7天。1月31日（星期日）、2月20日（星期六）上班。
三、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。
"""


def read(text: str, name: str = "holidays.txt") -> SpecialDays:
    return read_special_days(read_document(name, text.encode()))


def test_notice_of_the_state_council_is_read() -> None:
    found = {each.day: (each.worked, each.name) for each in read(NOTICE).days}
    assert found[date(2027, 1, 1)] == (False, "元旦")
    assert found[date(2027, 1, 3)] == (False, "元旦")
    assert found[date(2027, 2, 11)] == (False, "春节")
    assert found[date(2027, 1, 31)][0] is True
    assert found[date(2027, 10, 9)][0] is True
    assert len(found) == 3 + 7 + 2 + 7 + 2


@pytest.mark.parametrize(
    "line",
    [
        "2027-02-20,上班,春节",
        "2027/2/20 补班",
        "2027年2月20日 调休上班",
        "上班\t2027.02.20",
        "2027-02-20,work",
    ],
)
def test_table_lines_are_read(line: str) -> None:
    (day,) = read(f"日期,类型\n{line}\n", "holidays.csv").days
    assert (day.day, day.worked) == (date(2027, 2, 20), True)


def test_range_over_new_year_is_read() -> None:
    found = read("元旦：2026年12月31日至1月2日放假").days
    assert [each.day for each in found] == [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]


@pytest.mark.parametrize(
    "line", ["2027年2月30日 上班", "2月20日 上班", "2027年2月20日 待定", "2027年2月1日至12月1日 放假"]
)
def test_what_is_not_sure_is_told_and_left_out(line: str) -> None:
    found = read(f"{line}\n2028年1月1日 放假\n")
    assert [each.day for each in found.days] == [date(2028, 1, 1)]
    assert len(found.problems) == 1
    assert found.problems[0].line == 1


def test_file_without_days_is_refused() -> None:
    with pytest.raises(Unreadable):
        read("关于放假的说明\n")


def test_year_is_provisional_until_its_make_up_days_are_imported() -> None:
    before = calendar_for([2031])
    days = {each.day: each.worked for each in read("2031年1月25日 上班\n2031年1月22日至28日 放假").days}
    after = calendar_for([2031], {**days, date(2031, 1, 25): True})
    assert before.provisional(2031)
    assert not after.provisional(2031)
    assert after.is_workday(date(2031, 1, 25))
    assert not after.is_workday(date(2031, 1, 22))
