"""Join what only names something of the task table to the question behind it: 205和206，哪个责任单位多."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.clause_roles import tells
from handlers.rules.index import Index
from handlers.rules.outside import other_year_said
from handlers.rules.reading import Reading, read_clause
from handlers.rules.task_asked import (
    asks_nothing,
    asks_of_table,
    names_unit,
    only_asks,
    read_asked,
    speaks_of_tasks,
)
from handlers.rules.task_numbers import numbers_said
from handlers.rules.task_sides import SEVERAL, sides, with_sides
from handlers.rules.task_weights import asks_measure, asks_of_guide, weights
from handlers.rules.tasks import TaskTable

_COMMA: Final = re.compile(r"(?<!\d)[,;]|[,;](?!\d)")  # not within 1,000
# A clause that asks or wishes something itself names nothing for the next one.
_SIGNAL: Final = re.compile(
    "[?!。吗么呢谁哪怎几]|什么|多少|如何|是否|[能可]否|何时|什么|[想请问]|能|可以|要不要|有没有"
)
# 除了科技局，205还有多少个单位: one question.
_EXCEPT: Final = re.compile("除了?[^,。?!]{2,14}(?:之?外|以外)?")
# What points back: 这项的责任单位, 两项时限.
_POINTING: Final = re.compile("[这那]一?(?:[项条个件]|两[项条个])(?!目)|两[项条个件者]")
MOST: Final = 6  # tasks that a clause asks on about one by one
_WHOLE: Final = 0.75  # of what is named that the table has to hold
_BEYOND: Final = 0.1  # more of it than the guide
_SPEAKS: Final = 5.0  # weight of words that name a matter of the table
_ALONE: Final = re.compile(r"[和跟与及同、\s任务第项条号]*")  # what stands between numbers


def with_names(text: str, index: Index) -> str:
    """Join the clauses of a folded question that only together ask of the table; others stay as they are."""
    clauses = _COMMA.split(text)
    if index.table is None or len(clauses) == 1:
        return text
    for place in range(1, len(clauses)):
        if _EXCEPT.fullmatch(clauses[place - 1]) and names_unit(
            read_clause(clauses[place - 1], index), index
        ):
            both = f"{clauses[place - 1]} {clauses[place].replace('还有', '有')}"
            return ",".join((*clauses[: place - 1], both, *clauses[place + 1 :]))
        if not _asks_alone(clauses[place], index):
            continue
        for first in range(place):
            named = clauses[first:place]
            several = SEVERAL.search(clauses[place]) is not None
            telling = not any(_SIGNAL.search(each) for each in named)
            if telling and _names(" ".join(named), index, several=several):
                joined = " ".join(clauses[first : place + 1])
                return ",".join((*clauses[:first], joined, *clauses[place + 1 :]))
    return text


def _asks_alone(clause: str, index: Index) -> bool:
    """Tell whether a clause asks of the table without naming what of it."""
    table = index.table
    if table is None or not (asks_of_table(clause) or speaks_of_tasks(clause) or asks_measure(clause)):
        return False
    reading = read_clause(clause, index)
    if reading.numbers.ids or reading.named.any or asks_of_guide(reading):
        return False
    return bool(_POINTING.search(clause) or SEVERAL.search(clause) or only_asks(reading)) and not _points(
        reading, table, index
    )


def _points(reading: Reading, table: TaskTable, index: Index) -> bool:
    asked = read_asked(reading, table, index)
    return bool(asked.numbers or asked.found.terms)


def _names(text: str, index: Index, *, several: bool) -> bool:
    """Tell whether a text names tasks by their numbers, or matters that the table knows better."""
    table = index.table
    known = {task.number for task in table.tasks} if table else set()
    numbers = numbers_said(text, known, asks=True)
    if numbers and all(number in known for number in numbers):
        return _ALONE.fullmatch(re.sub("|".join(numbers), " ", text)) is not None
    if tells(text):
        return False
    reading = read_clause(text, index)
    weighed = with_sides(weights(reading, index), sides(reading, index, several=several), index)
    return weighed.table >= _WHOLE and weighed.said >= _SPEAKS and weighed.ahead >= _BEYOND


def going_on(before: Reading, reading: Reading, tasks: tuple[str, ...], index: Index) -> Reading | None:
    """Read a clause that asks on about the tasks of the one before: 几号截止，谁牵头.

    None where it is of something else. With the numbers of the tasks come the words that named their
    milestones, so that a clause without any stays with these.
    """
    words = [*(term.word for term in reading.content.terms), *reading.content.unknown]
    plain = all(asks_nothing(word) or word.isdigit() for word in words)  # 10月31日的是哪两个
    if other_year_said(reading.text):
        return None  # 去年是什么时候办的
    if not plain and not _held_by(tasks, reading, index):
        return None
    if len(tasks) > MOST:  # those of one unit: asked for once more
        return read_clause(f"{before.text} {reading.text}", index) if only_asks(reading) else None
    named = _words_of(before, index) if plain else ""
    return read_clause(f"{' '.join(f'任务{number}' for number in tasks)} {named} {reading.text}", index)


def _words_of(reading: Reading, index: Index) -> str:
    table = index.table
    if table is None or SEVERAL.search(reading.text):
        return ""
    asked = read_asked(reading, table, index)
    steps = (f"第{step}个节点" for step in asked.steps if step > 0)
    return " ".join(dict.fromkeys((*(term.word for term in asked.found.terms), *steps)))


def _held_by(tasks: tuple[str, ...], reading: Reading, index: Index) -> bool:
    """Tell whether these tasks hold what a clause says, and no category does better: 年底前要签什么协议."""
    weighed = weights(reading, index)
    table = index.table
    best = [each for each in weighed.tasks if table and table.tasks[each.entry].number in tasks]
    return bool(best) and best[0].share >= max(_WHOLE, weighed.table, weighed.guide)
