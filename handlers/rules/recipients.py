"""Who is told about a milestone, in which duty and over which channels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from handlers.rules.people import Kind, Person, Role
from handlers.rules.plan_policy import Audience


class Channel(StrEnum):
    """A way to reach somebody."""

    CHAT = "chat"  # private chat
    MAIL = "mail"  # letter


class Duty(StrEnum):
    """What a recipient has to do with a milestone; each has words of its own."""

    LEAD = "牵头"  # answers for it
    SUPPORT = "配合"  # helps the lead unit
    LEADER = "领导"  # leads the lead unit, hears of what is overdue
    OPERATOR = "操作员"  # runs the desk, stands in where nobody is assigned


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the staff list with the key that reminders are recorded under, and the channels."""

    key: str
    person: Person
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is told; `member` is None for the bare name of a unit that has nobody.

    `name` is a person's name, else the unit's mailbox, else the unit's name.
    """

    key: str
    name: str
    duty: Duty
    channels: tuple[Channel, ...]
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The people who can be reached, by folded name of their unit; each in the duty they may have.

    `leading` and `supporting` hold a unit's staff, or its mailbox where it has none; `owning` holds
    everybody by key, for what is assigned to them; `deputies` who hears in whose stead today (代办).
    """

    leading: Mapping[str, tuple[Recipient, ...]]
    supporting: Mapping[str, tuple[Recipient, ...]]
    leaders: Mapping[str, tuple[Recipient, ...]]
    operators: tuple[Recipient, ...]
    owning: Mapping[str, Recipient] = field(default_factory=dict)
    deputies: Mapping[str, Recipient] = field(default_factory=dict)


CHANNEL_ORDER: Final = tuple(Channel)


def member(person: Person, key: str = "", *, bound: bool = True, both: bool = False) -> Member:
    """Say how somebody is reached: chat where bound, else mail; both only by wish.

    A mailbox gets letters only. Without a key the e-mail address is it, else unit and name.
    """
    chat = person.kind is Kind.PERSON and bound
    mail = bool(person.email) and (both or not chat)
    channels = tuple(each for each, used in zip(CHANNEL_ORDER, (chat, mail), strict=True) if used)
    return Member(key or person.email or f"{person.unit}/{person.name}", person, channels)


NOBODY_AWAY: Final[Mapping[str, str]] = {}


def roster(members: Iterable[Member], deputies: Mapping[str, str] = NOBODY_AWAY) -> Roster:
    """Sort people by what they may hear of; who has no channel is left out, as if not there.

    `deputies` says by key who is away and who stands in.
    """
    reached = sorted(
        (each for each in members if each.channels), key=lambda each: (each.person.name, each.key)
    )
    persons = [each for each in reached if each.person.kind is Kind.PERSON]
    mailboxes = [each for each in reached if each.person.kind is Kind.MAILBOX]
    staff = [each for each in persons if each.person.role is Role.STAFF]
    owning = {each.key: _told(each, Duty.LEAD) for each in reached}
    return Roster(
        leading=_by_unit(mailboxes, Duty.LEAD) | _by_unit(staff, Duty.LEAD),
        supporting=_by_unit(mailboxes, Duty.SUPPORT) | _by_unit(staff, Duty.SUPPORT),
        leaders=_by_unit((each for each in persons if each.person.role is Role.LEADER), Duty.LEADER),
        operators=tuple(_told(each, Duty.OPERATOR) for each in reached if each.person.role is Role.OPERATOR),
        owning=owning,
        deputies={away: owning[key] for away in deputies if (key := _present(away, deputies)) in owning},
    )


def _present(away: str, deputies: Mapping[str, str]) -> str:
    """Follow the deputies of deputies to somebody who is there; a ring of them ends with the first away."""
    seen, key = {away}, deputies[away]
    while key in deputies and key not in seen:
        seen.add(key)
        key = deputies[key]
    return away if key in seen else key


def roster_of(people: Iterable[Person]) -> Roster:
    """Make a roster from a staff list alone, which knows no bindings: every person is taken as bound."""
    return roster(member(person) for person in people)


@lru_cache(maxsize=4096)
def folded(unit: str) -> str:
    """Fold a unit's name for comparison: compatibility forms and white space do not count."""
    return "".join(unicodedata.normalize("NFKC", unit).split())


def _by_unit(members: Iterable[Member], duty: Duty) -> dict[str, tuple[Recipient, ...]]:
    units: dict[str, tuple[Recipient, ...]] = {}
    for each in members:
        unit = folded(each.person.unit)
        units[unit] = (*units.get(unit, ()), _told(each, duty))
    return units


def _told(member: Member, duty: Duty) -> Recipient:
    person = member.person
    name = person.email or person.name if person.kind is Kind.MAILBOX else person.name
    return Recipient(member.key, name, duty, member.channels, member)


def leading_unit(lead_unit: str | None, units: tuple[str, ...]) -> str | None:
    """Tell which unit answers for a milestone.

    The task's lead unit where it is one of the milestone's responsible units (or where none is named);
    else the first of these: the lead unit then answers for other milestones of the task.
    """
    if not units or (lead_unit and folded(lead_unit) in map(folded, units)):
        return lead_unit
    return units[0]


def recipients(
    people: Roster,
    lead_unit: str | None,
    units: tuple[str, ...],
    audience: Audience,
    owners: tuple[str, ...] = (),
) -> tuple[Recipient, ...]:
    """Give those who hear a rung, each person once, in the first duty that fits.

    `owners` are the keys of those whom the milestone is assigned to; the unit stands in for them
    where none of them can be reached.
    """
    lead = leading_unit(lead_unit, units)
    if audience in {Audience.LEADERS, Audience.LEADERS_AND_OPERATORS}:
        found = _leaders(people, lead, with_operators=audience is Audience.LEADERS_AND_OPERATORS)
    else:
        assigned = tuple(people.owning[key] for key in owners if key in people.owning)
        found = assigned or _owners(people, lead)
        found += _supporters(people, lead, units) if audience is Audience.ALL else ()
    first: dict[str, Recipient] = {}
    for each in found:
        first.setdefault(each.key, each)
    return tuple(first.values())


def _owners(people: Roster, lead: str | None) -> tuple[Recipient, ...]:
    return people.leading.get(folded(lead or ""), ()) or _nobody(people, lead)


def _supporters(people: Roster, lead: str | None, units: tuple[str, ...]) -> tuple[Recipient, ...]:
    """Find the co-responsible units' people; a unit without any stays out, for the lead unit answers."""
    others = [name for unit in units if (name := folded(unit)) != folded(lead or "")]
    return tuple(each for name in others for each in people.supporting.get(name, ()))


def _leaders(people: Roster, lead: str | None, *, with_operators: bool) -> tuple[Recipient, ...]:
    found = people.leaders.get(folded(lead or ""), ())
    if not found:
        return _nobody(people, lead)
    return found + (people.operators if with_operators else ())


def _nobody(people: Roster, unit: str | None) -> tuple[Recipient, ...]:
    """Name the unit that has nobody, and tell the operators.

    Without operators in the list mail stays the way, for the configuration names the first one's mailbox.
    """
    name = unit or "责任单位未列明"
    channels = () if people.operators else (Channel.MAIL,)
    return (Recipient(f"unit:{name}", name, Duty.LEAD, channels), *people.operators)


def channels_of(told: Iterable[Recipient]) -> tuple[Channel, ...]:
    """Give the channels that some recipients need together, chat first."""
    used = {channel for each in told for channel in each.channels}
    return tuple(channel for channel in CHANNEL_ORDER if channel in used)
