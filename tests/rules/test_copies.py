"""Facts about who has a copy of what a department gets."""

from __future__ import annotations

from handlers.rules.copies import CopyRule, assigned, leaders
from handlers.rules.people import Person, Role

PEOPLE = (
    Person("甲", "市科技局", "高新技术科", "jia@example.org", Role.LEADER),
    Person("乙", "高新技术科", None, "Yi@example.org"),
    Person("丙", "市科技局", "农村科", "bing@example.org", Role.LEADER),
    Person("丁", "市科技局", "高新技术科", None),
)


def test_role_means_those_of_the_department() -> None:
    rules = (CopyRule("高新技术科", ("leader", "staff")),)
    assert assigned(rules, PEOPLE, "高新技术科", ("1.1",)) == ("jia@example.org", "yi@example.org")
    assert assigned(rules, PEOPLE, "农村科", ("1.1",)) == ()


def test_rule_may_be_for_some_categories_only() -> None:
    rules = (CopyRule("高新技术科", ("leader",), ("1.1", "1.2")),)
    assert assigned(rules, PEOPLE, "高新技术科", ("1.2",)) == ("jia@example.org",)
    assert assigned(rules, PEOPLE, "高新技术科", ("2.1",)) == ()


def test_names_and_addresses_count_wherever_they_belong() -> None:
    rules = (CopyRule("高新技术科", ("丙", "archive@example.org", "nobody")),)
    assert assigned(rules, PEOPLE, "高新技术科", ()) == ("bing@example.org", "archive@example.org")


def test_leaders_are_those_of_the_department() -> None:
    assert leaders(PEOPLE, "高新技术科") == ("jia@example.org",)
    assert leaders(PEOPLE, None) == ()
