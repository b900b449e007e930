from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.rules.attachments import Attachment
from handlers.rules.classify import Classifier, build_classifier
from handlers.rules.desk import DeskFacts, Thread
from handlers.rules.guide import Category, Contact, Guide, Sections
from handlers.rules.mime import ParsedMail
from handlers.rules.receipts import make_receipt
from handlers.rules.route import Outcome, judge
from handlers.rules.route_report import as_json

RECEIPT = make_receipt(2026, 42)
GUIDE = Guide(
    "云山市2026年科技项目申报指南",
    2026,
    categories=(
        Category(
            "1.1",
            1,
            "陶瓷新材料技术攻关",
            Sections(),
            contacts=(Contact("工业科", "赵一", (), ("a@example.org",)),),
        ),
        Category(
            "1.2",
            1,
            "纺织印染绿色改造",
            Sections(),
            contacts=(Contact("工业科", "赵一", (), ("a@example.org",)),),
        ),
        Category(
            "2.1",
            2,
            "博士后驻站资助",
            Sections(),
            contacts=(Contact("人才科", "李四", (), ("c@example.org",)),),
        ),
        Category("3.1", 3, "海岛渔业装备研制", Sections(), contacts=(Contact("海洋科", "周五", (), ()),)),
    ),
)
DESK = DeskFacts(
    addresses=frozenset({"desk@example.org"}), departments=frozenset({"a@example.org", "c@example.org"})
)
MAIL = ParsedMail(
    message_id="m@example.org",
    sender="x@example.org",
    headers=(("from", "x@example.org"),),
    content_digest="d",
)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return build_classifier(GUIDE)


def files(*names: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(at, name, "application/pdf", 1, "") for at, name in enumerate(names))


def mail(subject: str = "", text: str = "", *names: str, sender: str = "x@example.org") -> ParsedMail:
    return replace(
        MAIL, subject=subject, text=text, fresh_text=text, attachments=files(*names), sender=sender
    )


def test_clear_submission_is_routed_and_acknowledged(classifier: Classifier) -> None:
    verdict = judge(mail("博士后驻站资助申请", "请查收", "申请书.pdf"), classifier, DESK)
    assert verdict.outcome is Outcome.ROUTE
    assert verdict.mailbox == "c@example.org"
    assert verdict.categories == ("2.1",)
    assert verdict.acknowledge
    assert verdict.score > 0.9
    assert verdict.reasons


def test_two_categories_of_one_department_are_both_named(classifier: Classifier) -> None:
    verdict = judge(
        mail("陶瓷新材料技术攻关和纺织印染绿色改造", "请查收", "陶瓷攻关.pdf", "印染改造.pdf"),
        classifier,
        DESK,
    )
    assert verdict.outcome is Outcome.ROUTE
    assert set(verdict.categories) == {"1.1", "1.2"}
    assert len(verdict.letters) == 1


def test_two_submissions_for_two_departments_become_two_letters(classifier: Classifier) -> None:
    verdict = judge(
        mail(
            "陶瓷新材料技术攻关、博士后驻站资助",
            "两个项目一并报送",
            "陶瓷新材料技术攻关.pdf",
            "博士后驻站资助.pdf",
        ),
        classifier,
        DESK,
    )
    assert verdict.outcome is Outcome.ROUTE
    assert {each.mailbox for each in verdict.letters} == {"a@example.org", "c@example.org"}
    assert verdict.mailbox == verdict.letters[0].mailbox


def test_two_departments_with_one_file_go_to_a_person(classifier: Classifier) -> None:
    verdict = judge(mail("陶瓷新材料技术攻关、博士后驻站资助", "请查收", "材料.pdf"), classifier, DESK)
    assert verdict.outcome is Outcome.REVIEW
    assert verdict.mailbox is None
    assert {each.category for each in verdict.candidates} >= {"1.1", "2.1"}


def test_category_without_a_mailbox_goes_to_a_person(classifier: Classifier) -> None:
    verdict = judge(mail("海岛渔业装备研制申报", "请查收", "申报书.pdf"), classifier, DESK)
    assert verdict.outcome is Outcome.REVIEW
    assert "邮箱" in verdict.reasons[0]


def test_best_three_are_shown_in_review(classifier: Classifier) -> None:
    verdict = judge(mail("申报材料", "请查收", "申报书.pdf"), classifier, DESK)
    assert verdict.outcome is Outcome.REVIEW
    assert len(verdict.candidates) == 3
    assert verdict.acknowledge


def test_unreadable_mail_goes_to_a_person_with_the_reason(classifier: Classifier) -> None:
    verdict = judge(replace(MAIL, unreadable="读不了"), classifier, DESK)
    assert verdict.outcome is Outcome.REVIEW
    assert verdict.reasons[0] == "读不了"


def test_question_is_left_to_the_guide(classifier: Classifier) -> None:
    verdict = judge(mail("咨询", "请问博士后驻站资助是多少钱？"), classifier, DESK)
    assert verdict.outcome is Outcome.QUESTION
    assert verdict.acknowledge


def test_question_with_files_is_no_mere_question(classifier: Classifier) -> None:
    verdict = judge(mail("博士后驻站资助", "请问这样写对吗？", "申请书.pdf"), classifier, DESK)
    assert verdict.outcome in {Outcome.ROUTE, Outcome.REVIEW}


def test_repeated_mail_is_dropped_and_names_the_first(classifier: Classifier) -> None:
    seen = replace(DESK, seen_ids={"m@example.org": "one.eml"}, seen_digests={"d": "one.eml"})
    verdict = judge(mail("博士后驻站资助申请", "请查收", "申请书.pdf"), classifier, seen)
    assert verdict.outcome is Outcome.DROP
    assert verdict.duplicate_of == "one.eml"
    assert not verdict.acknowledge


def test_half_a_repetition_is_told_and_goes_on(classifier: Classifier) -> None:
    seen = replace(DESK, seen_ids={"m@example.org": "one.eml"})
    verdict = judge(mail("博士后驻站资助申请", "请查收", "申请书.pdf"), classifier, seen)
    assert verdict.outcome is Outcome.ROUTE
    assert any("重复" in each for each in verdict.warnings)


def test_receipt_number_makes_a_thread_where_nothing_can_be_looked_up(classifier: Classifier) -> None:
    verdict = judge(mail(f"补充材料 {RECEIPT}", "请查收", "补充.pdf"), classifier, DESK)
    assert verdict.outcome is Outcome.THREAD
    assert verdict.receipt == RECEIPT


@pytest.mark.parametrize(
    ("sender", "outcome"),
    [
        ("C@example.org", Outcome.THREAD),
        ("x@example.org", Outcome.THREAD),
        ("a@example.org", Outcome.REVIEW),
        ("stranger@example.org", Outcome.REVIEW),
    ],
)
def test_only_the_department_and_the_applicant_join_a_thread(
    classifier: Classifier, sender: str, outcome: Outcome
) -> None:
    thread = Thread(RECEIPT, "c@example.org", ("2.1",), frozenset({"x@example.org"}))
    desk = replace(DESK, threads={RECEIPT: thread})
    verdict = judge(mail(f"回复：[回执 {RECEIPT}]", "受理", sender=sender), classifier, desk)
    assert verdict.outcome is outcome
    assert verdict.receipt == RECEIPT


def test_forged_sender_joins_no_thread_even_with_a_token(classifier: Classifier) -> None:
    desk = replace(DESK, token_receipt=RECEIPT, authentic=False)
    verdict = judge(mail("回复", "受理", sender="c@example.org"), classifier, desk)
    assert verdict.outcome is Outcome.REVIEW


def test_unknown_receipt_number_goes_to_a_person(classifier: Classifier) -> None:
    verdict = judge(mail(f"补充材料 {RECEIPT}", "请查收"), classifier, replace(DESK, threads={}))
    assert verdict.outcome is Outcome.REVIEW
    assert "查不到" in verdict.reasons[0]


def test_advert_is_ignored_unless_it_hands_something_in(classifier: Classifier) -> None:
    text = "专业代办，通过率98%，不成功不收费，加微信"
    assert judge(mail("高企代办", text), classifier, DESK).outcome is Outcome.IGNORE
    assert judge(mail("高企代办", text, "报价.pdf"), classifier, DESK).outcome is Outcome.IGNORE
    assert judge(mail("高企代办", text, "项目申报书.pdf"), classifier, DESK).outcome is Outcome.REVIEW


def test_report_has_exactly_the_keys_of_the_contract(classifier: Classifier) -> None:
    parsed = mail("博士后驻站资助申请", "请查收", "申请书.pdf")
    report = as_json("m.eml", judge(parsed, classifier, DESK), parsed)
    assert list(report) == [
        "file",
        "outcome",
        "mailbox",
        "categories",
        "score",
        "acknowledge",
        "receipt",
        "duplicate_of",
        "reasons",
        "candidates",
        "letters",
        "subject",
        "sender",
        "attachments",
        "warnings",
    ]
    assert report["letters"] == [{"mailbox": "c@example.org", "categories": ["2.1"]}]
    assert report["attachments"] == [{"name": "申请书.pdf", "type": "application/pdf", "bytes": 1}]
    assert set(report["candidates"][0]) == {"category", "mailbox", "score"}
