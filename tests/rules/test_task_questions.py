from __future__ import annotations

import csv
from pathlib import Path

import pytest

from handlers.answers import worded
from handlers.rules.answer import Intent, Outcome
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.index import Index
from handlers.rules.search import answer, build_index
from handlers.rules.task_numbers import numbers_said, steps_said, with_steps
from handlers.rules.task_table import read_tasks
from handlers.rules.units_asked import asks_as_own, own_unit

QUESTIONS = Path(__file__).with_name("questions")


def indexed(guide: Path, tasks: Path) -> Index:
    return build_index(
        read_guide(read_document(guide.name, guide.read_bytes())),
        read_tasks(read_document(tasks.name, tasks.read_bytes())),
    )


@pytest.fixture(scope="module")
def official(seeds: Path) -> Index:
    return indexed(seeds / "guide-2023.txt", seeds / "tasks-2022.txt")


@pytest.fixture(scope="module")
def chixi() -> Index:
    return indexed(QUESTIONS / "chixi.txt", QUESTIONS / "chixi_tasks.csv")


def said(index: Index, question: str) -> str:
    return worded(answer(index, question)).text


def test_questions_as_colleagues_type_them_are_answered(official: Index) -> None:
    failures = []
    with (QUESTIONS / "table_asked.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            given = answer(official, row["question"])
            fits = given.outcome in row["outcome"].split(",") and row["intent"] in ("*", given.intent)
            if not fits or set(given.tasks) != set(row["tasks"].split(",")):
                failures.append(f"{row['question']}: {given.outcome}, {given.intent}, {given.tasks}")
    assert failures == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("202项除了我们局还有哪个单位负责", ["202"]),
        ("问下203项和204项谁配合", ["203", "204"]),
        ("75项牵头是谁", ["75"]),
        ("二百零五项谁牵头", ["205"]),
        ("新增专利202项的是哪个任务", []),
        ("75项专利是谁负责", []),
        ("收集300项以上的是哪个任务", []),
    ],
)
def test_a_number_before_an_item_is_a_tasks_and_before_a_thing_an_amount(
    text: str, numbers: list[str]
) -> None:
    assert numbers_said(text, {"75", "202", "203", "204", "205"}, asks=True) == numbers


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("205的第2个节点", (2,)),
        ("206最后一个节点", (-1,)),
        ("208前两个节点", (1, 2)),
        ("205后三步", (-3, -2, -1)),
        ("6月前的节点", ()),
    ],
)
def test_milestones_are_counted_from_either_end(text: str, steps: tuple[int, ...]) -> None:
    assert steps_said(text) == steps


def test_the_office_that_asks_is_the_one_in_the_title(official: Index) -> None:
    assert official.table is not None
    assert own_unit(official.table) == "市科技局"
    assert asks_as_own("我们局牵头的任务", official.units.own)
    assert not asks_as_own("我们委牵头的任务", official.units.own)


def test_who_leads_is_told_where_others_lead(official: Index) -> None:
    text = said(official, "重点工作里哪几项不是科技局牵头的")
    assert "牵头单位：市工业和信息化局" in text
    assert "牵头单位：市金融局" in text
    assert "工作任务：" not in text


def test_a_figure_is_told_by_the_task_that_states_it_beside_what_it_counts(official: Index) -> None:
    given = answer(official, "高企要突破多少家")
    assert given.tasks == ("202",)
    assert "2300家" in worded(given).text


@pytest.mark.parametrize("question", ["科技杯启动仪式和总决赛分别几号", "科技杯启动仪式几号，总决赛几号"])
def test_two_milestones_of_one_task_are_both_told(official: Index, question: str) -> None:
    text = said(official, question)
    assert "8月30日" in text
    assert "11月30日" in text


def test_two_months_are_both_looked_at(official: Index) -> None:
    text = said(official, "三月、四月分别要完成什么")
    assert "3月31日" in text
    assert "4月30日" in text


def test_with_whom_is_asked_on_about_the_task_before(official: Index) -> None:
    text = said(official, "中微子配套基建验收什么时候截止，跟哪里的政府一起")
    assert "12月15日" in text
    assert "开平市政府" in text


def test_milestones_are_counted_and_not_the_goals_of_tasks(official: Index) -> None:
    text = said(official, "12月15日到期的一共多少个节点")
    assert "节点21个" in text
    assert "工作任务：" not in text
    assert "节点数：7" in said(official, "205有几个节点")


def test_the_first_due_is_told_of_the_whole_table(official: Index) -> None:
    assert "3月31日" in said(official, "最早到期的是哪个节点")


@pytest.mark.parametrize("question", ["每周要做的是什么", "每周都要做的是哪项"])
def test_what_comes_again_is_found_by_its_time(chixi: Index, question: str) -> None:
    assert answer(chixi, question).tasks == ("4",)


def test_two_tasks_of_two_digits_are_both_meant() -> None:
    assert set(numbers_said("47项和52项什么时候完成", {"47", "52"}, asks=True)) == {"47", "52"}


def test_another_towns_figure_and_its_unit_are_told(chixi: Index) -> None:
    given = answer(chixi, "草场围栏修复目标是多少，和谁一起")
    assert given.tasks == ("1",)
    assert given.outcome is Outcome.ANSWER
    assert given.intent is Intent.TASK
    assert "3万亩" in worded(given).text
    assert "责任单位：草原科" in worded(given).text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("高企政策宣讲培训和受理申报，分别要在什么时候前完成", ("7月31日", "10月31日")),
        ("揭榜挂帅“赛马”第一批题目和第一批项目分别几号前定", ("节点1：", "6月30日", "节点6：", "12月15日")),
        ("“揭榜挂帅”第一批题目哪天前要发布征集，第一批项目又是什么时候确定", ("节点1：", "节点6：")),
        ("三月底同四月底到期嘅分别系乜", ("3月31日", "4月30日")),
        ("启动仪式跟方案制定哪个早", ("8月30日", "6月30日")),
        ("202-2和204-1分别什么时候", ("10月31日", "3月31日")),
    ],
)
def test_each_of_two_things_is_told(official: Index, question: str, told: tuple[str, ...]) -> None:
    text = said(official, question)
    assert [word for word in told if word not in text] == []


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("大赛启动仪式谁牵头，什么时候要搞完", ("牵头单位：市科技局", "8月30日")),
        ("203的第二步谁配合，什么时候", ("责任单位：市工业和信息化局", "12月15日")),
        ("高企预评审是哪项任务的，什么时候完成", ("10月31日",)),
    ],
)
def test_a_clause_that_asks_on_stays_with_the_milestones_of_the_one_before(
    official: Index, question: str, told: tuple[str, ...]
) -> None:
    text = said(official, question)
    assert [word for word in told if word not in text] == []
    assert text.count("\n节点") == 1


def test_no_milestone_is_told_twice(official: Index) -> None:
    assert said(official, "205任务有几个节点，什么时候完成").count("节点1：") == 1


def test_a_clause_of_the_tasks_own_words_is_about_the_task_before(official: Index) -> None:
    given = answer(official, "香港生产力促进局嗰项，我哋同边个单位一齐做，年底前要签咩协议")
    assert (given.tasks, given.categories) == (("213",), ())
    text = worded(given).text
    assert "市委台港澳办" in text
    assert "战略合作协议" in text


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("团市委和市妇联是哪一项任务的责任单位", "市妇联"),
        ("市税务局要配合我们做的任务有哪些", "市税务局"),
        ("跟50家创新标兵、金种子企业对接的是哪项任务，滨江新区要配合吗", "滨江新区管委会"),
    ],
)
def test_the_units_of_a_task_are_told_where_one_is_named(official: Index, question: str, unit: str) -> None:
    text = said(official, question)
    assert "牵头单位：市科技局" in text
    assert unit in text


def test_a_long_list_by_unit_tells_the_units_or_the_milestones_of_every_task(official: Index) -> None:
    units = said(official, "我们局牵头的有哪些")
    assert units.count("牵头单位：") == 12
    assert "节点1" not in units


def test_what_is_due_at_the_end_of_the_year_is_not_all_of_it(official: Index) -> None:
    assert "7月31日" not in said(official, "年底到期的有哪些任务")
    assert "7月31日" in said(official, "年底前要完成哪些任务")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("202-3什么时候", (3,)),
        ("202的（2）、（3）", (2, 3)),
        ("202-205谁牵头", ()),
        ("202-3项专利", ()),
    ],
)
def test_digits_behind_a_tasks_number_are_its_milestones(
    official: Index, typed: str, read: tuple[int, ...]
) -> None:
    assert official.table is not None
    assert steps_said(with_steps(typed, official.table)) == read


def test_a_number_is_told_beside_the_unit_that_is_asked_for(chixi: Index) -> None:
    text = said(chixi, "奶渣加工作坊选定几家，哪个科负责")
    assert "选定4家作坊" in text
    assert "责任单位：加工指导科" in text or "牵头单位：加工指导科" in text


@pytest.mark.parametrize(
    ("question", "told", "unknown"),
    [
        ("机场建设和总决赛分别什么时候", "11月30日", "机场建设"),
        ("龙舟赛跟院士恳谈会哪个早", "6月30日", "龙舟赛"),
    ],
)
def test_one_of_two_things_that_the_table_does_not_have_is_said_to_be_missing(
    official: Index, question: str, told: str, unknown: str
) -> None:
    text = said(official, question)
    assert told in text
    assert f"没有“{unknown}”" in text


def test_another_year_asked_on_about_a_task_is_refused(official: Index) -> None:
    text = said(official, "恳谈会谁牵头，去年是什么时候办的")
    assert "6月30日" not in text
    assert "没有“去年”的内容" in text


def test_a_milestones_number_is_looked_up_in_every_task_of_a_unit(official: Index) -> None:
    assert "节点2：" in said(official, "科技局牵头的第二个节点")


def test_whether_a_unit_is_the_only_one_is_answered_with_the_units(official: Index) -> None:
    assert "市审计局" in said(official, "205只有一个单位吗")
