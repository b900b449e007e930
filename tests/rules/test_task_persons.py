from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from handlers.answers import worded
from handlers.rules.answer import Answer, Outcome
from handlers.rules.change_words import field_word
from handlers.rules.changes import task_changes
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.index import Index
from handlers.rules.search import answer, build_index
from handlers.rules.task_table import read_tasks
from handlers.rules.tasks import Charged, TaskTable

GUIDE = Path(__file__).with_name("questions") / "chixi.txt"
TABLE = """赤溪州农牧局2027年工作台账,,,,,,
序号,工作任务,节点计划,责任科室,责任人及电话,分管领导,完成时限
1,草场围栏修复3万亩,（1）完成施工招标,草原科,演 甲 13800000000,洛副局长,2027年4月20日
,,（2）签订管护协议60份,,,,10月上旬
2,牦牛耳标信息上链,（1）完成链上系统采购,信息科,演示乙、演示丙,桑副局长,二季度
3,黑颈鹤越冬地巡护,（1）组织冬季联合巡护,草原科,草原科,洛副局长,2027年12月1日
"""


def table() -> TaskTable:
    return read_tasks(read_document("台账.csv", TABLE.encode()))


@pytest.fixture(scope="module")
def index() -> Index:
    return build_index(read_guide(read_document(GUIDE.name, GUIDE.read_bytes())), table())


def asked(index: Index, question: str) -> Answer:
    return worded(answer(index, question))


def test_persons_are_read_with_the_names_of_their_columns() -> None:
    assert [task.persons for task in table().tasks] == [
        (Charged("责任人", "演甲"), Charged("分管领导", "洛副局长")),
        (Charged("责任人", "演示乙"), Charged("责任人", "演示丙"), Charged("分管领导", "桑副局长")),
        (Charged("分管领导", "洛副局长"),),
    ]


def test_phones_beside_persons_are_not_kept() -> None:
    assert "13800000000" not in str(table())


def test_a_column_of_persons_is_not_told_as_left_out() -> None:
    assert not [problem for problem in table().problems if "分管领导" in problem.message]


def test_a_table_kept_before_persons_were_read_is_still_read() -> None:
    adapter = TypeAdapter(TaskTable)
    kept = adapter.dump_python(table(), mode="json")
    for task in kept["tasks"]:
        del task["persons"]
    assert all(task.persons == () for task in adapter.validate_python(kept).tasks)


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("洛副局长分管的是哪几件事", ("1", "3")),
        ("洛局长分管哪些工作", ("1", "3")),
        ("演示乙负责哪项任务", ("2",)),
        ("桑副局长分管的事项什么时候要完成", ("2",)),
        ("演甲是哪项工作的责任人", ("1",)),
    ],
)
def test_the_tasks_of_a_person_are_listed(index: Index, question: str, tasks: tuple[str, ...]) -> None:
    assert asked(index, question).tasks == tasks


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("草场围栏修复的责任人是谁", "演甲"),
        ("耳标上链是谁分管", "桑副局长"),
        ("草场围栏修复的分管领导是哪位", "洛副局长"),
        ("链上系统采购归哪个科，责任人是谁", "演示丙"),
    ],
)
def test_the_persons_of_a_task_are_told(index: Index, question: str, name: str) -> None:
    assert name in asked(index, question).text


def test_nobody_is_named_who_does_not_oversee_anything(index: Index) -> None:
    assert asked(index, "演示乙分管哪些工作").outcome is Outcome.NONE


def test_a_table_without_persons_says_that_it_names_none(seeds: Path) -> None:
    guide, tasks = seeds / "guide-2023.txt", seeds / "tasks-2022.txt"
    official = build_index(
        read_guide(read_document(guide.name, guide.read_bytes())),
        read_tasks(read_document(tasks.name, tasks.read_bytes())),
    )
    given = asked(official, "任务205谁分管")
    assert given.outcome is Outcome.NONE
    assert given.tasks == ()


def test_a_time_that_is_no_day_is_told_as_written(index: Index) -> None:
    assert "2027年6月30日（二季度）" in asked(index, "链上系统采购什么时候完成").text
    assert "（" not in asked(index, "施工招标什么时候完成").text


def test_a_change_of_persons_is_called_by_its_word() -> None:
    other = read_tasks(read_document("台账.csv", TABLE.replace("洛副局长", "桑副局长").encode()))
    words = {field_word(change.field) for change in task_changes(table(), other)}
    assert words == {"责任人和领导"}
