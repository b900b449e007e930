from __future__ import annotations

import pytest

from handlers.rules.people import Kind, Person, Role
from handlers.rules.plan_policy import Audience
from handlers.rules.recipients import (
    Channel,
    Duty,
    Recipient,
    Roster,
    channels_of,
    leading_unit,
    member,
    recipients,
    roster_of,
)
from handlers.rules.recipients import roster as make_roster


def told(found: tuple[Recipient, ...]) -> list[tuple[str, str]]:
    return [(each.name, each.duty.value) for each in found]


def test_staff_of_the_lead_unit_lead_and_others_support(roster: Roster) -> None:
    found = recipients(roster, "市科技局", ("市科技局", "市税务局"), Audience.ALL)
    assert sorted(told(found)) == [("周四", "配合"), ("林一", "牵头"), ("陈二", "牵头")]


def test_lead_unit_need_not_be_the_first_listed(roster: Roster) -> None:
    found = recipients(roster, "市税务局", ("市科技局", "市税务局"), Audience.ALL)
    assert ("周四", "牵头") in told(found)
    assert ("林一", "配合") in told(found)


def test_co_responsible_units_are_spared_what_is_for_the_lead_unit(roster: Roster) -> None:
    found = recipients(roster, "市税务局", ("市科技局", "市税务局"), Audience.LEAD)
    assert told(found) == [("周四", "牵头")]


def test_unit_without_staff_is_reached_at_its_mailbox(roster: Roster) -> None:
    found = recipients(roster, "市审计局", ("市审计局",), Audience.ALL)
    assert told(found) == [("audit@example.org", "牵头")]
    assert channels_of(found) == (Channel.MAIL,)


def test_unit_with_nobody_is_named_with_the_operators(roster: Roster) -> None:
    found = recipients(roster, "市金融局", ("市金融局",), Audience.ALL)
    assert told(found) == [("市金融局", "牵头"), ("吴五", "操作员")]
    assert found[0].member is None
    assert channels_of(found) == (Channel.CHAT,)


def test_without_operators_mail_is_still_a_way() -> None:
    found = recipients(roster_of(()), "市金融局", (), Audience.ALL)
    assert told(found) == [("市金融局", "牵头")]
    assert channels_of(found) == (Channel.MAIL,)


def test_co_responsible_unit_with_nobody_does_not_bother_the_operators(roster: Roster) -> None:
    found = recipients(roster, "市税务局", ("市税务局", "团市委"), Audience.ALL)
    assert told(found) == [("周四", "牵头")]


def test_leader_hears_the_first_escalation_alone(roster: Roster) -> None:
    assert told(recipients(roster, "市科技局", (), Audience.LEADERS)) == [("何三", "领导")]


def test_operators_hear_the_second_escalation_too(roster: Roster) -> None:
    found = recipients(roster, "市科技局", (), Audience.LEADERS_AND_OPERATORS)
    assert told(found) == [("何三", "领导"), ("吴五", "操作员")]


def test_unit_without_a_leader_escalates_to_the_operators(roster: Roster) -> None:
    found = recipients(roster, "市税务局", (), Audience.LEADERS)
    assert told(found) == [("市税务局", "牵头"), ("吴五", "操作员")]


@pytest.mark.parametrize(
    ("lead_unit", "units", "expected"),
    [
        ("市科技局", ("市税务局", "市科技局"), "市科技局"),
        ("市工业和信息化局", ("市科技局",), "市科技局"),  # answers for the task's other milestones
        (None, ("市税务局", "市科技局"), "市税务局"),
        ("市科技局", (), "市科技局"),
        ("各县(市、区)政府", ("市科技局", "各县（市、区）政府"), "各县(市、区)政府"),
        (None, (), None),
    ],
)
def test_unit_that_leads_is_among_the_responsible(
    lead_unit: str | None, units: tuple[str, ...], expected: str | None
) -> None:
    assert leading_unit(lead_unit, units) == expected


def test_names_of_units_are_compared_without_width_and_blanks() -> None:
    people = roster_of([Person("林一", "各县(市、区) 政府", None, "lin@example.org")])
    assert told(recipients(people, "各县（市、区）政府", (), Audience.ALL)) == [("林一", "牵头")]


@pytest.mark.parametrize(
    ("bound", "both", "expected"),
    [
        (True, False, (Channel.CHAT,)),
        (False, False, (Channel.MAIL,)),
        (True, True, (Channel.CHAT, Channel.MAIL)),
        (False, True, (Channel.MAIL,)),
    ],
)
def test_chat_where_bound_else_mail_both_by_wish(
    bound: bool,  # noqa: FBT001 - a fact's column
    both: bool,  # noqa: FBT001 - a fact's column
    expected: tuple[Channel, ...],
) -> None:
    person = Person("林一", "市科技局", None, "lin@example.org")
    assert member(person, bound=bound, both=both).channels == expected


def test_mailbox_never_gets_chat() -> None:
    mailbox = Person("信箱", "市审计局", None, "audit@example.org", kind=Kind.MAILBOX)
    assert member(mailbox, both=True).channels == (Channel.MAIL,)


def test_person_without_any_channel_is_as_good_as_nobody() -> None:
    lost = member(Person("林一", "市科技局", None, None), bound=False)
    operator = member(Person("吴五", "市科技局", None, "wu@example.org", Role.OPERATOR))
    found = recipients(make_roster([lost, operator]), "市科技局", (), Audience.ALL)
    assert told(found) == [("市科技局", "牵头"), ("吴五", "操作员")]


def test_person_is_told_once_in_the_first_duty() -> None:
    person = Person("林一", "市科技局", None, "lin@example.org")
    twice = make_roster([member(person, "1"), member(Person("林一", "市税务局", None, None), "1")])
    found = recipients(twice, "市科技局", ("市科技局", "市税务局"), Audience.ALL)
    assert [each.duty for each in found] == [Duty.LEAD]
