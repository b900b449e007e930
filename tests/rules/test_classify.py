from __future__ import annotations

import pytest

from handlers.rules.classify import Classifier, build_classifier
from handlers.rules.examples import Example
from handlers.rules.guide import Category, Contact, Guide, Sections, Topic
from handlers.rules.mime import ParsedMail


def category(number: str, name: str, department: str, person: str, mailbox: str, research: str) -> Category:
    contact = Contact(department, person, ("0750-8220001",) if person == "赵一" else (), (mailbox,))
    return Category(number, int(number[0]), name, Sections(research=research), contacts=(contact,))


GUIDE = Guide(
    "云山市2026年科技项目申报指南",
    2026,
    "0750",
    (Topic(1, "企业"), Topic(2, "平台"), Topic(3, "人才")),
    (
        category(
            "1.1",
            "陶瓷新材料技术攻关项目",
            "工业科",
            "赵一",
            "a@example.org",
            "研究日用陶瓷（以下简称日陶）釉料配方。",
        ),
        category(
            "1.2",
            "纺织印染绿色改造项目",
            "工业科",
            "钱二",
            "a@example.org",
            "推广“零排放”印染工艺与数码印花。",
        ),
        category(
            "2.1",
            "工程技术研究中心补助",
            "平台科",
            "孙三",
            "b@example.org",
            "补助上年度认定的工程技术研究中心。",
        ),
        category(
            "3.1", "博士后驻站资助", "人才科", "李四", "c@example.org", "资助博士后在站生活与课题经费。"
        ),
    ),
)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return build_classifier(GUIDE)


def best(classifier: Classifier, **mail: str) -> tuple[str, float]:
    top = classifier.scores(ParsedMail(**mail))[0]  # type: ignore[arg-type]
    return top.category, top.score


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("陶瓷新材料技术攻关项目申报", "1.1"),
        ("陶瓷攻关申报", "1.1"),
        ("印染绿色改造材料", "1.2"),
        ("工程中心补助", "2.1"),
        ("博士后资助申请", "3.1"),
        ("专题一类别2申报", "1.2"),
        ("【1.2】申报材料", "1.2"),
        ("专题三申报材料", "3.1"),
        ("專題一類別２申報", "1.2"),
        ("陶瓷新才料技术攻关", "1.1"),
        ("博士后住站资助", "3.1"),
    ],
)
def test_category_is_known_by_name_part_abbreviation_and_number(
    classifier: Classifier, subject: str, expected: str
) -> None:
    found, score = best(classifier, subject=subject)
    assert found == expected
    assert score > 0.5


def test_name_wins_over_a_number_that_disagrees_and_says_so(classifier: Classifier) -> None:
    top = classifier.scores(ParsedMail(subject="专题一类别2 博士后驻站资助申请"))[0]
    assert top.category == "3.1"
    assert top.score > 0.9
    assert any("1.2 与名称不符" in reason for reason in top.reasons)


def test_scores_and_none_of_them_add_up_to_one(classifier: Classifier) -> None:
    for subject in ("", "陶瓷", "陶瓷新材料技术攻关项目", "博士后驻站资助与工程技术研究中心补助"):
        scores = [each.score for each in classifier.scores(ParsedMail(subject=subject))]
        assert scores == sorted(scores, reverse=True)
        assert 0 <= sum(scores) <= 1


def test_mail_about_nothing_in_the_guide_scores_low(classifier: Classifier) -> None:
    for subject in ("专利资助申请", "申报材料", "项目申报书", "技术改造", "科技项目资助申请"):
        assert best(classifier, subject=subject)[1] < 0.5


def test_subject_counts_more_than_text_and_text_more_than_quotation(classifier: Classifier) -> None:
    name = "博士后驻站资助"
    long = "我们是一家公司，这次是第一次给贵单位写信，请多指教，谢谢。" * 3
    subject = classifier.scores(ParsedMail(subject=name))[0].evidence
    text = classifier.scores(ParsedMail(fresh_text=name))[0].evidence
    quoted = classifier.scores(ParsedMail(fresh_text=long, quoted_text=name))[0].evidence
    assert subject > text > quoted


def test_past_and_denied_categories_do_not_count(classifier: Classifier) -> None:
    told = "我公司去年承担过陶瓷新材料技术攻关项目，不是申报印染绿色改造，现申报博士后驻站资助。"
    scores = {each.category: each.score for each in classifier.scores(ParsedMail(fresh_text=told))}
    assert scores["3.1"] > 0.9


def test_word_that_the_guide_defines_points_to_its_category(classifier: Classifier) -> None:
    assert best(classifier, subject="日陶釉料项目")[0] == "1.1"


def test_person_telephone_and_department_are_evidence(classifier: Classifier) -> None:
    assert best(classifier, subject="请转李四")[0] == "3.1"
    assert best(classifier, subject="致电8220001")[0] == "1.1"
    assert best(classifier, subject="平台科收")[0] == "2.1"
    assert best(classifier, subject="平台科研仪器")[1] < 0.3


def test_salutation_is_evidence_but_does_not_decide(classifier: Classifier) -> None:
    stranger = best(classifier, subject="材料", fresh_text="周工：釉料配方的材料请收")[1]
    known = best(classifier, subject="材料", fresh_text="赵工：釉料配方的材料请收")[1]
    assert known > stranger
    assert best(classifier, subject="材料", fresh_text="赵工：材料请收")[1] < 0.5


def test_earlier_submission_of_the_sender_helps(classifier: Classifier) -> None:
    mail = ParsedMail(subject="今年的材料")
    without = classifier.scores(mail)[0].score
    top = classifier.scores(mail, earlier=("3.1",))[0]
    assert top.category == "3.1"
    assert top.score > without


def test_decision_of_an_operator_teaches() -> None:
    plain = build_classifier(GUIDE)
    taught = build_classifier(
        GUIDE, [Example("瓯窑柴烧釉色复原课题材料", "1.1"), Example("进站协议与开题报告", "3.1")]
    )
    mail = ParsedMail(subject="瓯窑柴烧釉色复原课题", fresh_text="材料见附件")
    assert taught.scores(mail)[0].category == "1.1"
    assert taught.scores(mail)[0].score > plain.scores(mail)[0].score
    assert any("由人确认" in reason for reason in taught.scores(mail)[0].reasons)


def test_examples_of_another_matter_change_nothing() -> None:
    taught = build_classifier(GUIDE, [Example("瓯窑柴烧釉色复原课题材料", "1.1")])
    assert taught.scores(ParsedMail(subject="博士后驻站资助申请"))[0].category == "3.1"


def test_guide_without_categories_gives_no_candidates() -> None:
    assert build_classifier(Guide("空指南", 2026)).scores(ParsedMail(subject="申报")) == ()


def test_every_candidate_that_scores_says_why(classifier: Classifier) -> None:
    top = classifier.scores(ParsedMail(subject="陶瓷攻关", fresh_text="釉料配方研究"))[0]
    assert top.reasons
    assert "陶瓷" in top.reasons[0]
