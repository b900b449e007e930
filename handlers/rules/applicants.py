"""The kinds of applicants that conditions speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ApplicantKind:
    """A kind of applicant: how people call themselves, and how conditions call them."""

    name: str
    said: re.Pattern[str]
    written: re.Pattern[str]


def _kind(name: str, said: str, written: str) -> ApplicantKind:
    return ApplicantKind(name, re.compile(said), re.compile(written))


# The more telling kinds first: 园区企业 is an enterprise, 高新区管委会 is no enterprise.
KINDS: Final = (
    _kind(
        "园区管理部门",
        "(?:园区|高新区|开发区)(?:的)?(?:管理(?:部门|机构|单位|委员会|方)|管委会|主管部门|科技局|科技部门)|管委会|科技主管部门",
        "(?:园区|高新区|开发区)[^。;；]{0,8}(?:主管部门|管理(?:部门|机构|委员会)|管委会|运营)|管委会|科技主管部门",
    ),
    _kind("高校", "高校|大学|学院|院校|高等学校|学校|高职", "高校|大学(?!科技园)|院校|高等学校|学院"),
    _kind(
        "科研机构",
        "科研(?:机构|院所|单位|所)|研究(?:所|院)(?!校)|院所|新型研发机构|研发机构",
        "科研机构|科研院所|研究院|研究所|研发机构|科研单位",
    ),
    _kind(
        "协会等社会团体",
        "(?:行业)?协会|商会|学会|社会(?:团体|组织)|社团|民办非企业|民非|促进会",
        "协会|社会团体|社会组织|商会|学会|民办非企业",
    ),
    _kind("医院等医疗机构", "医院|医疗(?:卫生)?机构|卫生院|诊所", "医院|医疗(?:卫生)?机构|卫生院"),
    _kind("事业单位", "事业单位", "事业单位|企事业单位"),
    _kind(
        "个人",
        "个人|自然人|个体户|个体工商户|(?:我|咱)(?:一)?个人|学生|创客",
        "个人|自然人|个体工商户|科技人员|学生",
    ),
    _kind("农民合作社", "合作社|家庭农场|农户|农民", "合作社|家庭农场|农户|农民"),
    _kind(
        "企业",
        "(?:小微|中小|民营|外资|港资|国有|初创|本地|农业|农业类|科技|高新|服务|科技服务)?(?:型|类)?(?:企业|公司|厂[家商]?(?![房区])|工厂|民企|国企|外企|企事业单位)",
        "企业|企事业单位|公司",
    ),
)

# Words that show that the asker wants to know what there is for them.
APPLYING: Final = re.compile(
    "我们?是|咱们?是|作为|我(?:们)?(?:公司|单位|校|院|所)|申报|申请|能报|可报|报什么|报哪|适合|参加|参与|能拿|可以拿|能做|可以做|"
    "有什么|有哪些|哪些|机会|符合|能不能|可不可以|可以|(?<![智功性动效节储产])能(?![源力量耗效])"
)
