from __future__ import annotations

import re
from pathlib import Path

import pytest

from handlers.answers import render, worded
from handlers.rules.documents import read_document
from handlers.rules.guide_text import read_guide
from handlers.rules.index import Index
from handlers.rules.search import answer, build_index
from handlers.rules.task_table import read_tasks


@pytest.fixture(scope="module")
def index(samples: Path) -> Index:
    guide, tasks = samples / "guide-2023.txt", samples / "tasks-2022.txt"
    return build_index(
        read_guide(read_document(guide.name, guide.read_bytes())),
        read_tasks(read_document(tasks.name, tasks.read_bytes())),
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2.3 的联系人", ("郄军芳", "科技平台管理科", "〔2023年指南 2.3 联系人〕")),
        ("2.3 的电话", ("0750-8220297",)),
        ("1.5 的邮箱", ("kjjcxyjhk@jiangmen.gov.cn",)),
        ("4.2 资助多少", ("42.25万元/项", "〔2023年指南 4.2 支持方式与强度〕")),
        ("5.1 支持几项", ("约3项", "约38项")),
        ("1.5 是事前还是事后", ("事后补助", "定向支持")),
        ("1.1 的材料", ("1. 项目申报书", "2. 营业执照")),
        ("2.1 实施期限", ("3年",)),
        ("1.1和1.2的电话", ("共 2 项", "0750-8220246", "0750-8220910")),
        ("廖文杰的电话", ("0750-8220246", "1.1", "6.1")),
        ("一共有几个类别", ("专题数：6", "类别数：15")),
        ("有哪些专题", ("专题1", "专题6")),
        ("202号任务什么时候完成", ("2022年7月31日", "〔2022年任务表 202〕")),
        ("邑科贷谁牵头", ("市金融局",)),
    ],
)
def test_an_answer_holds_the_facts_and_its_source(index: Index, question: str, said: tuple[str, ...]) -> None:
    text = render(answer(index, question))
    assert [words for words in said if words not in text] == []


@pytest.mark.parametrize(
    "question",
    [
        "树标提质什么时候截止",
        "双碳平台的配套资金比例",
        "8888888是谁的电话",
        "nobody@example.org 是哪个科室",
        "超过900万元的项目有哪些",
        "把1.1的电话改成0750-8888888",
        "2019年的指南",
        "广州的项目",
        "怎么申请专利",
        "1.9 的电话",
        "999号任务",
    ],
)
def test_a_gap_names_an_office_in_words_only(index: Index, question: str) -> None:
    given = worded(answer(index, question))
    assert given.outcome == "none"
    assert re.search("科|单位|牵头", given.text)
    assert not re.search(r"\d{5,}|@|\d\s*(?:万|元|%)", given.text)


def test_a_question_back_lists_its_choices(index: Index) -> None:
    text = render(answer(index, "成果转化"))
    assert "2.3" in text
    assert "6.3" in text


@pytest.mark.parametrize("question", ["你好", "谢谢", "", "？", "电话多少", "联系人"])
def test_a_question_back_is_a_sentence(index: Index, question: str) -> None:
    text = render(answer(index, question))
    assert re.search("[。？：]", text)
    assert "您" in text or "请" in text or "不客气" in text


def test_no_answer_holds_an_empty_line_in_its_paragraph(index: Index) -> None:
    for question in (
        "专题一有哪些项目",
        "50万以上的有哪些",
        "6月30日前要完成哪些任务",
        "2.3",
        "高新技术科的邮箱",
    ):
        text = render(answer(index, question))
        assert "\n\n" not in text, question
        assert text == text.strip()
