"""The choice of a category for a basket: topic first, then category."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import GuideInForce, guide_in_force
from handlers.outbox import Button
from handlers.screens import Screen, back, label, press_data
from handlers.wording import say


async def pick_topic(session: AsyncSession, submission_id: int | None) -> Screen:
    """Let a topic be chosen, for a basket or, with None, for a new one."""
    found = await guide_in_force(session)
    if found is None:
        return Screen(say("no_guide.html"), [back()])
    target = submission_id if submission_id is not None else "-"
    rows = [
        [Button(label(f"{topic.number}. {topic.name}"), press_data("b", "topic", target, topic.number))]
        for topic in found.guide.topics
    ]
    if not rows:
        rows = _categories(found, target, None)
    return Screen(say("pick_topic.html", year=found.guide.year), [*rows, back()])


async def pick_category(session: AsyncSession, submission_id: int | None, topic_number: int) -> Screen | None:
    """Let a category of a topic be chosen; None for an unknown topic."""
    found = await guide_in_force(session)
    topic = found.guide.topic(topic_number) if found else None
    if found is None or topic is None:
        return None
    target = submission_id if submission_id is not None else "-"
    up = press_data("b", "pick", target)
    text = say("pick_category.html", topic=topic.name, number=topic.number)
    return Screen(text, [*_categories(found, target, topic.number), back(up)])


def _categories(found: GuideInForce, target: int | str, topic: int | None) -> list[list[Button]]:
    return [
        [
            Button(
                label(f"{each.id} {each.name}"),
                press_data("b", "set", target, each.id, state=found.digest[:4]),
            )
        ]
        for each in found.guide.categories
        if topic is None or each.topic == topic
    ]
