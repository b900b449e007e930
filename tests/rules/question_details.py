"""Make questions for two facts at once, for details, for who asks, and for what only looks like a name."""

from __future__ import annotations

import random
from typing import Final

from tests.rules.question_grammar import (
    ANSWERED,
    BOTH,
    DETAIL_ASKED,
    DETAILS,
    FOREIGN_DETAILS,
    NAMES,
    NOUNS,
    TASKS,
    TRADES,
    Made,
    answered,
    joined,
    refused,
)

DIGITS: Final = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
# Contacts of the official guide: (how the question gives it, categories).
_PHONES: Final = {
    "8220246": {"1.1", "6.1"},
    "8220910": {"1.2"},
    "8228275": {"1.4"},
    "8228160": {"2.1"},
    "8220255": {"2.2"},
    "8220550": {"4.1"},
    "8228509": {"5.1"},
}
_PHONE_ASKED: Final = (
    "是谁的电话",
    "是哪个科室",
    "打过去是谁接",
    "这个号码是谁",
    "管什么项目",
    "负责哪个项目",
)
_FIRMS = ("公司", "厂", "企业", "的公司", "的小企业")
_FOR_THEM = ("能报什么项目", "可以申请哪些", "能申请什么", "有哪些项目能报", "可以报哪几个")
# Words of milestones that the guide does not have, with their tasks.
_WORK = {
    "院士路铜像": "206",
    "邑科贷": "228",
    "信易贷": "228",
    "中心探测器": "207",
    "机玻璃球升降平台": "207",
    "金种子企业": "209",
    "翠山湖高新区": "212",
    "绿色建筑": "211",
    "研发经费统计培训": "204",
    "港资企业服务调研": "213",
    "数字光芯片": "208",
}
_TAKEN_PER = ("一个月多少钱", "每天给多少钱", "一个小时多少钱", "每个月能拿多少补贴", "一天补多少")
_OWN = ("广东江门", "广东省江门市", "广东省江门")
# Another thing that bears part of a category's name.
_MODIFIED = ("体育特色镇", "文化产业园区", "动漫科技杯", "钢琴创新创业大赛", "服装产业联盟", "家具创新联盟")
_MODIFIED_ASKED = ("给多少钱", "找谁", "的电话", "要什么材料", "支持几项")


def two_facts(rng: random.Random) -> Made:
    number = rng.choice([*NAMES])
    first, second = rng.sample([*NOUNS], 2)
    text = rng.choice(BOTH).format(
        name=rng.choice(NAMES[number]), a=rng.choice(NOUNS[first]), b=rng.choice(NOUNS[second])
    )
    return Made(
        "two facts",
        text,
        ANSWERED,
        None,
        frozenset({number}),
        None,
        stated=frozenset({(number, first), (number, second)}),
    )


def two_facts_of_task(rng: random.Random) -> Made:
    number = rng.choice([*TASKS])
    asked = rng.choice(("时限和责任单位", "责任单位和完成时间", "的牵头单位和时限"))
    said = rng.choice(("任务{n}{a}", "{n}号任务{a}", "第{n}项任务{a}")).format(n=number, a=asked)
    return Made("two facts of a task", said, ANSWERED, frozenset({"unit", "due"}), None, frozenset({number}))


def detail(rng: random.Random) -> Made:
    number = rng.choice([*DETAILS])
    held = rng.choice(DETAILS[number])
    text = rng.choice(DETAIL_ASKED).format(name=rng.choice(NAMES[number]), detail=held)
    return Made("detail", text, frozenset({"answer"}), None, frozenset({number}), None, quoted=held)


def foreign_detail(rng: random.Random) -> Made:
    name = rng.choice(NAMES[rng.choice([*NAMES])])
    text = rng.choice(DETAIL_ASKED).format(name=name, detail=rng.choice(FOREIGN_DETAILS))
    return refused("foreign detail", text)


def by_trade(rng: random.Random) -> Made:
    who = f"{rng.choice(('', '我们是', '我是'))}{rng.choice(TRADES)}{rng.choice(_FIRMS)}"
    text = f"{who}{rng.choice(('', ','))}{rng.choice(_FOR_THEM)}"
    return Made("trade of who asks", text, frozenset({"list", "answer", "clarify"}))


def bare_work(rng: random.Random) -> Made:
    said = rng.choice([*_WORK])
    text = f"{said}{rng.choice(('', '？', '是什么', '那条'))}"
    return Made("bare words of a task", text, ANSWERED, None, None, frozenset({_WORK[said]}))


def by_time(rng: random.Random) -> Made:
    return refused("money by time", f"{rng.choice(NAMES[rng.choice([*NAMES])])}{rng.choice(_TAKEN_PER)}")


def own_province(rng: random.Random) -> Made:
    number = rng.choice([*NAMES])
    intent, wish = rng.choice((("phone", "电话多少"), ("amount", "给多少钱"), ("materials", "要交什么材料")))
    text = joined(rng.choice(NAMES[number]), wish, rng)
    return answered("own province", number, intent, f"{rng.choice(_OWN)}{rng.choice(('', '的'))}{text}")


def modified(rng: random.Random) -> Made:
    return refused("modified name", f"{rng.choice(_MODIFIED)}{rng.choice(_MODIFIED_ASKED)}")


def phoned(rng: random.Random) -> Made:
    phone = rng.choice([*_PHONES])
    said = "".join(map(DIGITS.__getitem__, phone)) if rng.random() < 0.6 else phone
    if rng.random() < 0.3:
        said = f"{said[:3]} {said[3:]}"
    if rng.random() < 0.3:
        said = ("零七五零" if said[0] not in phone else "0750-") + said
    if rng.random() < 0.2:
        said = said.replace("一", "幺").replace("零", "〇")
    return Made(
        "phone numbers", f"{said}{rng.choice(_PHONE_ASKED)}", ANSWERED, None, frozenset(_PHONES[phone])
    )
