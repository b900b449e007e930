"""Cut a clause that asks of several things of the task table into these: 宣讲培训和受理申报，分别几号."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from handlers.rules.guide_words import with_synonyms
from handlers.rules.index import Index
from handlers.rules.question_content import content_text
from handlers.rules.reading import Reading
from handlers.rules.task_milestones import Pair, by_content
from handlers.rules.task_weights import Weights
from handlers.rules.tasks import TaskTable
from handlers.rules.weighing import Said

# More than one thing is asked for.
SEVERAL: Final = re.compile(
    "分别|各自?(?:是|在|到|要|有|得|什么|几|哪|由)|都(?:是|在|到)|两[个项件者](?!月)|又(?:是|要|得|该|在)|(?:哪一?[个项条件样]?|谁)的?(?:时限|期限|限期|时间|日期|节点)?(?:要|会|得|该|更|比较|排)*(?:在?[先早晚前]|在?后(?!面|续)|靠[前后]|[多少]$)"
)
# What joins two things; not within 共同, 参与, 跟进.
_AND: Final = re.compile(
    "以及|还有|(?<![总缓谐温])和(?!谐|平(?!台))|(?<![参给赋])与(?![会])|(?<![共协不合相会])同(?![时步志等业步])|跟(?![进踪])|(?<![以普涉])及(?![时格])|、"
)
_BLANK: Final = re.compile(rf"{_AND.pattern}|[,\s]")  # joins them where several are asked for
_LEAST: Final = 0.45  # weight of one such thing, of the weight of a pair that no document holds
_SURELY: Final = (
    0.8  # of each thing that its own task has to hold where nothing says that several are asked for
)
_APART: Final = 0.7  # of all of them that a single task then holds at most
_HELD: Final = 0.5  # of it that the task of another one has to hold, or
_WHOLE: Final = 0.6  # any other task
_NAMED: Final = 1.2  # such a weight of a thing that is told to be unknown
_STRANGE: Final = 0.25  # of it that the table may hold by chance
_CLOSE: Final = 0.75  # of what any task holds of it, so that the task of another one is meant


def sides(reading: Reading, index: Index, *, several: bool = False) -> tuple[Weights, ...]:
    """Weigh each of the things that a clause asks of; none where it does not ask of several."""
    several = several or SEVERAL.search(reading.text) is not None
    found: list[Weights] = []
    for text in _texts(reading, several=several):
        own = with_synonyms(text, index.tasks, {**index.short_names, **index.schools})
        said = max(
            (index.weighed(content_text(form, index)) for form in dict.fromkeys((text, own))),
            key=lambda each: next((best.share for best in index.tasks_for(each)), 0.0),
        )
        if said.total >= _LEAST * index.rarest:
            tasks = index.tasks_for(said)
            found.append(Weights(0.0, tasks, stated=False, measured=False, dated=False, content=said))
    return tuple(found) if len(found) > 1 and (several or _apart(found, index)) else ()


def _texts(reading: Reading, *, several: bool) -> list[str]:
    return (_BLANK if several else _AND).split(SEVERAL.sub("", reading.text))


def unknown_thing(reading: Reading, things: tuple[Weights, ...], index: Index) -> str | None:
    """Find one of the things asked for that the table does not have: 机场建设和总决赛分别什么时候."""
    if not SEVERAL.search(reading.text) or not any(thing.table >= _WHOLE for thing in things):
        return None
    for text in _texts(reading, several=True):
        content = content_text(text, index)
        said = index.weighed(content)
        share = next((best.share for best in index.tasks_for(said)), 0.0)
        if said.total >= _NAMED * index.rarest and share <= _STRANGE:
            return "".join(content.split())
    return None


def _apart(found: list[Weights], index: Index) -> bool:
    """Tell whether things that are joined are those of different tasks: 两癌筛查和普惠托位谁牵头."""
    if any(thing.table < _SURELY for thing in found):
        return False
    best = {entry for thing in found for entry in {each.entry for each in thing.tasks[:1]}}
    pairs = dict(pair for thing in found for pair in thing.content.pairs)
    whole = Said(tuple(pairs.items()), sum(pairs.values()))
    return len(best) > 1 and max(each.share for each in index.tasks_for(whole)) <= _APART


def with_sides(weighed: Weights, things: tuple[Weights, ...], index: Index) -> Weights:
    """Add what both documents explain of the things that a clause asks of, each for itself."""
    total = sum(thing.said for thing in things)
    if not total:
        return weighed
    of_guide = [next((best.share for best in index.categories_for(each.content)), 0.0) for each in things]
    guide = sum(share * thing.said for share, thing in zip(of_guide, things, strict=True)) / total
    table = sum(thing.table * thing.said for thing in things) / total
    return replace(weighed, guide=max(guide, weighed.guide), things=table)


def by_sides(
    chosen: list[Pair], weighed: Weights, things: tuple[Weights, ...], table: TaskTable
) -> list[Pair]:
    """Keep the milestones that the words of a clause mean, those of each thing that it asks of."""
    whole = by_content(chosen, weighed, table, several=bool(things))
    tasks = {task.number for task, _ in whole}
    if len(tasks) > 1:
        whole, tasks = [], set()
    found: list[Pair] = []
    for thing in things:
        meant = _meant(replace(thing, figure=weighed.figure), tasks, table)
        found += by_content(chosen, meant, table, several=False) if meant else []
    if len({task.number for task, _ in found} | {at.text for _, at in found}) <= 1:
        return whole or by_content(chosen, weighed, table, several=bool(things))
    kept = [*whole, *found]
    return [pair for pair in chosen if pair in kept]


def _meant(thing: Weights, tasks: set[str], table: TaskTable) -> Weights | None:
    """Keep of what may be meant by one thing the tasks of the whole clause, else the best ones."""
    near = tuple(each for each in thing.tasks if table.tasks[each.entry].number in tasks and each.statements)
    if near and near[0].share >= max(_HELD, thing.table * _CLOSE):
        return replace(thing, tasks=near)
    return thing if thing.table >= _WHOLE else None
