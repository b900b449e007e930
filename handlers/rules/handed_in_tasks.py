"""The day by which a task of the table takes in what a guide gives no deadline for."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.answer import Gap, Part
from handlers.rules.index import Index
from handlers.rules.reading import Reading
from handlers.rules.spelling import folded
from handlers.rules.task_answers import stated
from handlers.rules.tasks import Milestone

# What a milestone has to speak of as well where a question does.
_TAKEN_IN: Final = re.compile("受理|报名|征集|评审|推荐|验收|遴选")
# What only asks for the day.
_ASKING: Final = re.compile(
    "(?:截止|结束|开始|最[晚迟])?(?:时间|日期)?(?:是|到|在)?(?:什么时候|何时|几时|哪天|几号|几月(?:几[号日])?|多会儿)|截止|时间|日期"
)
_HELD: Final = 0.85  # of the question that the milestone alone has to hold
_LEAST: Final = 3.0  # weight of a question that tells of a milestone


def of_milestone(reading: Reading, part: Part, index: Index) -> Part | None:
    """State when a milestone is due that holds all of a question for which the guide gives no deadline."""
    acts = set(_TAKEN_IN.findall(reading.text))
    if part.gap is not Gap.DEADLINE or index.table is None or not acts:
        return None
    said = index.weighed(_ASKING.sub(" ", reading.text))
    best = next(iter(index.tasks_for(said)), None)
    if best is None or said.total < _LEAST or best.alone < _HELD:
        return None
    task = index.table.tasks[best.entry]
    held = [task.milestones[place] for place in best.statements if _speaks(task.milestones[place], acts)]
    return stated(task, held, index.table) if held else None


def _speaks(milestone: Milestone, acts: set[str]) -> bool:
    return all(act in folded(milestone.text) for act in acts)
