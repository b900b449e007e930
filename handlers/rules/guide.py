"""The funding guide as values: what every other room knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.rules.problems import Problem


@dataclass(frozen=True, slots=True)
class Topic:
    """A 专题 of the guide."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A 联系人 block: phones as area-number[-extension] or 11 digits, the first mailbox is the addressee."""

    department: str | None
    name: str | None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sections:
    """The texts of a category's sections, without headings; None where the guide has none."""

    research: str | None = None
    conditions: str | None = None
    materials: str | None = None
    support: str | None = None
    contacts: str | None = None
    other: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FundingItem:
    """One line of 支持方式与强度; amounts in 万元 for one project (see contracts.md)."""

    label: str | None = None
    amount_wan: float | None = None
    amount_type: str = "none"  # fixed, up_to, range, percent, total, tiers, tbd, none
    min_wan: float | None = None
    max_wan: float | None = None  # with min_wan, of a range alone; a cap stands in amount_wan
    percent: float | None = None
    per: str | None = None  # "year" where the amount is a yearly one
    count: int | None = None
    count_type: str | None = None  # exact, approx, up_to, range
    min_count: int | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """How a category is paid: 事前资助 or 事后补助, 定向支持 or 择优支持, and the amounts."""

    mode: str | None = None
    selection: str | None = None
    items: tuple[FundingItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """How long a project runs, in years; `type` is exact, max or range (`years` is the upper bound)."""

    years: float
    type: str


@dataclass(frozen=True, slots=True)
class Category:
    """A 项目类别; `id` is "topic.category" as in "2.1"."""

    id: str
    topic: int | None
    name: str
    sections: Sections = field(default_factory=Sections)
    materials: tuple[str, ...] = ()
    funding: Funding = field(default_factory=Funding)
    period: Period | None = None
    contacts: tuple[Contact, ...] = ()
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as read from a document; `area_code` such as "0750" completes local phones."""

    title: str
    year: int | None
    area_code: str | None = None
    topics: tuple[Topic, ...] = ()
    categories: tuple[Category, ...] = ()
    problems: tuple[Problem, ...] = ()
    notice: tuple[str, ...] = ()  # sentences outside the categories, without contacts
    kind: str = "guide"

    def category(self, number: str) -> Category | None:
        """Find a category by its id."""
        return next((each for each in self.categories if each.id == number), None)

    def topic(self, number: int | None) -> Topic | None:
        """Find a topic by its number."""
        return next((each for each in self.topics if each.number == number), None)


def addressee(guide: Guide, category: Category) -> str | None:
    """Return the mailbox that a category's submissions go to.

    The first mailbox of its contacts; else the only mailbox that the same department has elsewhere
    in the guide; else None, and a person decides.
    """
    return sent_to(category, office_mailboxes(guide))


def sent_to(category: Category, offices: Mapping[str, frozenset[str]]) -> str | None:
    """Return the same where the mailboxes of all departments are known already."""
    own = [email for contact in category.contacts for email in contact.emails]
    if own:
        return own[0]
    departments = {contact.department for contact in category.contacts if contact.department}
    shared = {mailbox for office in departments for mailbox in offices.get(office, ())}
    return shared.pop() if len(shared) == 1 else None


def office_mailboxes(guide: Guide) -> dict[str, frozenset[str]]:
    """Return the first mailboxes that the contacts of each department have anywhere in the guide."""
    found: dict[str, set[str]] = {}
    for category in guide.categories:
        for contact in category.contacts:
            if contact.department and contact.emails:
                found.setdefault(contact.department, set()).add(contact.emails[0])
    return {office: frozenset(own) for office, own in found.items()}


def copies_to(guide: Guide, mailbox: str) -> tuple[str, ...]:
    """Return the mailboxes that get a copy of what goes to a mailbox: the further ones of its contact."""
    found = [
        email
        for category in guide.categories
        for contact in category.contacts
        if mailbox and contact.emails[:1] == (mailbox,)
        for email in contact.emails[1:]
    ]
    return tuple(dict.fromkeys(each for each in found if each != mailbox))


def department(category: Category) -> str | None:
    """Return the name of the department that is in charge of a category."""
    return next((contact.department for contact in category.contacts if contact.department), None)
