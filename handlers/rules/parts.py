"""Make the parts of an answer: facts of categories, questions back, and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from handlers.rules.answer import Choice, Fact, Gap, Intent, Outcome, Part, Source
from handlers.rules.facts import facts
from handlers.rules.guide import Category, department
from handlers.rules.index import Index

LISTED: Final = 20  # categories that one answer lists
# What several categories may have in common, so that it is one answer: a contact, a way, a length.
_ALIKE: Final = frozenset(Intent) - {Intent.MATERIALS, Intent.CONDITIONS, Intent.RESEARCH, Intent.AMOUNT}
_OFFICES: Final = 6  # departments that one answer names


def stated(
    index: Index,
    categories: Sequence[Category],
    intents: Sequence[Intent],
    *,
    heading: str | None = None,
    lead: Intent | None = None,
) -> Part:
    """State what the guide says of some categories; a gap where it says nothing of any of them.

    `lead` is the intent that the contract names where it is not the first one asked.
    """
    brief = len(categories) > 1
    if tuple(intents) == (Intent.PERSON,) and not brief:  # whoever asks for a person wants to call them
        intents, lead = (Intent.PERSON, Intent.PHONE), lead or Intent.PERSON
    shown = categories[:LISTED]
    held = [found for each in shown for intent in intents for found in facts(each, intent, brief=brief)]
    if not held:
        return gap(index, Gap.FIELD, lead or intents[0], categories, subject=named(categories))
    held += _silent(shown, intents, held)
    alike = {*intents} <= _ALIKE and not _differ(held, shown)
    several = brief and (lead is Intent.LIST or not alike)
    outcome = Outcome.LIST if several else Outcome.ANSWER
    ids = tuple(each.id for each in categories)
    return Part(
        outcome,
        lead or intents[0],
        ids,
        facts=tuple(dict.fromkeys(held)),
        choices=choices(categories) if brief else (),
        heading=heading,
        sources=_sources(index, held),
        offices=offices(categories),
    )


def listed(index: Index, categories: Sequence[Category], intent: Intent) -> Part:
    """List categories by their names."""
    held = [Fact(each.id, each.name, "科室", department(each) or "", None) for each in categories[:LISTED]]
    outcome = Outcome.LIST if len(categories) > 1 else Outcome.ANSWER
    year = index.guide.year
    sources = tuple(Source(year, each.id) for each in categories)
    return Part(
        outcome,
        intent,
        tuple(each.id for each in categories),
        facts=tuple(held),
        choices=choices(categories),
        sources=sources,
        offices=offices(categories),
    )


def asked_back(intent: Intent, categories: Sequence[Category], why: Gap, subject: str | None = None) -> Part:
    """Ask back which category is meant, or what about it."""
    few = categories if len(categories) <= LISTED else ()
    return Part(
        Outcome.CLARIFY,
        intent,
        tuple(each.id for each in few),
        choices=choices(few),
        gap=why,
        subject=subject,
        offices=offices(few),
    )


def gap(
    index: Index, why: Gap, intent: Intent, about: Sequence[Category] = (), *, subject: str | None = None
) -> Part:
    """Say that the guide does not state something, and whom to ask."""
    return Part(
        Outcome.NONE,
        intent,
        gap=why,
        subject=subject,
        offices=offices(about or index.categories),
        about=tuple(each.id for each in about),
    )


def choices(categories: Iterable[Category]) -> tuple[Choice, ...]:
    """Make the choices for buttons."""
    return tuple(Choice(each.id, each.name) for each in categories)[:LISTED]


def offices(categories: Iterable[Category]) -> tuple[str, ...]:
    """Name the departments in charge of categories, each once; none where there are too many to help."""
    found = dict.fromkeys(office for each in categories if (office := department(each)))
    return tuple(found) if len(found) <= _OFFICES else ()


def named(categories: Sequence[Category]) -> str | None:
    """Name the category that a gap is about, if it is one."""
    return categories[0].name if len(categories) == 1 else None


def _silent(categories: Sequence[Category], intents: Sequence[Intent], held: list[Fact]) -> list[Fact]:
    """Say of each category that is silent on all that was asked that the guide does not state it."""
    told = {fact.number for fact in held}
    label = next((fact.label for fact in held), intents[0])
    return [
        Fact(each.id, each.name, label, "指南没有写明", None) for each in categories if each.id not in told
    ]


def _differ(held: list[Fact], categories: Sequence[Category]) -> bool:
    values: dict[str | None, set[str]] = {each.id: set() for each in categories}
    for fact in held:
        values[fact.number].add(fact.value)
    return len({frozenset(said) for said in values.values()}) > 1


def _sources(index: Index, held: list[Fact]) -> tuple[Source, ...]:
    found = (Source(index.guide.year, fact.number, None, fact.section) for fact in held if fact.section)
    return tuple(dict.fromkeys(found))
