"""Choose the milestones that the words of a clause mean."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.spelling import folded
from handlers.rules.task_weights import Weights, beside_figure
from handlers.rules.tasks import Milestone, Task, TaskTable
from handlers.rules.weighing import Explained, Said

Pair = tuple[Task, Milestone]

_CLOSE: Final = 0.88  # of what the best task explains: what comes so near may be meant as well
_ABOVE: Final = 0.4  # of what a task explains: where its milestones explain less, its own text does
_LEFT: Final = 4.0  # weight of what the best milestones leave out that tells of another one
_LEFT_OF_SEVERAL: Final = 0.4  # such a weight where several things are asked for
_MOST: Final = 0.7  # of such a weight that another milestone has to hold
_HELD: Final = 0.35  # of all that is left out
_NAMED: Final = 0.5  # of a clause that stands right beside the number asked for


def by_content(chosen: list[Pair], weighed: Weights, table: TaskTable, *, several: bool) -> list[Pair]:
    """Keep the milestones whose text explains most, or all of a task whose own text explains more.

    With `several` a clause says that it asks of more than one thing.
    """
    numbers = {task.number for task, _ in chosen}
    found = [each for each in weighed.tasks if table.tasks[each.entry].number in numbers]
    least = max((each.share for each in found), default=0.0) * _CLOSE
    near = _beside_figure([each for each in found if each.share >= least], weighed, table)
    kept = {table.tasks[each.entry].number: each for each in near}
    best = [
        (task, milestone)
        for task, milestone in chosen
        if task.number in kept and _told(kept[task.number], task.milestones.index(milestone))
    ]
    best = _with_figure(best, chosen, weighed)
    return _with_others(best, chosen, weighed, _LEFT_OF_SEVERAL if several else _LEFT) or chosen


def _beside_figure(found: list[Explained], weighed: Weights, table: TaskTable) -> list[Explained]:
    """Keep of several tasks those that state the number right beside what is counted.

    高企多少家: 高新技术企业突破2300家, not 与50家“创新标兵”企业、高新技术企业对接.
    """
    figure = weighed.figure
    if figure is None or len(found) == 1:
        return found
    shares = [_nearest(table.tasks[each.entry], figure, weighed.content) for each in found]
    most = max(shares, default=0.0)
    if most < _NAMED:
        return found
    return [each for each, share in zip(found, shares, strict=True) if share >= most * _CLOSE]


def _nearest(task: Task, figure: re.Pattern[str], content: Said) -> float:
    """Return how much of the content stands between the same stops as the number."""
    return beside_figure((task.text, *(each.text for each in task.milestones)), figure, content)


def _with_figure(best: list[Pair], chosen: list[Pair], weighed: Weights) -> list[Pair]:
    """Take those milestones of the same tasks that state the number asked for, where the best ones do not."""
    figure = weighed.figure
    tasks = {task.number for task, _ in best}
    if figure is None or any(figure.search(part.text) for pair in best for part in pair):
        return best
    stating = [each for each in chosen if each[0].number in tasks and figure.search(each[1].text)]
    return stating or best


def _with_others(best: list[Pair], chosen: list[Pair], weighed: Weights, least: float) -> list[Pair]:
    """Add the milestones of the one task that hold what the best ones leave out: 启动仪式和总决赛几号."""
    if len({task.number for task, _ in best}) != 1:
        return best
    task = best[0][0]
    told = [milestone.text for _, milestone in best]
    left = _without(weighed.content, task.text, *told)
    if least < _LEFT and left.total < least:  # the task's own text names all of them
        left = _without(weighed.content, *told)
    others = [pair for pair in chosen if pair[0] is task and pair not in best]
    while left.total >= least and others:
        share, place = max((left.share(folded(each.text)), -at) for at, (_, each) in enumerate(others))
        if share < _HELD or share * left.total < least * _MOST:
            break
        best = [*best, others.pop(-place)]
        left = _without(left, best[-1][1].text)
    return sorted(best, key=lambda pair: task.milestones.index(pair[1]))


def _without(content: Said, *texts: str) -> Said:
    """Leave out of a content what some texts hold."""
    held = [folded(text) for text in texts]
    pairs = tuple((pair, weight) for pair, weight in content.pairs if not any(pair in text for text in held))
    return Said(pairs, sum(weight for _, weight in pairs))


def _told(found: Explained, place: int) -> bool:
    """Tell whether a milestone explains as much as any, or the task's own text explains by far more."""
    return place in found.statements or found.alone <= found.share * _ABOVE
