"""Facts about the card of an import: it fits into one message and tells every doubt by its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.editions import DocumentValue, changes_against
from handlers.import_screens import card
from handlers.imports import Draft
from handlers.rules.change_words import field_word
from handlers.rules.changes import Change
from handlers.rules.chat_text import MESSAGE_LENGTH, length
from handlers.rules.guide import Category, Contact, Guide
from handlers.rules.people import Kind, Person, Role, StaffList
from handlers.rules.problems import Level, Problem
from handlers.rules.tasks import Milestone, Task, TaskTable
from storage.states import EditionKind, ImportState

LONG = "很长的文字" * 40


def guide(phone: str, count: int = 30) -> Guide:
    contact = Contact(LONG, LONG, (phone,), ())
    categories = tuple(
        Category(f"{number}.{number}", None, LONG, contacts=(contact,)) for number in range(1, count)
    )
    problems = tuple(
        Problem(Level.WARNING, "materials", LONG, line=12345, category="12.34") for _ in range(40)
    )
    return Guide(LONG, 2023, categories=categories, problems=problems)


def table(text: str) -> TaskTable:
    tasks = tuple(
        Task(f"{number}", text, LONG, (LONG,), (Milestone(1, text, (LONG,), None, LONG),))
        for number in range(40)
    )
    return TaskTable(LONG, 2022, tasks=tasks)


def staff(role: Role) -> StaffList:
    people = tuple(
        Person(f"{LONG}{number}", LONG, LONG, "a@example.org", role, None, Kind.PERSON)
        for number in range(40)
    )
    return StaffList(people=people)


def shown(new: DocumentValue, old: DocumentValue | None = None) -> str:
    changes = changes_against(old, new)
    draft = Draft(7, LONG, ImportState.READ, EditionKind(new.kind), new, changes, 3 if old else 0)
    return card(draft).text


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (guide("0750-1"), None),
        (guide("0750-1"), guide("0750-2")),
        (guide("0750-1", 3), guide("0750-1")),
        (table(LONG), None),
        (table(LONG), table("短")),
        (staff(Role.STAFF), None),
        (staff(Role.STAFF), staff(Role.LEADER)),
    ],
)
def test_card_fits_into_one_message(new: DocumentValue, old: DocumentValue | None) -> None:
    assert length(shown(new, old)) <= MESSAGE_LENGTH


def test_doubts_stand_with_their_place_and_the_rest_is_counted() -> None:
    text = shown(guide("0750-1"))
    assert "请核对 40 处" in text
    assert text.count("第 12345 行 12.34") == 10
    assert "还有 30 处" in text


def test_doubt_of_a_sheet_names_its_cell() -> None:
    doubtful = replace(guide("0750-1"), problems=(Problem(Level.ERROR, "due", "日期不存在", cell="B12"),))
    assert "B12：日期不存在" in shown(doubtful)


def test_notes_are_counted_apart() -> None:
    noted = replace(guide("0750-1"), problems=(Problem(Level.NOTE, "name", "缺少句号", line=3),))
    text = shown(noted)
    assert "没有需要核对的地方" in text
    assert "提示 1 条" in text
    assert "缺少句号" not in text


def test_added_changed_and_removed_are_told_apart() -> None:
    old = Guide("指南", 2023, categories=(Category("1.1", None, "甲"), Category("1.2", None, "乙")))
    new = Guide("指南", 2023, categories=(Category("1.1", None, "丙"), Category("1.3", None, "丁")))
    text = shown(new, old)
    assert "与现行版本相比有 3 处不同" in text
    assert "＋ 1.3 丁" in text
    assert "✎ 1.1 名称：甲 → 丙" in text
    assert "－ 1.2 乙" in text


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("funding.items", "资助金额"),
        ("period.years", "实施期限"),
        ("sections.other.申报须知", "申报须知"),
        ("sections.research", "研究内容"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_fields_are_called_as_people_call_them(field: str, word: str) -> None:
    assert field_word(field) == word


def test_every_field_of_the_documents_has_a_word() -> None:
    pairs: list[tuple[DocumentValue, DocumentValue]] = [
        (guide("1"), guide("2")),
        (table("甲"), table("乙")),
        (staff(Role.STAFF), staff(Role.LEADER)),
    ]
    changes: list[Change] = [each for new, old in pairs for each in changes_against(old, new)]
    assert all(not field_word(each.field).isascii() for each in changes if each.field)
