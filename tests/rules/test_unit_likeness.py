"""Facts about which names may mean the same unit."""

from __future__ import annotations

import pytest

from handlers.rules.unit_likeness import Likeness, likenesses, may_mean


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("市工信局", "市工业和信息化局"),
        ("市人社局", "市人力资源和社会保障局"),
        ("市市场监管局", "市市场监督管理局"),
        ("市发改局", "市发展和改革局"),
        ("市科技局", "市科学技术局"),
        ("市科技局", "江门市科学技术局"),
        ("开平市政府", "开平市人民政府"),
        ("市农业农村局", "江门市农业农村局"),
        ("高新区管委会", "高新区管委会"),
    ],
)
def test_short_forms_may_mean_the_whole_name(short: str, long: str) -> None:
    assert may_mean(short, long)
    assert may_mean(long, short)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市财政局", "市税务局"),
        ("市工信局", "省工业和信息化厅"),
        ("市教育局", "市体育局"),
        ("市局", "市财政局"),
        ("市卫健局", "市生态环境局"),
        ("市科技局", "市科协"),
    ],
)
def test_other_units_are_not_taken_for_one(one: str, other: str) -> None:
    assert not may_mean(one, other)


def test_staff_name_that_the_table_never_uses_is_the_alias() -> None:
    found = likenesses(["市工业和信息化局"], ["市工信局", "市税务局"], ["市工业和信息化局", "市税务局"])
    assert found == [Likeness("市工信局", "市工业和信息化局")]


def test_of_two_names_in_the_table_the_one_without_people_is_the_alias() -> None:
    found = likenesses(["市工信局"], ["市工业和信息化局"], ["市工信局", "市工业和信息化局"])
    assert found == [Likeness("市工信局", "市工业和信息化局")]


def test_two_that_fit_equally_are_no_proposal() -> None:
    assert not likenesses(["市科局"], ["市科技局", "市科普局"], ["市科局"])
