"""The people of the office as operators look after them in chat."""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import Button
from handlers.rules.people import Kind, Role
from handlers.screens import Screen, back, label, page_of, pager, press_data
from handlers.staff import Colleague, colleague, list_staff
from handlers.wording import say
from storage.queries.staff import members_by_id

PREFIX: Final = "k"
DESK: Final = "o:1:home"
ROLES: Final = {Role.STAFF: "工作人员", Role.LEADER: "领导", Role.OPERATOR: "管理员"}
ACTS: Final = {"invite": "把绑定码发到他的邮箱", "revoke": "解除他的聊天绑定，立即生效"}


def _data(verb: str, *arguments: object) -> str:
    return press_data(PREFIX, verb, *arguments)


async def people_screen(session: AsyncSession, number: int) -> Screen:
    """List everybody, with how they are reached."""
    people = await list_staff(session)
    page = page_of(len(people), number)
    rows = [
        [Button(label(f"{_reached(each)} {each.name} · {each.unit}"), _data("show", each.id))]
        for each in people[page.start : page.stop]
    ]
    datas = [_data("list", max(0, each)) for each in (page.number - 1, page.number + 1)]
    text = say(
        "people.html",
        count=len(people),
        bound=sum(each.bound for each in people),
        lost=sum(not each.bound and not each.email for each in people),
    )
    return Screen(text, [*rows, pager(page, datas), back(DESK)])


def _reached(person: Colleague) -> str:
    return "💬" if person.bound else "✉️" if person.email else "⚠️"


async def person_screen(session: AsyncSession, number: int, act: str = "", done: str = "") -> Screen | None:
    """Show somebody; with `act` ask whether that is to be done, with `done` say what was.

    None for somebody who is not in the list any more.
    """
    row = (await members_by_id(session, [number])).get(number)
    if row is None:
        return None
    person = colleague(row)
    text = say("person.html", person=person, role=ROLES[person.role], act=ACTS.get(act, ""), done=done)
    return Screen(text, [*_choices(person, act), back(_data("list", 0))])


def _choices(person: Colleague, act: str) -> list[list[Button]]:
    if act in ACTS:
        return [[Button(f"✔️ 确定{'发绑定码' if act == 'invite' else '解除绑定'}", _data(act, person.id))]]
    invite = Button("🔗 发绑定码", _data("sure", "invite", person.id))
    revoke = Button("⛔ 解除绑定", _data("sure", "revoke", person.id))
    may_bind = person.email is not None and person.kind is Kind.PERSON
    return [row for row in ([invite] if may_bind else [], [revoke] if person.bound else []) if row]
