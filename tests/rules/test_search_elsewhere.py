"""The rules of language hold for a guide of another place, with other names."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from handlers.answers import render
from handlers.rules.documents import read_document
from handlers.rules.guide import Category, Contact, Funding, FundingItem, Guide, Period, Sections, Topic
from handlers.rules.guide_text import read_guide
from handlers.rules.index import Index
from handlers.rules.search import answer, build_index

CITIES = Path(__file__).parent / "guides" / "cities"
TOWNS = Path(__file__).parent / "questions" / "towns.tsv"
Money = tuple[str, str, float, str, int]


def category(
    number: str,
    name: str,
    texts: tuple[str, str, str],
    money: Money,
    contact: Contact,
    years: float | None = None,
) -> Category:
    mode, selection, wan, kind, count = money
    materials = ("申请表", texts[2])
    return Category(
        number,
        int(number[0]),
        name,
        Sections(
            texts[0], texts[1], "；".join(materials), f"{mode}，{selection}；{wan:g}万元/项，支持{count}项。"
        ),
        materials,
        Funding(mode, selection, (FundingItem(None, wan, kind, count=count, count_type="exact"),)),
        Period(years, "max") if years else None,
        (contact,),
    )


def contact(department: str, name: str, phone: str, mailbox: str) -> Contact:
    return Contact(department, name, (f"0999-{phone}",), (f"{mailbox}@yunxi.example.org",))


GUIDE = Guide(
    "云溪市2031年度海洋与数字经济专项申报指南",
    2031,
    "0999",
    (Topic(1, "海洋装备与渔业振兴"), Topic(2, "数字经济培育")),
    (
        category(
            "1.1",
            "深海机器人整机研制",
            (
                "研制水下机器人，突破浮力材料（以下简称浮材）与声学通信。",
                "在云溪市注册的企业，须联合一所高校申报。",
                "查新报告",
            ),
            ("事前资助", "择优支持", 200, "fixed", 2),
            contact("装备科", "罗一航", "6611001", "zbk"),
        ),
        category(
            "1.2",
            "海水稻育种示范基地",
            (
                "选育耐盐水稻品种，建设千亩示范田，项目期限不超过4年。",
                "农业合作社、科研机构均可申报。",
                "土地流转合同",
            ),
            ("事后补助", "定向支持", 80, "up_to", 5),
            contact("农村科", "欧阳青", "6611002", "nck"),
            years=4,
        ),
        category(
            "2.1",
            "工业互联网标识解析节点建设",
            (
                "建设标识解析二级节点，接入企业不少于五百家。",
                "在云溪市登记的信息服务企业或行业协会。",
                "节点运营方案",
            ),
            ("事前资助", "定向支持", 150, "fixed", 1),
            contact("数字科", "钟离月", "6611003", "szk"),
        ),
        category(
            "2.2",
            "中小学人工智能科普课堂",
            ("编写人工智能教材，进校授课不少于二百节。", "在民政部门登记的社会团体。", "教师名单"),
            ("事前资助", "择优支持", 12.5, "fixed", 4),
            contact("数字科", "罗晓", "6611004", "szk"),
        ),
    ),
)


@pytest.fixture(scope="module")
def index() -> Index:
    return build_index(GUIDE, None, {"小稻": "1.2", "谁也不是": "9.9"})


@pytest.mark.parametrize(
    ("question", "outcome", "intent", "categories"),
    [
        ("水下机器人那个找谁", "answer", "person", "1.1"),
        ("海水稻要什么材料", "answer", "materials", "1.2"),
        ("耐盐水稻品种是哪个项目", "answer", "category", "1.2"),
        ("标识解析联系电话", "answer", "phone", "2.1"),
        ("人工智能科普课堂支持几项", "answer", "count", "2.2"),
        ("AI课堂找谁", "answer", "person", "2.2"),
        ("罗老师电话", "list", "phone", "1.1,2.2"),
        ("欧阳青负责什么", "answer", "category", "1.2"),
        ("数字科管哪些", "list", "list", "2.1,2.2"),
        ("事后补助的有哪些", "answer", "list", "1.2"),
        ("资助最多的是哪个", "answer", "list", "1.1"),
        ("合作社能报哪个", "answer", "list", "1.2"),
        ("浮材是哪个项目的", "answer", "category", "1.1"),
        ("小稻的邮箱", "answer", "mailbox", "1.2"),
        ("haishuidao dianhua", "answer", "phone", "1.2"),
        ("工业互连网节点给多少钱", "answer", "amount", "2.1"),
        ("高校能单独报深海机器人吗", "answer", "conditions", "1.1"),
        ("海水稻期限", "answer", "period", "1.2"),
        ("专题二有哪些", "list", "list", "2.1,2.2"),
        ("深海机器人和海水稻的金额", "list", "amount", "1.1,1.2"),
        ("100万以上的有哪些", "list", "list", "1.1,2.1"),
        ("2031年海水稻的联系人", "answer", "person", "1.2"),
        ("2023年海水稻的联系人", "none", "person", ""),
        ("江门的机器人项目", "none", "other", ""),
        ("科技杯联系人", "none", "other", ""),
        ("揭榜挂帅给多少钱", "none", "other", ""),
        ("双碳平台电话", "none", "other", ""),
        ("什么时候截止", "none", "deadline", ""),
        ("海水稻几号截止", "none", "deadline", ""),
    ],
)
def test_another_guide_is_read_by_the_same_rules(
    index: Index, question: str, outcome: str, intent: str, categories: str
) -> None:
    given = answer(index, question)
    assert (given.outcome, given.intent, ",".join(given.categories)) == (outcome, intent, categories)


def test_a_guide_with_running_numbers_is_asked_by_them() -> None:
    categories = tuple(
        Category(
            str(number),
            None,
            f"{name}研发",
            Sections(),
            contacts=(contact("综合科", "某甲", "6611009", "zhk"),),
        )
        for number, name in enumerate(("风电叶片", "潮汐发电", "海缆敷设"), 1)
    )
    index = build_index(Guide("云溪市2031年项目指南", 2031, "0999", (), categories))
    assert answer(index, "第2个项目的电话").categories == ("2",)
    assert answer(index, "潮汐发电找谁").categories == ("2",)
    assert answer(index, "类别9的电话").outcome == "none"


def test_a_documents_own_code_names_the_category() -> None:
    coded = Category("1.1", 1, "风电叶片研发", Sections(support="30万元/项"), code="A1")
    index = build_index(Guide("云溪市2031年指南", 2031, None, (Topic(1, "新能源"),), (coded,)))
    assert answer(index, "A1给多少钱").categories == ("1.1",)
    assert answer(index, "A12给多少钱").categories == ()


def test_a_stated_deadline_is_quoted() -> None:
    text = "申报截止时间为2031年5月31日。"
    dated = Category("1.1", 1, "风电叶片研发", Sections(research="研发叶片。", other={"申报时间": text}))
    index = build_index(Guide("云溪市2031年指南", 2031, None, (Topic(1, "新能源"),), (dated,)))
    given = answer(index, "风电叶片什么时候截止")
    assert given.outcome == "answer"
    assert text in render(given)


def test_an_empty_guide_answers_nothing() -> None:
    index = build_index(Guide("云溪市2031年指南", 2031))
    for question in (
        "风电叶片给多少钱",
        "有哪些项目",
        "你好",
        "",
        "什么时候截止",
        "罗老师电话",
        "资助最多的",
    ):
        assert answer(index, question).outcome in ("none", "clarify"), question


def asked_of_towns() -> dict[str, list[dict[str, str]]]:
    """Gather the questions by the guide that they are asked of."""
    with TOWNS.open(encoding="utf-8", newline="") as file:
        rows: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in csv.DictReader(file, delimiter="\t"):
            rows[row["guide"]].append(row)
        return rows


@pytest.mark.parametrize("town", ["dalian", "haozhou", "shenzhen", "wuhan"])
def test_questions_about_other_cities_guides_are_answered(town: str) -> None:
    file = CITIES / f"{town}.txt"
    index = build_index(read_guide(read_document(file.name, file.read_bytes())))
    failures = []
    for row in asked_of_towns()[town]:
        given = answer(index, row["question"])
        fits = given.outcome in row["outcome"].split(",")
        fits = fits and (row["intent"] == "*" or given.intent in row["intent"].split(","))
        found = row["categories"] == "*" or ",".join(given.categories) == (row["categories"] or "")
        if not fits or not found:
            failures.append(f"{row['question']}: {given.outcome}, {given.intent}, {given.categories}")
    assert failures == []


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("罗逸航电话", "罗一航"),
        ("欧阳清负责什么", "欧阳青"),
        ("罗小的电话", "罗晓"),
        ("钟黎月邮箱", "钟离月"),
    ],
)
def test_a_name_typed_by_sound_is_taken_and_told(index: Index, said: str, person: str) -> None:
    given = answer(index, said)
    assert given.outcome == "answer"
    assert given.parts[0].heard == (person,)
    assert f"按读音相近的“{person}”" in render(given)


@pytest.mark.parametrize("said", ["罗大伟的电话", "周一航电话", "欧阳明负责什么", "人事科的电话"])
def test_a_stranger_is_none_of_the_contacts(index: Index, said: str) -> None:
    assert answer(index, said).outcome == "none"


@pytest.mark.parametrize(
    "said",
    [
        "我们去年做过深海机器人，今年还想报，找谁",
        "我司2029年成立，想报深海机器人，找谁",
        "去年我们公司拿过奖，现在想做深海机器人，跟哪位老师说",
    ],
)
def test_a_year_told_of_oneself_asks_for_no_other_guide(index: Index, said: str) -> None:
    given = answer(index, said)
    assert (given.outcome, given.intent, given.categories) == ("answer", "person", ("1.1",))


@pytest.mark.parametrize("said", ["去年的深海机器人补多少", "明年还有海水稻吗", "后年还有吗"])
def test_another_year_that_is_asked_about_is_none(index: Index, said: str) -> None:
    assert answer(index, said).outcome == "none"


@pytest.mark.parametrize(
    ("said", "categories"),
    [
        ("先做后补的是哪个", "1.2"),
        ("给了钱再干的有哪些", "1.1,2.1,2.2"),
        ("要竞争的有哪些", "1.1,2.2"),
        ("排第二高的资助是哪个", "2.1"),
    ],
)
def test_a_way_told_by_its_order_is_a_demand(index: Index, said: str, categories: str) -> None:
    assert ",".join(answer(index, said).categories) == categories
