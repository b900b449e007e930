"""Words of 支持方式与强度: modes, selections, and what an amount of money is."""

from __future__ import annotations

import re
from enum import StrEnum

# How the money is paid.
MODES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("事前资助", re.compile(r"事前(?:资助|支持|补助|立项资助|投入|(?=\s?[、,);]))|前资助|前补助")),
    (
        "事后补助",
        re.compile(r"事后(?:补助|资助|奖补|奖励|补贴|支持|(?=\s?[、,);]))|后补助|后资助|后奖补|后补贴"),
    ),
)
# How the projects are chosen.
SELECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("择优支持", re.compile(r"(?<![不非])(?:竞争性?择优|择优|竞争性(?:遴选|评审|立项|分配|支持|资助))")),
    ("定向支持", re.compile(r"(?<![不非])定向(?:支持|资助|委托|补助|扶持|遴选|组织|申报|方式|立项|择优)?")),
)
# What looks like a mode and is none that the office names.
OTHER_MODES = re.compile(
    r"以奖代补|先建后补|先用后补|先缴后补|无偿资助|奖补结合|贷款贴息|股权(?:投资|资助)|风险补偿|事中"
)
# The amount, or the way, is told later.
OPEN = re.compile(
    r"另行(?:通知|公布|确定|发布|制定|规定)|待定|视(?:具体)?情况(?:确定|而定)|待(?:预算|资金).{0,8}(?:确定|明确)后?"
)
OPEN_SUBJECT = re.compile(r"支持|资助|补助|奖励|额度|金额|标准|强度|经费|资金|数量|项数")
# No money at all.
NO_MONEY = re.compile(
    r"不(?:予|给予|提供|安排|涉及)?(?:财政)?(?:资助|安排|提供|支持)?(?:财政)?(?:资金|经费)(?:资助|支持|补助)?|无(?:财政)?(?:资金|经费)(?:资助|支持)"
    r"|财政(?:资金)?(?:不予|不给予|不再?)(?:资助|支持|补助|安排)"
)


class Role(StrEnum):
    """What an amount in the section is."""

    GRANT = "grant"  # what one project gets
    TOTAL = "total"  # what all projects get together
    CAP = "cap"  # the most that a percentage may give
    PART = "part"  # one payment of several
    OWN = "own"  # what the applicant brings, or a figure of its business
    FLOOR = "floor"  # the least, which says nothing of the most


# Tried in this order on the words before (and right behind) the amount in its own phrase.
ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    # 自筹经费不低于…, 年营业收入…, 总投资…
    (
        Role.OWN,
        re.compile(
            r"自筹|自有|自投|企业出资|单位出资|配套|营业收入|总投入|营收|销售|产值|注册资|总投资|投资额|投资总|研发(?:费用|投入|经费)|合同(?:金额|额)|融资|贷款"
            r"|纳税|税收|到账|交易额|成交|实缴|固定资产|设备(?:原值|投入)|投入(?:总额|不)|收入"
        ),
    ),
    # 首期拨付…, 验收后再拨付…
    (
        Role.PART,
        re.compile(
            r"首期|首笔|首次拨|首付|先(?:期|行)?拨|预拨|余款|尾款|二期|第[一二三]期|再拨|分期|其余|剩余|通过后拨|合格后拨"
        ),
    ),
    # 总经费…, 合计…, 资金总额…
    (
        Role.TOTAL,
        re.compile(
            r"总(?:经费|金额|资金|额度|额|规模|盘子|预算|计|量)|合计|共计|共安排|共资助|预算(?:为|安排)?|资金规模|累计"
            r"|安排(?:(?:市|省|区|县|本)?级?(?:科技|财政|专项|发展)){0,3}(?:资金|经费)"
            r"|^(?!.*[每单各]).*(?:年度?|计划|拟|共)安排\s?$"  # 2026年度安排200万元
            # 支持3项，共90万元
            r"|(?<![公总年])共(?:支持|需|投入|补助|奖励)?(?:财政)?(?:资金|经费)?(?:约|不超过|最高)?\s?$"
        ),
    ),
    # 不低于…
    (Role.FLOOR, re.compile(r"不低于|不少于|至少|最低|起$")),
)
CAPS_BEHIND = re.compile(r"\0{0,5}\s?(?:以内|以下|之内|为限|封顶)")  # 30万元（含）以内
ABOUT = re.compile(r"约\s?$|左右|上下")
CAPS = re.compile(r"[≤<]|不超过|不得超过|不高于|不多于|最高|上限|至多|最多|封顶|限额")
YEARLY = re.compile(r"每年|每一?年度|逐年|年均")
ANNUAL_CAP = re.compile(
    r"(?:(?<![\d上下每])年度|全年|当年|年内)(?:(?:累计|内|合计|总|贴息|补助|资助|奖励|补贴|支持|资金|金额|额度?){0,4})"
    r"(?:最高|不超过|封顶|上限)[^,。;\n]{0,12}"
)
# What an amount is paid for, where that is no project: 3000元/月, 每平方米10元.
PRICE_BEHIND = re.compile(r"\s?/\s?(?:人[·/]?)?(?:月|天|日|平方米|平米|㎡|亩|吨|千瓦|学时)")
PRICE_BEFORE = re.compile(r"每(?:人每)?(?:个?月|天|日|平方米|平米|㎡|亩|吨|千瓦|学时)[^,。;]{0,8}$")
YEARLY_BEHIND = re.compile(r"\s?(?:/|每|·)\s?年(?!度)|\s?一年")
PER_PROJECT = re.compile(r"\s?(?:/|每)\s?[项个家名人]")

# Words of a clause that name a field of the section rather than a tier.
_FIELD = (
    r"(?:本|单个|每个|各)?(?:项目|专项|专题|类别)?(?:支持|资助|补助|奖励|扶持|经费|资金|立项|奖补|财政)?"
    r"(?:方式|强度|标准|额度|金额|数量|项目数|名额|规模|比例|经费|资金|个数)"
)
FIELDS = re.compile(rf"(?:{_FIELD}(?:[与和及、]{_FIELD})*)")
# Where a tier's name ends: 重点项目|资助5万/项.
LABEL_END = re.compile(
    r"(?:(?<=的)奖(?=\s?\d)|分别|一次性|每年|每项|每个|每家|单个|单项|最高|不超过|不得超过|按照?|给予|予以|资助|支持|补助|奖励|扶持|补贴|安排|约|采取|采用|为(?!主)|:|每|共|总|拟|可|上限|限额|金额|的?(?:标准|额度|强度))"
)
LABEL_START = re.compile(
    rf"^(?:{_FIELD}\s?[:为]|[\[【〖][^\]】〗]{{1,12}}[\]】〗]"  # 资助额度：A类项目100万元, 【支持强度】…
    r"|\(?[\d一二三四五六七八九十]{1,2}[)、.](?!\d)|[①-⑳]|[一二三四]是"
    r"|其中|对于?|凡|若|如|是|[,、:\s\0]|属于?|和|及|以及|并|且)+"
)
