"""Make questions for two facts at once, and for details that clauses state or do not state."""

from __future__ import annotations

import random

from tests.rules.question_grammar import (
    ANSWERED,
    BOTH,
    DETAIL_ASKED,
    DETAILS,
    FOREIGN_DETAILS,
    NAMES,
    NOUNS,
    TASKS,
    Made,
    refused,
)


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
