"""The persons of the task table whom a clause names, or whose names it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handlers.rules.tasks import Task, TaskTable

# What a column of persons is called, and the words with which it is asked for: 谁分管.
_ROLES: Final = (
    (re.compile("领导|分管|主管"), re.compile("分管|主管|领导|局长|主任")),  # who oversees
    (re.compile("人$"), re.compile("责任人|负责人|联系人|经办人|承办人")),  # who does it
)
# What asks for a person of a task.
PERSON_WANTED: Final = re.compile(
    "(?:分管|责任|牵头|主管|挂钩|包[保联]?)领导|(?:谁|哪[位个](?:领导|[副正]?局长|主任)?)(?:在|来)?(?:分管|主管)|分管(?:的?是)?(?:谁|哪[位个])|哪[位个](?:领导|[副正]?局长)"
)
_TITLED: Final = re.compile(
    "([\u4e00-\u9fff])副?([局处科院所队镇县市]长|主任|书记|主席)"
)  # 祝副局长 is called 祝局长 too


def persons_named(text: str, table: TaskTable) -> tuple[str, ...]:
    """Find the persons of a table whom a text names, with their names as the table writes them."""
    known = dict.fromkeys(person.name for task in table.tasks for person in task.persons)
    return tuple(name for name in known if any(form in text for form in _forms(name)))


def persons_places(text: str, names: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Tell where a text names these persons."""
    said = "|".join(re.escape(form) for name in names for form in _forms(name))
    return tuple(match.span() for match in re.finditer(said, text)) if said else ()


def _forms(name: str) -> Iterator[str]:
    """Give how a person is called, the longest form first."""
    yield name
    titled = _TITLED.fullmatch(name)
    if titled:
        yield f"{titled[1]}{titled[2]}"


def is_charged(task: Task, names: tuple[str, ...], text: str) -> bool:
    """Tell whether a task is in the charge of one of these persons, in the role of which a text speaks."""
    held = [person for person in task.persons if person.name in names]
    roles = [column for column, said in _ROLES if said.search(text)]
    meant = [person for person in held if any(column.search(person.role) for column in roles)]
    return bool(meant or (held and not roles))
