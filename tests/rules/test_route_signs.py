from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.rules.attachments import Attachment
from handlers.rules.classify import Classifier, build_classifier
from handlers.rules.desk import DeskFacts
from handlers.rules.guide import Category, Contact, Funding, FundingItem, Guide, Sections
from handlers.rules.mime import ParsedMail
from handlers.rules.route import Outcome, Verdict, judge

PAPERS = ("项目申报书", "营业执照扫描件", "工作方案", "其他证明材料")


def category(number: str, name: str, contact: Contact, research: str, wan: float) -> Category:
    funding = Funding(items=(FundingItem("重点项目" if wan == 8 else None, wan, "fixed"),))
    return Category(
        number,
        int(number[0]),
        name,
        Sections(research=research),
        materials=PAPERS,
        funding=funding,
        contacts=(contact,),
    )


CERAMICS = Contact("工业科", "赵一鸣", (), ("a@example.org",))
TEXTILES = Contact("工业科", "钱二宝", (), ("a@example.org",))
POSTDOCS = Contact("人才科", "郄三思", (), ("c@example.org",))
CONTEST = Contact("活动科", "孙四海", (), ("d@example.org",))
GUIDE = Guide(
    "云山市2026年科技项目申报指南",
    2026,
    categories=(
        category("1.1", "陶瓷新材料技术攻关", CERAMICS, "研究日用陶瓷釉料配方与窑炉节能工艺。", 30),
        category("1.2", "纺织印染绿色改造", TEXTILES, "推广“零排放”印染工艺与数码印花。", 30),
        category("2.1", "博士后驻站资助", POSTDOCS, "资助博士后在站生活与课题经费，面向基层医疗机构。", 8),
        category("3.1", "创新创业大赛承办服务", CONTEST, "承办大赛，吸引企业报名参赛。", 66),
    ),
)
DESK = DeskFacts(addresses=frozenset({"desk@example.org"}))


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return build_classifier(GUIDE)


def files(*names: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(at, name, "application/pdf", 1, "") for at, name in enumerate(names))


def verdict(classifier: Classifier, subject: str, text: str, *names: str, quoted: str = "") -> Verdict:
    mail = ParsedMail(
        message_id="m@example.org",
        sender="x@example.org",
        subject=subject,
        text=text,
        fresh_text=text,
        quoted_text=quoted,
        attachments=files(*names),
        headers=(("from", "x@example.org"),),
    )
    return judge(replace(mail, content_digest="d"), classifier, DESK)


@pytest.mark.parametrize(
    ("subject", "text", "names", "expected"),
    [
        ("请郄三思老师收", "郄老师，申报书和执照盖章了，请查收。", ("申报书.pdf", "营业执照.pdf"), "2.1"),
        ("申报材料，请转人才科", "三份材料请收。", ("申报书.pdf", "执照.pdf", "工作方案.pdf"), "2.1"),
        (
            "Application",
            "Dear Ms Qie, our postdoctoral application is attached.",
            ("application.pdf",),
            "2.1",
        ),
        ("Boshihou zhuzhan", "Please find attached our application.", ("form.pdf",), "2.1"),
        ("项目申报", "我院是镇卫生院，博士后在站，申报重点项目8万元。", ("申报书.pdf",), "2.1"),
        ("转：材料", "请收。", ("申报书.pdf",), "1.2"),
    ],
)
def test_indirect_signs_lead_to_the_department(
    classifier: Classifier, subject: str, text: str, names: tuple[str, ...], expected: str
) -> None:
    quoted = "转发邮件\n我司申报纺织印染绿色改造，材料请转科技局。" if subject.startswith("转") else ""
    found = verdict(classifier, subject, text, *names, quoted=quoted)
    assert found.outcome is Outcome.ROUTE, found.reasons
    assert found.categories == (expected,)


@pytest.mark.parametrize(
    ("subject", "text", "names"),
    [
        ("请转人才科", "外国人来华工作许可申请，材料请收。", ("申请表.pdf", "执照.pdf", "工作方案.pdf")),
        ("请郄三思老师收", "上次谈的论文改好了，请审阅。", ("论文.docx",)),
        ("补交材料", "上周交的漏了执照，现在补上。陶瓷攻关的。", ("营业执照.pdf",)),
        ("申请终止陶瓷新材料技术攻关", "因市场变化，请批准。", ("终止申请.pdf",)),
        ("预算调整", "陶瓷新材料技术攻关预算调整申请表，请审批。", ("预算调整申请表.xlsx",)),
        ("报名", "我们团队报名参赛创新创业大赛，商业计划书附上。", ("商业计划书.pdf",)),
        ("创新创业大赛", "我们的作品申报一等奖，推荐书附后。", ("推荐书.pdf",)),
        ("函", "请贵局提供博士后驻站资助申报数据。", ("函.pdf",)),
        ("借用", "拟借用博士后驻站资助签约场地，请批准", ("申请函.pdf",)),
        ("关于博士后驻站资助的建议", "政协提案，请办理。", ("提案.docx",)),
        ("陶瓷新材料技术攻关工作方案", "这是方案的初稿，请先看看。", ("初稿.docx",)),
    ],
)
def test_other_business_that_names_a_category_or_a_contact_waits_for_a_person(
    classifier: Classifier, subject: str, text: str, names: tuple[str, ...]
) -> None:
    found = verdict(classifier, subject, text, *names)
    assert found.outcome is Outcome.REVIEW, found.categories


def test_letters_stand_in_the_order_in_which_the_mail_names_them(classifier: Classifier) -> None:
    found = verdict(
        classifier,
        "博士后驻站资助、陶瓷新材料技术攻关",
        "两份申报，请分别查收。",
        "陶瓷攻关申报书.pdf",
        "博士后驻站申报书.pdf",
    )
    assert [each.categories for each in found.letters] == [("2.1",), ("1.1",)]


def test_supporting_paper_is_no_application_of_its_own(classifier: Classifier) -> None:
    found = verdict(
        classifier,
        "陶瓷新材料技术攻关申报",
        "附博士后驻站资助证明。",
        "陶瓷新材料技术攻关申报书.pdf",
        "博士后驻站资助证明.pdf",
    )
    assert len(found.letters) < 2


def test_guide_sent_along_with_a_question_is_no_submission(classifier: Classifier) -> None:
    found = verdict(classifier, "附件是指南", "博士后驻站资助怎么申请？", "申报指南.pdf")
    assert found.outcome is Outcome.QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "本地图文店，申报书胶装20元起，免费送货到科技局。",
        "实务班两天，费用2800元/人，汇款后开票。",
        "贵单位可申报博士后驻站资助，全程托管，事成收费15%。",
    ],
)
def test_shops_courses_and_agencies_are_ignored(classifier: Classifier, text: str) -> None:
    assert verdict(classifier, "好消息", text).outcome is Outcome.IGNORE


def test_applicant_who_speaks_of_bound_papers_is_no_advert(classifier: Classifier) -> None:
    found = verdict(classifier, "博士后驻站资助申请", "材料已胶装，电子版请查收。", "申请书.pdf")
    assert found.outcome is Outcome.ROUTE
