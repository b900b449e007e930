"""Due dates in the forms of real tables; what is no date says why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.due_dates import read_due

YEAR = 2022
DAYS = (
    ("12月15日", "2022-12-15"),
    ("１２月１５日", "2022-12-15"),
    ("12月\n15日", "2022-12-15"),
    ("6月底", "2022-06-30"),
    ("6月底前", "2022-06-30"),
    ("2月底", "2022-02-28"),
    ("6月", "2022-06-30"),
    ("6月份", "2022-06-30"),
    ("8月上旬", "2022-08-10"),
    ("8月中旬", "2022-08-20"),
    ("8月中下旬", "2022-08-31"),
    ("8月下旬", "2022-08-31"),
    ("第三季度", "2022-09-30"),
    ("三季度末前", "2022-09-30"),
    ("Q4", "2022-12-31"),
    ("上半年", "2022-06-30"),
    ("2023年下半年", "2023-12-31"),
    ("2024年3月31日前", "2024-03-31"),
    ("二〇二二年六月三十日", "2022-06-30"),
    ("十二月底", "2022-12-31"),
    ("今年6月底前", "2022-06-30"),
    ("年底前", "2022-12-31"),
    ("年内", "2022-12-31"),
    ("2023年底", "2023-12-31"),
    ("3月至5月", "2022-05-31"),
    ("3—5月", "2022-05-31"),
    ("6月1日至15日", "2022-06-15"),
    ("2022年3月至2023年5月", "2023-05-31"),
    ("2023年3月至5月", "2023-05-31"),
    ("第一至第三季度", "2022-09-30"),
    ("2022-06-30", "2022-06-30"),
    ("2022-06-30 00:00:00", "2022-06-30"),
    ("2022/6/30", "2022-06-30"),
    ("2022.6.30", "2022-06-30"),
    ("20220630", "2022-06-30"),
    ("2022.1.1-2022.6.30", "2022-06-30"),
    ("2022.06", "2022-06-30"),
    ("12/15", "2022-12-15"),
    ("6.30", "2022-06-30"),
    ("44742", "2022-06-30"),
    ("44742.0", "2022-06-30"),
    ("23年6月底", "2023-06-30"),
    ("6月30日（周四）", "2022-06-30"),
    ("6月30日17:00前", "2022-06-30"),
    ("6月30日下午5时前", "2022-06-30"),
    ("力争6月底前完成", "2022-06-30"),
    ("6月底前完成方案编制", "2022-06-30"),
    ("12月31日前完成。", "2022-12-31"),
)
NO_DAYS = (
    ("", "没有写"),
    ("/", "没有写"),
    ("全年", "持续"),
    ("2022年全年", "持续"),
    ("长期坚持", "持续"),
    ("常态化推进", "持续"),
    ("全年推进，12月底总结", "既写了日期"),
    ("印发后30日内", "另一件事"),
    ("收到通知之日起10个工作日内", "另一件事"),
    ("明年3月", "相对"),
    ("次月10日", "相对"),
    ("2月29日", "日历"),
    ("2月30日", "日历"),
    ("6月31日", "日历"),
    ("13月", "日历"),
    ("2022年6月0日", "日历"),
    ("6月30日、12月31日", "不止一个"),
    ("6月30日前完成初稿，12月底前印发", "不止一个"),
    ("11月至2月", "颠倒"),
    ("6月30日（周五）", "星期"),
    ("6月前", "说不准"),
    ("第四季度前", "说不准"),
    ("6.3", "说不准"),
    ("3-5", "说不准"),
    ("6月初", "哪一天"),
    ("6月中", "哪一天"),
    ("2022年", "年份"),
    ("按省要求", "没有写明"),
    ("根据上级通知确定", "没有写明"),
    ("另行通知", "没有写明"),
    ("6月底左右", "大约"),
    ("已完成", "进度"),
    ("6月底启动", "没有读懂"),
    ("6月30日后", "没有读懂"),
    ("月底", "没有读懂"),
    ("85年6月", "没有读懂"),
    ("甲乙丙", "没有读懂"),
)
RECURRING = (
    ("每季度末", "quarterly"),
    ("每月10日前", "monthly"),
    ("每周五", "weekly"),
    ("每年12月", "yearly"),
    ("按季度推进", "quarterly"),
    ("每半年", None),
    ("每月、每季度", None),
)


@pytest.mark.parametrize(("raw", "day"), DAYS)
def test_form_of_a_day_is_read(raw: str, day: str) -> None:
    due = read_due(raw, YEAR)
    assert (str(due.day), due.reason) == (day, None)


@pytest.mark.parametrize(("raw", "reason"), NO_DAYS)
def test_what_is_no_day_says_why(raw: str, reason: str) -> None:
    due = read_due(raw, YEAR)
    assert due.day is None
    assert due.reason is not None
    assert reason in due.reason


@pytest.mark.parametrize(("raw", "recurrence"), RECURRING)
def test_what_comes_back_has_no_last_day(raw: str, recurrence: str | None) -> None:
    due = read_due(raw, YEAR)
    assert (due.day, due.recurrence, due.is_endless) == (None, recurrence, True)


def test_leap_day_is_a_day_in_a_leap_year() -> None:
    assert read_due("2月29日", 2024).day == date(2024, 2, 29)


def test_date_without_any_year_needs_one() -> None:
    due = read_due("6月30日", None)
    assert due.day is None
    assert due.needs_year


def test_serial_number_is_told() -> None:
    note = read_due("44742", None).note
    assert note is not None
    assert "2022-06-30" in note


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_full_date_is_itself(day: date) -> None:
    forms = (
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
    )
    assert {read_due(form, None).day for form in forms} == {day}


@given(st.text(alphabet="0123456789年月日前底至上下半季度第一二三十每周.-/ 、后", max_size=14))
def test_any_text_is_a_day_or_a_reason(raw: str) -> None:
    due = read_due(raw, YEAR)
    assert (due.day is None) == (due.reason is not None)
