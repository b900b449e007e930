"""The numbers of topics and the ids of categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.rules.guide import Topic
from handlers.rules.outline import Draft, Outline
from handlers.rules.problems import Level, Problem


@dataclass(slots=True)
class Numbers:
    """Topics with their numbers, and the ids of categories in the order of the outline's drafts."""

    topics: tuple[Topic, ...] = ()
    ids: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def topic_of(self, draft: Draft) -> int | None:
        """Give the number of the topic that a category stands under."""
        return None if draft.topic is None else self.topics[draft.topic].number


def number_guide(outline: Outline) -> Numbers:
    """Give topics and categories their numbers: as printed, by position where nothing is printed."""
    numbers = Numbers()
    numbers.topics = tuple(_topics(outline, numbers.problems))
    groups: dict[int | None, list[Draft]] = {}
    for draft in outline.drafts:
        groups.setdefault(draft.topic, []).append(draft)
    given: dict[int, str] = {}
    for drafts in groups.values():
        for draft, number in zip(drafts, _category_numbers(drafts, numbers), strict=True):
            topic = numbers.topic_of(draft)
            given[id(draft)] = str(number) if topic is None else f"{topic}.{number}"
    numbers.ids = [given[id(draft)] for draft in outline.drafts]
    _tell_gaps(outline, numbers)
    return numbers


def _topics(outline: Outline, problems: list[Problem]) -> list[Topic]:
    topics: list[Topic] = []
    taken: set[int] = set()
    highest = 0
    for place, draft in enumerate(outline.topics, start=1):
        number = draft.number or place
        if number in taken:
            number = highest + 1
            problems.append(
                Problem(
                    Level.WARNING,
                    "number",
                    f"专题编号重复，“{draft.name}”按次序记为专题{number}。",
                    line=draft.line,
                )
            )
        elif number != highest + 1:
            problems.append(
                Problem(Level.WARNING, "number", f"专题编号不连续：读到专题{number}。", line=draft.line)
            )
        taken.add(number)
        highest = max(highest, number)
        topics.append(Topic(number, draft.name))
    return topics


def _category_numbers(drafts: Sequence[Draft], numbers: Numbers) -> list[int]:
    """Give each category of one topic its number; without topics that is the running one."""
    running = numbers.topic_of(drafts[0]) is None and any(draft.upper is not None for draft in drafts)
    printed = set() if running else {draft.number for draft in drafts}
    taken: dict[int, None] = {}
    following = 1
    for draft in drafts:
        while following in printed or following in taken:
            following += 1
        number = following if running or draft.number is None else draft.number
        if number in taken:
            number = following
            message = f"项目类别编号重复，“{draft.name}”记为第{number}个，请您核对。"
            numbers.problems.append(Problem(Level.WARNING, "number", message, line=draft.line))
        taken[number] = None
    return list(taken)


def _tell_gaps(outline: Outline, numbers: Numbers) -> None:
    """Tell where the printed number of a category neither follows the one before nor begins anew."""
    before: Draft | None = None
    for draft in outline.drafts:
        topic = numbers.topic_of(draft)
        if draft.upper is not None and topic is not None and draft.upper != topic:
            text = f"编号“{draft.code}”与所在的专题{topic}不符，请您核对。"
            numbers.problems.append(Problem(Level.WARNING, "number", text, line=draft.line))
        if draft.number is None:
            continue
        if not (_follows(draft, before) or (before and before.number == draft.number)):
            text = f"项目类别编号不连续：读到{draft.number}，请您核对是否漏读。"
            numbers.problems.append(Problem(Level.WARNING, "number", text, line=draft.line))
        before = draft


def _follows(draft: Draft, before: Draft | None) -> bool:
    """Tell whether a number runs on from the one before, or begins anew under its topic."""
    if before is None:
        return draft.number == 1
    return draft.number == (before.number or 0) + 1 or (draft.number == 1 and draft.topic != before.topic)
