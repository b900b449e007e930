"""Who applies and what they work with, as the general words that guides print for them."""

# ruff: noqa: E501 - a row of a table of words stays on one line
from __future__ import annotations

import re
from typing import Final

# What a writer is or works with, and the word of which a guide may speak.
_KINDS: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        # who applies
        (r"卫生院|卫生服务中心|社区医院|村卫生|乡镇医院|县级医院|基层医院|卫生站", "基层|医疗机构|医疗卫生"),
        (r"医院|妇幼保健|疾控|中医院|诊所", "医疗机构|医疗卫生"),
        (r"合作社|家庭农场|农场|农户|种植大户", "农业|乡村|农村"),
        (r"(?<!大)中学|小学|幼儿园|少年宫|青少年", "青少年"),
        (r"管委会|园区办|开发区管", "园区|高新区"),
        (r"博物馆|科技馆|展览馆|科普基地|科普场馆", "科普"),
        (r"村委|镇政府|街道办|乡政府|驻镇|帮镇|驻村", "乡村|镇村"),
        (r"会计师事务所|税务师事务所", "财务"),
        (r"大学|学院|高职|研究生院", "高校"),
        # how they shorten things
        (r"科小(?!学)|科技型中小", "科技型中小企业|中小企业"),
        (r"(?:科小|科技型中小企业)(?:的)?评价", "科技型中小企业评价"),
        (r"高企(?:的)?预评?审", "高企预评审"),
        (r"科特派|特派员", "科技特派员"),
        (r"榜单|揭榜|张榜|发榜", "揭榜|发榜"),
        (r"省工程中心|省工程技术中心|省级工程中心", "工程技术研究中心"),
        # what they work with
        (r"水稻|果园|柑|荔枝|茶园|茶叶|蔬菜|种苗|养殖|鳗鱼|对虾|水产|畜牧|生猪|家禽|果蔬|菌菇|花卉|苗木|种植|陈皮", "农业"),
        (r"机床|焊接|数控|装备制造|生产线", "制造"),
        (r"大模型|机器学习|深度学习|计算机视觉", "人工智能"),
        (r"电池|储能|光伏|风电|氢能", "新能源"),
        (r"二氧化碳|碳捕集|碳排放|减排|节能", "双碳|低碳"),
        (r"研学营|夏令营|冬令营|亲子|小记者", "研学|科普"),
        (r"路演|创投|投融资|天使投资", "投融资|科技金融"),
        (r"众创|孵化园|创业园|创客", "孵化|孵化载体"),
        (r"诊疗|筛查|慢病|临床|护理", "医疗|临床"),
    )
)  # fmt: skip


def general_words(text: str) -> tuple[str, ...]:
    """Give the general words for the applicants and fields that a folded text speaks of."""
    return tuple(words for pattern, words in _KINDS if pattern.search(text))
