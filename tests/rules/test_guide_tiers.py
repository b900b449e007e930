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
    ],
)
def test_what_is_not_sure_is_told(text: str) -> None:
    assert Level.WARNING in {doubt.level for doubt in reading(text).doubts}
