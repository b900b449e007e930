from __future__ import annotations

import pytest

from handlers.rules.funding import FundingReading, read_funding
from handlers.rules.half_width import half_width
from handlers.rules.passages import Passage
from handlers.rules.problems import Level

Tier = tuple[str | None, float | None, str, int | None]


def reading(text: str) -> FundingReading:
    lines = enumerate(text.splitlines(), start=1)
    return read_funding([Passage(number, line, half_width(line)) for number, line in lines])


def tiers(text: str) -> list[Tier]:
    items = reading(text).funding.items
    return [(each.label, each.amount_wan, each.amount_type, each.count) for each in items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a number of projects for each tier
        (
            "分两档支持：一档100万元，二档60万元，每档各支持2项。",
            [("一档", 100, "fixed", 2), ("二档", 60, "fixed", 2)],
        ),
        # names in parentheses behind the amounts
        (
            "每家奖励20万元（国家级）、10万元（省级）。",
            [("国家级", 20, "fixed", None), ("省级", 10, "fixed", None)],
        ),
        # a name that sounds like a cap
        (
            "6条及以上：60万元，2家；6条以下：30万元，5家。",
            [("6条及以上", 60, "fixed", 2), ("6条以下", 30, "fixed", 5)],
        ),
        # what is said of how the money is paid out or spent is no share that is granted
        (
            "首次认定的，奖励15万元；重新认定的，奖励5万元。奖励资金分两年兑付，每年兑付50%。",
            [("首次认定的", 15, "fixed", None), ("重新认定的", 5, "fixed", None)],
        ),
        ("6万元/项，支持5项。资助经费用于讲解劳务的部分不超过20%。", [(None, 6, "fixed", 5)]),
        # the step that is to be reached is no grant
        (
            "服务金额10万元以下的按50%补助，10万元以上的部分按30%补助，最高20万元。",
            [(None, 20, "percent", None)],
        ),
        (
            "年营业收入达到5000万元以上的，奖励10万元；达到1亿元以上的，奖励30万元。",
            [("年营业收入达到5000万元以上的", 10, "fixed", None), ("达到1亿元以上的", 30, "fixed", None)],
        ),
        # names in a row with the word for all of them behind
        (
            "对获得一等奖、二等奖的第一完成单位，分别奖励30万元、15万元。",
            [("一等奖", 30, "fixed", None), ("二等奖", 15, "fixed", None)],
        ),
        # a measure that no list knows
        ("40万元/块，支持2块。", [(None, 40, "fixed", 2)]),
        # the sum of all projects is no amount of one
        ("总规模1000万元，支持10项，每项100万元。", [(None, 100, "fixed", 10)]),
        # a table with the unit in its head, cells parted by blanks
        (
            "标准如下：\n等次 补助标准（万元/家） 支持数量（家）\n优秀 30 5\n良好 20 10",
            [("优秀", 30, "fixed", 5), ("良好", 20, "fixed", 10)],
        ),
        # a table of the section's own fields has no tiers
        ("支持方式\t支持强度\t支持数量\n事前资助\t80万元/项\t2项", [(None, 80, "fixed", 2)]),
        # nothing but that it is told later
        ("另行通知。", [(None, None, "tbd", None)]),
        # numbers of projects in a row, by the names of the tiers behind or before the amounts
        (
            "一等奖10万元，二等奖5万元，各1名、2名。",
            [("一等奖", 10, "fixed", 1), ("二等奖", 5, "fixed", 2)],
        ),
        (
            "重点项目30万元/项，面上项目10万元/项；重点项目不超过3项，面上项目不超过10项。",
            [("重点项目", 30, "fixed", 3), ("面上项目", 10, "fixed", 10)],
        ),
        (
            "支持项目数：重点类1项，一般类2项。支持强度：重点类100万元，一般类50万元。",
            [("重点类", 100, "fixed", 1), ("一般类", 50, "fixed", 2)],
        ),
        # names before the numbers of projects; the number of all of them is none of a tier
        (
            "本专题共支持10项，其中重大项目2项、每项200万元，重点项目8项、每项50万元。",
            [("重大项目", 200, "fixed", 2), ("重点项目", 50, "fixed", 8)],
        ),
        (
            "特等奖1名，50万元；一等奖3名，每名20万元。",
            [("特等奖", 50, "fixed", 1), ("一等奖", 20, "fixed", 3)],
        ),
        (
            "1.A档。支持2项，每项100万元。\n2.B档。支持4项，每项50万元。",
            [("A档", 100, "fixed", 2), ("B档", 50, "fixed", 4)],
        ),
        # names and amounts in order
        (
            "对考核为优秀、良好的，分别给予100万元、60万元补助。",
            [("优秀", 100, "fixed", None), ("良好", 60, "fixed", None)],
        ),
        # how many of which is not said
        (
            "资助50万元（企业牵头）或30万元（高校牵头），支持项目数4项。",
            [("企业牵头", 50, "fixed", None), ("高校牵头", 30, "fixed", None)],
        ),
        # sums for all projects
        ("财政资金支持1.5亿元，拟支持不超过10个项目。", [(None, 15000, "total", 10)]),
        ("支持项目3项，共90万元。", [(None, 90, "total", 3)]),
        ("三年共支持90万元，支持3家。", [(None, 90, "fixed", 3)]),
        # what is counted is no project
        ("资助3000元/件，每家企业不超过10件。", [(None, 0.3, "fixed", None)]),
        ("同一项目支持不超过100万元。", [(None, 100, "up_to", None)]),
        ("每项30万元，须获得专利2项。", [(None, 30, "fixed", None)]),
        # amounts that share a unit, and shortened units
        ("项目资助经费为30、50万元两档。", [(None, 30, "fixed", None), (None, 50, "fixed", None)]),
        ("20w/项，2项。", [(None, 20, "fixed", 2)]),
        # a range in words
        ("资助额度：50万元以上100万元以下。", [(None, 100, "range", None)]),
        ("单个项目最低20万元，最高不超过50万元。", [(None, 50, "range", None)]),
        # names behind the numbers of projects
        (
            "支持2项重大项目（每项不超过200万元）和3项重点项目（每项不超过100万元）。",
            [("重大项目", 200, "up_to", 2), ("重点项目", 100, "up_to", 3)],
        ),
        ("立项3项：1项100万元，2项50万元。", [(None, 100, "fixed", 1), (None, 50, "fixed", 2)]),
        # units in parentheses apart from their numbers
        ("项目支持经费（万元）：30；支持数量（项）：2。", [(None, 30, "fixed", 2)]),
        ("30（万元/项），2项。", [(None, 30, "fixed", 2)]),
        # what a year has for all of them
        ("2026年度安排200万元，支持8项，单项最高25万元。", [(None, 25, "up_to", 8)]),
        # directions are no projects
        ("拟支持3个方向，每个方向支持1项，每项资助不超过80万元。", [(None, 80, "up_to", 1)]),
        # nobody grants nothing
        ("每处补助0万元", []),
    ],
)
def test_tiers_are_read(text: str, expected: list[Tier]) -> None:
    assert tiers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "按合同额的30%补助，单个企业年度最高20万元。",  # of one year, or of the call
        "标准如下：\n等次\t补助标准（万元）\n优秀\t30\n良好\t见附件",  # a row without an amount
        "先建后补，每项10万元。",  # no mode that the guide's readers know
        "按30%补助，同一企业年度补助总额不超过30万元。",  # of one year, or of the call
        "补贴标准为每人每月3000元。",  # the price of a month
        "分A、B两类给予500-1000万元资助：A类1000万元、B类500万元。",  # a range and its own tiers
        "重大项目2项，每项50万元；重点项目3项，每项20万元；总经费200万元。",  # 160万元
        "每项资助100万元，总经费80万元。",  # one is more than all
        "每个项目支持8000万元。",  # rather the sum of all
        "财政资金不超过总经费的1/3，最高60万元。",  # a fraction
    ],
)
def test_what_is_not_sure_is_told(text: str) -> None:
    assert Level.WARNING in {doubt.level for doubt in reading(text).doubts}


@pytest.mark.parametrize(
    "text",
    [
        "事前资助，单项资助20万元（青年项目10万元），支持20项。",
        "按设备购置额的15%给予补助（进口设备按20%），最高100万元。",
    ],
)
def test_amount_in_parentheses_that_is_left_out_is_told(text: str) -> None:
    assert any(doubt.level is Level.WARNING for doubt in reading(text).doubts)


def test_amount_that_parentheses_repeat_is_not_told() -> None:
    assert reading("事前资助，每项10万元以内（含10万元），支持2项。").doubts == ()


Share = tuple[str | None, str, float | None, float | None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # two kinds, each with its share and cap
        (
            "对入驻机构，按上年度房租的20%给予补助，单个机构最高15万元；对用户，按检测费的30%补助，最高5万元。",
            [("入驻机构", "percent", 20, 15), ("用户", "percent", 30, 5)],
        ),
        # one with a share, one with an amount
        (
            "对首次认定的企业，一次性奖励10万元；对设备投入，按实际投入的20%给予补助，最高30万元。",
            [("首次认定的企业", "fixed", None, 10), ("设备投入", "percent", 20, 30)],
        ),
        (
            "事后补助，择优支持。国内展会：按展位费的50%补助，最高3万元；国际展会：每次补助5万元。",
            [("国内展会", "percent", 50, 3), ("国际展会", "fixed", None, 5)],
        ),
        (
            "对于技术改造项目，按设备投资额的10%给予补助，最高不超过200万元；对于新建项目，给予50万元一次性补助。",
            [("技术改造项目", "percent", 10, 200), ("新建项目", "fixed", None, 50)],
        ),
        # several names that one amount goes with
        (
            "国家级平台100万元/个；省级中试基地、省级工程中心30万元/个；市级平台10万元/个。",
            [
                ("国家级平台", "fixed", None, 100),
                ("省级中试基地、省级工程中心", "fixed", None, 30),
                ("市级平台", "fixed", None, 10),
            ],
        ),
        (
            "特等奖、一等奖每项奖励20万元，二等奖、三等奖每项奖励10万元。",
            [("特等奖、一等奖", "fixed", None, 20), ("二等奖、三等奖", "fixed", None, 10)],
        ),
        # each in its own way
        (
            "重点项目采取前资助方式，每项40万元；一般项目采取后补助方式，每项15万元。",
            [("重点项目", "fixed", None, 40), ("一般项目", "fixed", None, 15)],
        ),
        # the way of paying before the names is none of them
        (
            "事前资助、择优支持，甲类基地、乙类基地30万元/个；丙类基地10万元/个。",
            [("甲类基地、乙类基地", "fixed", None, 30), ("丙类基地", "fixed", None, 10)],
        ),
    ],
)
def test_kinds_keep_their_names_and_shares(text: str, expected: list[Share]) -> None:
    items = reading(text).funding.items
    assert [(each.label, each.amount_type, each.percent, each.amount_wan) for each in items] == expected


@pytest.mark.parametrize(
    "text",
    [
        # a cap that may be of both
        "知识产权贷款按利息的50%贴息，信用贷款按利息的40%贴息，单个企业最高30万元。",
        "按投入的20%给予补助，最高30万元；对山区企业按30%补助。",
        "对入驻企业，按房租的20%给予补助，最高15万元；同一企业，全部补助最高20万元。",
    ],
)
def test_shares_that_cannot_be_told_apart_are_told(text: str) -> None:
    assert Level.WARNING in {doubt.level for doubt in reading(text).doubts}
