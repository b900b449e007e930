"""The questions of the benchmark, and guides of any size."""

from __future__ import annotations

from dataclasses import replace

from bench.figures import ROOT
from handlers.rules.documents import read_document
from handlers.rules.guide import Category, Guide
from handlers.rules.guide_text import read_guide

QUESTIONS = (
    "高企树标提质给多少钱",
    "2.3 找谁",
    "农业科技园区的电话和邮箱",
    "科普研学要交什么材料",
    "哪些类别是择优支持",
    "什么时候截止",
    "我们是企业，可以报哪些",
    "廖文杰负责什么",
    "kepu yanxue duoshao qian",
    "双碳平台支持几年",
)
SUBJECTS = (
    "生物医药",
    "智能制造",
    "新材料",
    "海洋经济",
    "数字农业",
    "绿色建筑",
    "光电子",
    "储能",
    "机器人",
    "中医药",
)
WORKS = (
    "平台建设",
    "成果转化",
    "人才引进",
    "中试基地",
    "科普宣传",
    "联合攻关",
    "孵化服务",
    "检测服务",
    "示范应用",
    "园区提升",
)


def sample_guide() -> Guide:
    """Read the guide of samples/."""
    file = ROOT / "samples" / "guide-2023.txt"
    return read_guide(read_document(file.name, file.read_bytes()))


def large_guide(count: int) -> Guide:
    """Make a guide of many categories out of the sample's, each with a name of its own."""
    guide = sample_guide()
    if count <= len(guide.categories):
        return guide
    categories = tuple(
        _variant(guide.categories[number % len(guide.categories)], number) for number in range(count)
    )
    return replace(guide, categories=categories)


def _variant(category: Category, number: int) -> Category:
    subject, work = SUBJECTS[number % 10], WORKS[number // 10 % 10]
    topic, place = number // 100 + 1, number % 100 + 1
    name = f"{subject}{work}专项{number}：{category.name}"
    return replace(category, id=f"{topic}.{place}", topic=topic, name=name)
