"""What is looked up when a question is answered: a guide, a task table, and their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from handlers.rules.answer import Intent
from handlers.rules.category_names import (
    abbreviations,
    bare_name,
    coined,
    own_places,
    short_schools,
    whole_text,
)
from handlers.rules.contacts import Directory, directory
from handlers.rules.corpus import Corpus, Level, corpus
from handlers.rules.facts import facts, sections, sentences
from handlers.rules.guide import Category, Guide
from handlers.rules.numbers_said import codes
from handlers.rules.places import around
from handlers.rules.sounds import Sounds, sounds
from handlers.rules.spelling import folded, folded_print
from handlers.rules.spoken_words import SPOKEN
from handlers.rules.synonyms import TERMS
from handlers.rules.tasks import Task, TaskTable
from handlers.rules.units_asked import TableUnits, table_units
from handlers.rules.weighing import Explained, Said, Source, explained, rarity, said

_RAREST: Final = 4.2  # weight of a word that none of some thirty entries has


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a category's section, as printed and folded."""

    section: str
    text: str
    folded: str


@dataclass(frozen=True)
class Index:
    """A guide and a task table with their inverted indexes; build it with `search.build_index`."""

    guide: Guide
    table: TaskTable | None
    words: Corpus
    tasks: Corpus
    known: Directory
    places: tuple[str, ...]
    short_names: Mapping[str, str]  # the guide's own abbreviations: short -> long
    aliases: Mapping[str, str]  # operators' words, folded -> category id
    positions: Mapping[str, int]
    codes: Mapping[str, str]  # the document's own codes -> category id

    @property
    def categories(self) -> tuple[Category, ...]:
        """Give the categories in the order of the index."""
        return self.guide.categories

    @cached_property
    def around(self) -> re.Pattern[str] | None:
        """Give how the own province is said before the own place."""
        return around(self.places)

    @cached_property
    def spoken(self) -> Sounds:
        """Give the guide's words by their sound; built on first use."""
        names = [*self.words.fields[0], *dict.fromkeys(self.words.fields[1])]
        own = (word for each in self.categories for word in coined(each))
        said = (*own, *self.short_names, *(one for one, written in TERMS if self.words.knows(written)))
        return sounds(names, (*SPOKEN, *self.known.offices), self.known.persons, said)

    @cached_property
    def spoken_of_tasks(self) -> Sounds:
        """Give the task table's words and the question words by their sound; built on first use."""
        texts = (text for entry in range(self.tasks.size) for text in self.task_texts(entry))
        return sounds(texts, SPOKEN, ())

    @cached_property
    def schools(self) -> Mapping[str, str]:
        """Give what the table's universities are called: short -> long."""
        texts = (text for entry in range(self.tasks.size) for text in self.task_texts(entry))
        found = dict(short_schools("|".join(texts)))
        return {short: long for short, long in found.items() if not self.tasks.knows(short)}

    @cached_property
    def persons_heard(self) -> Sounds:
        """Give the contacts' names by their sound."""
        return sounds((), (), self.known.persons)

    @cached_property
    def _stating(self) -> dict[Intent, tuple[Category, ...]]:
        return {}

    def stating(self, intent: Intent) -> tuple[Category, ...]:
        """Return the categories that state something about an intent; looked through once."""
        if intent not in self._stating:
            self._stating[intent] = tuple(each for each in self.categories if facts(each, intent))
        return self._stating[intent]

    @cached_property
    def _statements(self) -> dict[int, tuple[Statement, ...]]:
        return {}

    @cached_property
    def _milestones(self) -> tuple[tuple[str, ...], ...]:
        tasks = self.table.tasks if self.table else ()
        return tuple(tuple(folded(milestone.text) for milestone in task.milestones) for task in tasks)

    def statements(self, entry: int) -> tuple[Statement, ...]:
        """Return the sentences of a category's sections; cut once."""
        if entry not in self._statements:
            self._statements[entry] = tuple(
                Statement(key, sentence, folded_print(sentence))
                for key, text in sections(self.categories[entry]).items()
                for sentence in sentences(text)
            )
        return self._statements[entry]

    def task_texts(self, entry: int) -> tuple[str, ...]:
        """Return the folded text of a task and those of its milestones."""
        return (self.tasks.fields[Level.HEAD][entry], *self._milestones[entry])

    def knows(self, word: str) -> bool:
        """Tell whether the guide or the task table holds a word."""
        return self.words.knows(word) or self.tasks.knows(word)

    @cached_property
    def units(self) -> TableUnits:
        """Give what the units of the task table are called."""
        return table_units(self.table or TaskTable("", None))

    @cached_property
    def scale(self) -> float:
        """Give what the weights of some thirty entries come to in this guide and table, at most 1."""
        return min(1.0, self.rarest / _RAREST)

    @cached_property
    def rarest(self) -> float:
        """Give the weight of a pair of characters that no document holds, which is small in a small guide."""
        return rarity(0, (self.words, self.tasks))

    def weighed(self, text: str) -> Said:
        """Weigh the content of a text whose question words are blanked, by how rare it is."""
        return said(text, (self.words, self.tasks))

    @cached_property
    def _category_source(self) -> Source:
        titles, heads, texts = self.words.fields
        return Source(
            self.words,
            lambda entry: (texts[entry], titles[entry], heads[entry]),
            lambda entry: [each.folded for each in self.statements(entry)],
            lambda entry: (titles[entry], heads[entry]),
        )

    @cached_property
    def _task_source(self) -> Source:
        milestones, own, units = self.tasks.fields
        return Source(
            self.tasks,
            lambda entry: (milestones[entry], own[entry], units[entry]),
            self._milestones.__getitem__,
            lambda entry: (own[entry], units[entry]),
        )

    def categories_for(self, content: Said) -> tuple[Explained, ...]:
        """Weigh the categories by how much of a question one of their sentences explains."""
        return explained(content, self._category_source)

    def tasks_for(self, content: Said) -> tuple[Explained, ...]:
        """Weigh the tasks by how much of a question one of their milestones explains."""
        return explained(content, self._task_source)

    def by_id(self, number: str) -> Category:
        """Find a category that the index holds by its id."""
        return self.categories[self.positions[number]]


def guide_corpus(guide: Guide, places: tuple[str, ...]) -> Corpus:
    """Index the categories by their bare names, their topics' names and their texts."""
    heads = {topic.number: bare_name(topic.name, places) for topic in guide.topics}
    return corpus(
        [bare_name(each.name, places) for each in guide.categories],
        [heads.get(each.topic or 0, "") for each in guide.categories],
        [_joined(whole_text(each)) for each in guide.categories],
    )


def task_corpus(table: TaskTable | None) -> Corpus:
    """Index the tasks by their milestones' texts, which are nearer to what people ask, then their own."""
    tasks = table.tasks if table else ()
    return corpus(
        [_joined("|".join(folded(milestone.text) for milestone in task.milestones)) for task in tasks],
        [_joined(folded(task.text)) for task in tasks],
        [_joined(_unit_names(task)) for task in tasks],
    )


def guide_index(guide: Guide, table: TaskTable | None, aliases: Mapping[str, str]) -> Index:
    """Build the index of a guide and a task table."""
    places = own_places(guide)
    short = {one: long for each in guide.categories for one, long in abbreviations(each)}
    known_ids = {each.id: position for position, each in enumerate(guide.categories)}
    said = {folded(word): number for word, number in aliases.items() if number in known_ids and folded(word)}
    return Index(
        guide,
        table,
        guide_corpus(guide, places),
        task_corpus(table),
        directory(guide),
        places,
        short,
        said,
        known_ids,
        codes(guide),
    )


def _joined(text: str) -> str:
    return "|".join(text.split())


def _unit_names(task: Task) -> str:
    units: Iterable[str] = (task.lead_unit or "", *task.units, *(u for m in task.milestones for u in m.units))
    return "|".join(dict.fromkeys(units))
