"""Who takes part in the demo: people in chat, mailboxes on the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from demo.messages import ChatUser
from handlers.rules.guide import Guide
from handlers.rules.people import Kind, Person, Role, StaffList

DESK = "shenbao@example.org"
OPERATOR_MAILBOX = "operator@example.org"  # where the staff list names none
# Plainly invented people who write letters; the page shows their mail in one mailbox.
ZHANG = "zhang@example.org"
LI = "li@example.org"
WANG = "wang@example.org"
ZHAO = "zhao@example.org"
SUN = "sun@example.org"


class BoxKind(StrEnum):
    """What somebody can do in a mailbox."""

    DEPARTMENT = "department"  # read, and answer with the words that set a status
    PERSON = "person"  # read and answer
    INTAKE = "intake"  # watch only: the programme reads it


@dataclass(frozen=True, slots=True)
class Chatter:
    """Somebody in chat; `hint` says what to try first."""

    user: ChatUser
    part: str
    hint: str


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox of the page; its letters are those of all its addresses."""

    key: str
    label: str
    addresses: tuple[str, ...]
    kind: BoxKind


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody of the demo, in the order of the tabs."""

    chatters: tuple[Chatter, ...]
    boxes: tuple[Box, ...]

    def box_of(self, address: str) -> Box | None:
        """Find the mailbox that an address belongs to."""
        return next((box for box in self.boxes if address in box.addresses), None)


# The applicants of the chat; plainly invented people.
APPLICANTS = (
    Chatter(
        ChatUser(10_001, "演示张", username="zhang_demo"),
        "申报人",
        "试试：发送 /start，问“高企树标提质资助多少钱”，或选一个类别递交材料。",
    ),
    Chatter(
        ChatUser(10_002, "演示李", username="li_demo"),
        "申报人",
        "第二位申报人：看不到别人的回执和材料。",
    ),
)
STAFF_ID = 20_001
OPERATOR_ID = 30_001
_STAFF_HINT = "移动上方的日期，等节点提醒到来，再按“完成”。"
_OPERATOR_HINT = "拿不准的邮件会送到这里，请您定科室。"


def staff_member(staff: StaffList, lead_units: Iterable[str]) -> Person | None:
    """Choose the staff member to show: of a unit that leads tasks, the more the better."""
    units = list(lead_units)
    able = [each for each in staff.people if each.role is Role.STAFF and _can_bind(each)]
    return max(able, key=lambda each: units.count(each.unit), default=None)


def operator(staff: StaffList) -> Person | None:
    """Choose the operator to show."""
    return next((each for each in staff.people if each.role is Role.OPERATOR and _can_bind(each)), None)


def _can_bind(person: Person) -> bool:
    return person.kind is Kind.PERSON and person.email is not None


def make_cast(guide: Guide, staff: StaffList, member: Person | None, chief: Person | None) -> Cast:
    """Put the cast together: applicants of our own, office people and departments from the documents."""
    office = (
        (member, STAFF_ID, "工作人员", _STAFF_HINT),
        (chief, OPERATOR_ID, "管理员", _OPERATOR_HINT),
    )
    chatters = [
        Chatter(ChatUser(number, each.name), part, hint) for each, number, part, hint in office if each
    ]
    departments = {
        contact.emails[0].lower(): contact.department or contact.emails[0]
        for category in guide.categories
        for contact in category.contacts
        if contact.emails
    }
    boxes = [
        Box(f"department-{number}", name, (address,), BoxKind.DEPARTMENT)
        for number, (address, name) in enumerate(departments.items(), 1)
    ]
    personnel = tuple(each.email.lower() for each in staff.people if each.email)
    return Cast(
        (*APPLICANTS, *chatters),
        (
            *boxes,
            Box("applicant", "申报人", (ZHANG, LI, WANG, ZHAO, SUN), BoxKind.PERSON),
            Box("intake", "收件邮箱", (DESK,), BoxKind.INTAKE),
            Box("staff", "工作人员", personnel, BoxKind.PERSON),
        ),
    )
