"""What is looked up when a question is answered: a guide, a task table, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from handlers.rules.category_names import abbreviations, bare_name, own_places, whole_text
from handlers.rules.contacts import Directory, directory
from handlers.rules.corpus import Corpus, corpus
from handlers.rules.guide import Category, Guide
from handlers.rules.sounds import Sounds, sounds
from handlers.rules.spelling import folded
from handlers.rules.tasks import Task, TaskTable

# Question words that are understood in pinyin as well; the rest of that vocabulary is the guide's.
SPOKEN: Final = (
    "电话 手机 号码 联系方式 怎么联系 邮箱 邮件 联系人 负责人 找谁 谁负责 谁 科室 部门 多少钱 多少 金额 经费 资金 资助 补助 补贴 几项 支持几项 名额 几个 事前 事后 "
    "定向 择优 支持方式 条件 申报条件 要求 资格 材料 申报材料 资料 需要 准备 什么 内容 研究内容 做什么 期限 多久 几年 比例 分担 自筹 配套 哪些 有哪些 有什么 项目 类别 "
    "专题 介绍 截止 截止时间 什么时候 时间 申报 申请 怎么 如何 请问 你好 您好 谢谢 想问 我 想 的 是 吗 呢 有 给 要 能 可以 这个 哪个 联系 任务 牵头 单位 完成 "
    "企业 公司 高校 协会 指南 "
).split()  # noqa: SIM905 - a text of words reads better than a column of them


@dataclass(frozen=True)
class Index:
    """A guide and a task table with their inverted indexes; build it with `search.build_index`."""

    guide: Guide
    table: TaskTable | None
    words: Corpus
    tasks: Corpus
    known: Directory
    places: tuple[str, ...]
    short_names: Mapping[str, str]  # the guide's own abbreviations: short -> long
    aliases: Mapping[str, str]  # operators' words, folded -> category id
    positions: Mapping[str, int] = field(default_factory=dict)

    @property
    def categories(self) -> tuple[Category, ...]:
        """Give the categories in the order of the index."""
        return self.guide.categories

    @cached_property
    def spoken(self) -> Sounds:
        """Give the guide's words by their sound; built on first use."""
        names = [*self.words.fields[0], *dict.fromkeys(self.words.fields[1])]
        return sounds(names, (*SPOKEN, *self.known.offices), self.known.persons)

    def by_id(self, number: str) -> Category:
        """Find a category that the index holds by its id."""
        return self.categories[self.positions[number]]


def guide_corpus(guide: Guide, places: tuple[str, ...]) -> Corpus:
    """Index the categories by their bare names, their topics' names and their texts."""
    heads = {topic.number: bare_name(topic.name, places) for topic in guide.topics}
    return corpus(
        [bare_name(each.name, places) for each in guide.categories],
        [heads.get(each.topic or 0, "") for each in guide.categories],
        [_joined(whole_text(each)) for each in guide.categories],
    )


def task_corpus(table: TaskTable | None) -> Corpus:
    """Index the tasks by their milestones' texts, which are nearer to what people ask, then their own."""
    tasks = table.tasks if table else ()
    return corpus(
        [_joined("|".join(folded(milestone.text) for milestone in task.milestones)) for task in tasks],
        [_joined(folded(task.text)) for task in tasks],
        [_joined(_unit_names(task)) for task in tasks],
    )


def guide_index(guide: Guide, table: TaskTable | None, aliases: Mapping[str, str]) -> Index:
    """Build the index of a guide and a task table."""
    places = own_places(guide)
    short = {one: long for each in guide.categories for one, long in abbreviations(each)}
    known_ids = {each.id: position for position, each in enumerate(guide.categories)}
    said = {folded(word): number for word, number in aliases.items() if number in known_ids and folded(word)}
    return Index(
        guide,
        table,
        guide_corpus(guide, places),
        task_corpus(table),
        directory(guide),
        places,
        short,
        said,
        known_ids,
    )


def _joined(text: str) -> str:
    return "|".join(text.split())


def _unit_names(task: Task) -> str:
    units: Iterable[str] = (task.lead_unit or "", *task.units, *(u for m in task.milestones for u in m.units))
    return "|".join(dict.fromkeys(units))
