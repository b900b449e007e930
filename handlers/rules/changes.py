"""What a new edition of a document changes against the one in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from handlers.rules.guide import Guide
from handlers.rules.people import StaffList
from handlers.rules.tasks import TaskTable

_APART = ("problems", "kind")  # not part of what a document says


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `old` is None for what was added, `new` is None for what was removed.

    `id` names the category, the topic (专题1), the task, the milestone (202.1 or 202.p2) or the person;
    it is empty for the document's own fields. `field` is empty where the whole entry was added or removed.
    """

    id: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a document: how it is called, and its fields as text."""

    title: str
    fields: Mapping[str, str | None]


def guide_changes(old: Guide | None, new: Guide) -> tuple[Change, ...]:
    """Compare two guides by the ids of categories and the numbers of topics."""
    return tuple(_changes(_guide(old) if old else {}, _guide(new)))


def task_changes(old: TaskTable | None, new: TaskTable) -> tuple[Change, ...]:
    """Compare two task tables by the numbers of tasks and milestones."""
    return tuple(_changes(_tasks(old) if old else {}, _tasks(new)))


def staff_changes(old: StaffList | None, new: StaffList) -> tuple[Change, ...]:
    """Compare two staff lists by unit and name."""
    return tuple(_changes(_staff(old) if old else {}, _staff(new)))


def _changes(old: Mapping[str, _Entry], new: Mapping[str, _Entry]) -> Iterator[Change]:
    for key, entry in new.items():
        before = old.get(key)
        if before is None:
            yield Change(key, "", None, entry.title)
            continue
        for name in dict.fromkeys([*before.fields, *entry.fields]):
            if before.fields.get(name) != entry.fields.get(name):
                yield Change(key, name, before.fields.get(name), entry.fields.get(name))
    for key, entry in old.items():
        if key not in new:
            yield Change(key, "", entry.title, None)


def _guide(guide: Guide) -> dict[str, _Entry]:
    topics = {
        f"专题{topic.number}": _Entry(topic.name, _fields(topic, ("number",))) for topic in guide.topics
    }
    categories = {each.id: _Entry(each.name, _fields(each, ("id",))) for each in guide.categories}
    return {"": _Entry(guide.title, _fields(guide, ("topics", "categories"))), **topics, **categories}


def _tasks(table: TaskTable) -> dict[str, _Entry]:
    entries = {"": _Entry(table.title, _fields(table, ("tasks",)))}
    for task in table.tasks:
        _put(entries, task.number, _Entry(task.text, _fields(task, ("number", "milestones"))))
        for place, each in enumerate(task.milestones, start=1):
            key = f"{task.number}.{f'p{place}' if each.number is None else each.number}"
            _put(entries, key, _Entry(each.text, _fields(each, ("number",))))
    return entries


def _staff(staff: StaffList) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for person in staff.people:
        _put(entries, f"{person.unit} {person.name}", _Entry(person.name, _fields(person, ("name", "unit"))))
    return entries


def _put(entries: dict[str, _Entry], key: str, entry: _Entry) -> None:
    """Keep entries of one name apart: the second is called name#2."""
    place, free = 1, key
    while free in entries:
        place += 1
        free = f"{key}#{place}"
    entries[free] = entry


def _fields(value: Any, apart: Iterable[str]) -> dict[str, str | None]:
    """Give the fields of a value as text, those of the values within it under dotted names."""
    texts: dict[str, str | None] = {}
    for each in fields(value):
        if each.name in {*_APART, *apart}:
            continue
        inner = getattr(value, each.name)
        if is_dataclass(inner):
            texts.update({f"{each.name}.{name}": text for name, text in _fields(inner, ()).items()})
        elif isinstance(inner, Mapping):
            texts.update({f"{each.name}.{name}": text for name, text in inner.items()})
        else:
            texts[each.name] = _text(inner)
    return texts


def _text(value: Any) -> str | None:
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return "；".join(filter(None, map(_text, value)))
    if is_dataclass(value):
        parts = (_text(getattr(value, each.name)) for each in fields(value))
        return " ".join(part for part in parts if part)
    return f"{value:g}" if isinstance(value, float) else str(value)
