from __future__ import annotations

import pytest

from handlers.rules.amounts import amounts
from handlers.rules.contact_lines import read_contacts
from handlers.rules.funding import read_funding
from handlers.rules.half_width import half_width
from handlers.rules.lines import Line
from handlers.rules.mailboxes import mailboxes
from handlers.rules.passages import passages
from handlers.rules.periods import read_period
from handlers.rules.phones import phones
from handlers.rules.problems import Level
from handlers.rules.section_titles import SectionKind, section_title


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("30万元/项", None, 30),
        ("90万/项", None, 90),
        ("42.25万元", None, 42.25),
        ("３０万元", None, 30),
        ("贰拾万元整", None, 20),
        ("三十五万五千元", None, 35.5),
        ("五十万", None, 50),
        ("1.2亿元", None, 12000),
        ("300,000元", None, 30),
        ("2000元", None, 0.2),
        ("20-30万元", 20, 30),
        ("20万元至30万元", 20, 30),
        ("100万元～200万元", 100, 200),
        ("二十至三十万元", 20, 30),
    ],
)
def test_amount_is_read_in_wan(text: str, low: float | None, high: float) -> None:
    assert [(each.low, each.wan) for each in amounts(half_width(text))] == [(low, high)]


@pytest.mark.parametrize("text", ["5万人次", "3万亩", "三万家", "2023年", "1亿2千万元", "第3项", "20%"])
def test_what_is_no_plain_amount_is_not_read(text: str) -> None:
    assert list(amounts(half_width(text))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8220246", ["8220246"]),
        ("0750-8228502", ["0750-8228502"]),
        ("（0750）8220246（兼传真）", ["0750-8220246"]),
        ("07508220246", ["0750-8220246"]),
        ("0750 822 0246", ["0750-8220246"]),
        ("０７５０－８２２０２４６", ["0750-8220246"]),
        ("+86 750 8220246", ["0750-8220246"]),
        ("86-750-8220246", ["0750-8220246"]),
        ("138 2233 4455", ["13822334455"]),
        ("138-2233-4455", ["13822334455"]),
        ("0750-8220246转801", ["0750-8220246-801"]),
        ("0750-8220246-12", ["0750-8220246-12"]),
        ("8220246分机801", ["8220246-801"]),
        ("8220246、8220247", ["8220246", "8220247"]),
        ("0750-8228502/8220910", ["0750-8228502", "0750-8220910"]),
        ("0750-8220246、8220247", ["0750-8220246", "0750-8220247"]),
        ("400-830-0750", ["4008300750"]),
        ("0757-83355678", ["0757-83355678"]),
        ("010-66554433", ["010-66554433"]),
        ("750-8220246", []),
        ("0750-822024", []),
        ("529000", []),
        ("440100201212121234", []),
    ],
)
def test_phone_is_normalised_or_left(text: str, expected: list[str]) -> None:
    assert [str(phone) for phone in phones(half_width(text))] == expected


@pytest.mark.parametrize(
    ("text", "address", "odd"),
    [
        ("a@example.org", "a@example.org", False),
        ("ａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "a@example.org", False),
        ("a#example.org", "a@example.org", True),
        ("a @ example.org", "a@example.org", True),
        ("a(at)example.org", "a@example.org", True),
        ("邮箱a@example.org。", "a@example.org", False),
    ],
)
def test_mailbox_is_normalised(text: str, address: str, *, odd: bool) -> None:
    assert [(each.address, each.odd) for each in mailboxes(half_width(text))] == [(address, odd)]


@pytest.mark.parametrize("text", ["gxk@example", "a..b@example.org", "某#某", "@"])
def test_what_is_no_mailbox_is_not_read(text: str) -> None:
    assert list(mailboxes(half_width(text))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("项目实施期限3年", (3, "exact")),
        ("项目实施期限不超过2年。", (2, "max")),
        ("实施周期为1-3年", (3, "range")),
        ("建设期限一般为两年", (2, "exact")),
        ("执行期24个月", (2, "exact")),
        ("项目执行期为2024年7月至2026年6月", (2, "exact")),
        ("（分年度滚动支持，支持不超过2年。）", (2, "max")),
        ("近三年内有经验，成立满3年", None),
        ("3年累计不少于15家。3年后成功认定", None),
        ("支持3年内新认定的企业", None),
        ("实施周期不少于2年", None),
        ("项目实施期限自2026年7月起至2028年6月止", (2, "exact")),
        ("执行期限为立项之日起24个月", (2, "exact")),
        ("项目实施时间为2026.01-2027.12", (2, "exact")),
        ("研究期为2026—2028年", (3, "exact")),
        ("培育期为2个年度", (2, "exact")),
        ("管理期：3年", (3, "exact")),
        ("聘期3年，每年驻点不少于30天", (3, "exact")),
        ("立项后12个月内完成验收", (1, "max")),
        ("立项后3个月内签订合同", None),
        ("经费90万元（每年30万元，连续3年）", (3, "exact")),
        ("每年投入100万元以上，连续3年增长", None),
        ("项目期限一般不超过2年，最长不超过3年", None),
        ("周期为1年或2年", None),
        # how long a loan, a subsidy or a contract runs
        ("单笔贷款不超过1000万元，贷款期限不超过3年", None),
        ("贷款期限6个月以上", None),
        ("流动资金借款，期限1年", None),
        ("贴息期限最长不超过2年", None),
        ("担保期限为1年", None),
        ("租金补贴期限为3年", None),
        ("每家企业享受补贴最长不超过3年", None),
        ("质押合同期限2年", None),
        ("流转土地剩余期限不少于5年", None),
        ("劳动合同期限为3年。项目期限为2年", (2, "exact")),
        ("周期为2年", (2, "exact")),
        ("项目应于2027年12月底前完成", None),
    ],
)
def test_period_is_read_or_left(text: str, expected: tuple[float, str] | None) -> None:
    period = read_period(iter([text])).period
    assert (period and (period.years, period.type)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "实施周期不少于2年",  # a lower bound only
        "项目期限一般不超过2年，最长不超过3年",  # two of them
        "周期为1年或2年",
        "项目执行期2年左右",  # a rough one
        "项目应于2027年12月底前完成",  # only a last day
        "须在2027年6月30日前完成建设并申请验收",
        "2027年底前完成全部研究任务",
    ],
)
def test_doubtful_period_is_told(text: str) -> None:
    assert read_period(iter([text])).doubt


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("研究内容", (SectionKind.RESEARCH,)),
        ("申报条件和申报材料要求", (SectionKind.CONDITIONS, SectionKind.MATERIALS)),
        ("申报条件及材料", (SectionKind.CONDITIONS, SectionKind.MATERIALS)),
        ("支持方式与强度:事前资助", (SectionKind.SUPPORT,)),
        ("资助方式及额度", (SectionKind.SUPPORT,)),
        ("【联系人】科技科", (SectionKind.CONTACTS,)),
        ("咨询电话及邮箱", (SectionKind.CONTACTS,)),
        ("各专题联系人一览表", (SectionKind.CONTACTS,)),
        ("研究内容和考核指标", (SectionKind.RESEARCH, SectionKind.OTHER)),
    ],
)
def test_section_title_names_its_kinds(line: str, kinds: tuple[SectionKind, ...]) -> None:
    title = section_title(half_width(line))
    assert title is not None
    assert title.kinds == kinds


@pytest.mark.parametrize(
    "line", ["申报单位应为企业", "申报条件按照通知执行", "联系人应为项目负责人", "项目申报书"]
)
def test_sentence_is_no_section_title(line: str) -> None:
    assert section_title(line) is None


def levels(text: str) -> set[Level]:
    block, _ = passages([Line(1, text)])
    return {doubt.level for doubt in read_funding(block).doubts}


@pytest.mark.parametrize(
    "text",
    [
        "事前资助与事后补助相结合，30万元/项，支持1项。",
        "事前资助，1亿2千万元。",
        "事前资助，不低于30万元/项。",
        "事前资助，30万元/项，支持不少于5项。",
        "以奖代补，30万元/项。",
        "事前资助，30万元/项，支持2项，总经费90万元。",
        "支持5项。",
    ],
)
def test_doubtful_funding_is_told(text: str) -> None:
    assert Level.WARNING in levels(text)


@pytest.mark.parametrize(
    "text", ["事前资助，30万元/项，支持2项，总经费60万元。", "30万元/项，其中首期拨付20万元，支持1项。"]
)
def test_consistent_funding_gives_no_warning(text: str) -> None:
    assert Level.WARNING not in levels(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("高新科：张三，电话：0750-822024，邮箱：a@example.org", "phones"),
        ("高新科：张三，电话：8220246，邮箱：a@example", "emails"),
        ("高新科：张三、李四，电话：8220246、8220247", "phones"),
        ("高新科：张三，电话：8220246，邮箱：", "emails"),
        ("联系人：，电话：8220246", "contacts"),
    ],
)
def test_doubtful_contact_is_told(text: str, word: str) -> None:
    told = [name for level, name, _ in read_contacts(text).doubts if level == "warning"]
    assert word in told


def test_fax_and_complaint_numbers_are_no_contact_phones() -> None:
    reading = read_contacts("高新科：张三，电话：8220246，传真：8220247。监督电话：8220248")
    assert [str(phone) for entry in reading.entries for phone in entry.phones] == ["8220246"]
