"""The departments of a guide, with everybody who can be asked there."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.rules.guide import Contact, Guide


@dataclass(frozen=True, slots=True)
class Office:
    """A department: its people, and the categories that it is in charge of."""

    name: str
    people: tuple[Contact, ...]
    categories: tuple[tuple[str, str], ...]

    @property
    def mailbox(self) -> str | None:
        """Return the first mailbox of its people."""
        return next((email for person in self.people for email in person.emails), None)


def offices(guide: Guide) -> tuple[Office, ...]:
    """Return the departments in the order in which the guide names them, each person once."""
    people: dict[str, dict[Contact, None]] = {}
    categories: dict[str, dict[tuple[str, str], None]] = {}
    for category in guide.categories:
        for contact in category.contacts:
            if contact.department:
                people.setdefault(contact.department, {})[contact] = None
                categories.setdefault(contact.department, {})[category.id, category.name] = None
    return tuple(Office(name, tuple(contacts), tuple(categories[name])) for name, contacts in people.items())
