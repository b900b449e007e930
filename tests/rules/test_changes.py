from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.rules.changes import Change, guide_changes, staff_changes, task_changes
from handlers.rules.guide import Category, Contact, Funding, FundingItem, Guide, Sections, Topic
from handlers.rules.people import Person, StaffList
from handlers.rules.tasks import Milestone, Task, TaskTable

CONTACT = Contact("高新技术科", "张三", ("0750-8220246",), ("a@example.org",))
CATEGORY = Category(
    "1.1",
    1,
    "甲",
    Sections(research="研究甲"),
    ("申报书",),
    Funding(items=(FundingItem(amount_wan=30),)),
    None,
    (CONTACT,),
)
GUIDE = Guide("指南", 2023, "0750", (Topic(1, "专题甲"),), (CATEGORY,))
MILESTONE = Milestone(1, "完成初稿", ("市科技局",), date(2022, 6, 30), "6月底")
TABLE = TaskTable("工作任务表", 2022, (Task("202", "任务", "市科技局", ("市科技局",), (MILESTONE,)),))


def test_same_guide_has_no_changes() -> None:
    assert guide_changes(GUIDE, replace(GUIDE, problems=())) == ()


def test_first_guide_is_all_added() -> None:
    assert guide_changes(None, GUIDE) == (
        Change("", "", None, "指南"),
        Change("专题1", "", None, "专题甲"),
        Change("1.1", "", None, "甲"),
    )


def test_changed_contact_shows_old_and_new() -> None:
    other = replace(CATEGORY, contacts=(replace(CONTACT, name="李四"),))
    assert guide_changes(GUIDE, replace(GUIDE, categories=(other,))) == (
        Change(
            "1.1",
            "contacts",
            "高新技术科 张三 0750-8220246 a@example.org",
            "高新技术科 李四 0750-8220246 a@example.org",
        ),
    )


def test_changed_amount_and_section_are_fields_of_their_own() -> None:
    other = replace(
        CATEGORY,
        sections=Sections(research="研究乙"),
        funding=Funding(items=(FundingItem(amount_wan=42.25),)),
    )
    changes = guide_changes(GUIDE, replace(GUIDE, categories=(other,)))
    assert [(change.field, change.old, change.new) for change in changes] == [
        ("sections.research", "研究甲", "研究乙"),
        ("funding.items", "30 none", "42.25 none"),
    ]


def test_removed_category_has_no_new_value() -> None:
    assert guide_changes(GUIDE, replace(GUIDE, categories=())) == (Change("1.1", "", "甲", None),)


def test_changed_due_date_belongs_to_its_milestone() -> None:
    later = replace(MILESTONE, due=date(2022, 7, 31), due_raw="7月底")
    table = replace(TABLE, tasks=(replace(TABLE.tasks[0], milestones=(later,)),))
    assert task_changes(TABLE, table) == (
        Change("202.1", "due", "2022-06-30", "2022-07-31"),
        Change("202.1", "due_raw", "6月底", "7月底"),
    )


def test_milestone_without_number_is_known_by_its_position() -> None:
    table = replace(TABLE, tasks=(replace(TABLE.tasks[0], milestones=(replace(MILESTONE, number=None),)),))
    assert [change.id for change in task_changes(None, table)] == ["", "202", "202.p1"]


def test_person_who_left_is_removed() -> None:
    staff = StaffList((Person("张三", "市科技局", "高新技术科", "a@example.org"),))
    assert staff_changes(staff, StaffList()) == (Change("市科技局 张三", "", "张三", None),)


def test_persons_of_one_name_are_kept_apart() -> None:
    person = Person("张三", "市科技局", "高新技术科", "a@example.org")
    staff = StaffList((person, replace(person, email="b@example.org")))
    assert [change.id for change in staff_changes(None, staff)] == ["市科技局 张三", "市科技局 张三#2"]
