"""What the office changes about a category during the year, laid over the guide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from handlers.rules.guide import Category, Contact, Guide


class Field(StrEnum):
    """What can be set."""

    OPENS = "opens"  # the first day on which submissions are taken
    CLOSES = "closes"  # the last one; what comes later is told so and kept
    CONTACT = "contact"  # the person in charge
    PHONE = "phone"  # that person's phone
    MAILBOX = "mailbox"  # where submissions go


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of one category; days are ISO 8601."""

    category: str
    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a category takes submissions; None where the office set nothing."""

    opens: date | None = None
    closes: date | None = None

    def is_late(self, day: date) -> bool:
        """Tell whether a day lies after the last one."""
        return self.closes is not None and day > self.closes

    def is_early(self, day: date) -> bool:
        """Tell whether a day lies before the first one."""
        return self.opens is not None and day < self.opens


def overlaid(guide: Guide, settings: Sequence[Setting]) -> Guide:
    """Return the guide with the contacts that the office set."""
    categories = tuple(
        _changed(each, {one.field: one.value for one in settings if one.category == each.id})
        for each in guide.categories
    )
    return replace(guide, categories=categories)


def _changed(category: Category, values: dict[Field, str]) -> Category:
    if not values.keys() & {Field.CONTACT, Field.PHONE, Field.MAILBOX}:
        return category
    first, *others = category.contacts or (Contact(None, None),)
    # A new person does not answer the old one's phone; the department's mailbox stays.
    name = values.get(Field.CONTACT, first.name)
    phones = first.phones if name == first.name else ()
    contact = replace(
        first,
        name=name,
        phones=(values[Field.PHONE],) if Field.PHONE in values else phones,
        emails=(values[Field.MAILBOX],) if Field.MAILBOX in values else first.emails,
    )
    return replace(category, contacts=(contact, *others))


def windows_of(settings: Iterable[Setting]) -> dict[str, Window]:
    """Return the windows that the office set, by category."""
    found: dict[str, Window] = {}
    for one in settings:
        window = found.get(one.category, Window())
        if one.field is Field.OPENS:
            found[one.category] = replace(window, opens=date.fromisoformat(one.value))
        if one.field is Field.CLOSES:
            found[one.category] = replace(window, closes=date.fromisoformat(one.value))
    return found
