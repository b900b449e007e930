"""Mailboxes that a department has elsewhere in a guide, for the categories that print none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from handlers.rules.contact_lines import Entry
from handlers.rules.contact_words import is_department
from handlers.rules.guide import Category, Guide, office_mailboxes, sent_to
from handlers.rules.mailboxes import mailboxes
from handlers.rules.problems import Level, Problem

# 企业服务部公共邮箱：qfb@example.org, in a sentence
_OFFICE_BOX = re.compile(
    r"(?P<office>[一-鿿]{2,12}?(?:科|处|股|部|室|中心|办))(?:的|公共|公用|统一|电子|业务|联系|受理){0,3}(?:邮箱|信箱)\s?:"
)
_BEHIND = 80  # characters in which the address stands
_EVERYONE = "*"  # stands for a mailbox that the guide gives for all, without a department
_COMMON = "没有邮箱，用全文统一的邮箱 {mailbox}。"
_TAKEN = "没有邮箱，用同一科室在别处的邮箱 {mailbox}。"


def office_boxes(texts: Iterable[str]) -> Iterator[Entry]:
    """Find the mailboxes that sentences give for a department by name."""
    for half in texts:
        for match in _OFFICE_BOX.finditer(half):
            box = next(mailboxes(half[match.end() : match.end() + _BEHIND]), None)
            if (
                box
                and not half[match.end() : match.end() + box.start].strip()
                and is_department(match["office"])
            ):
                yield Entry(match["office"], None, (), (box.address,))


def department_mailboxes(guide: Guide, listed: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """Give the first mailboxes that each department has, with categories or in a list of its own."""
    found = office_mailboxes(guide)
    for each in listed:
        office = each.department or ("" if each.name or each.phones else _EVERYONE)
        if office and each.emails:
            found[office] = found.get(office, frozenset()) | {each.emails[0]}
    return found


def with_shared_mailbox(
    category: Category, offices: Mapping[str, frozenset[str]], line: int
) -> tuple[Category, Sequence[Problem]]:
    """Give a category without a mailbox the only one that its department has elsewhere, and say so."""
    if not category.contacts or any(contact.emails for contact in category.contacts):
        return category, ()
    own = sent_to(category, offices)
    common = offices.get(_EVERYONE, frozenset())
    mailbox = own or (next(iter(common)) if len(common) == 1 else None)
    if mailbox is None:
        return category, ()
    contacts = tuple(
        replace(contact, emails=(mailbox,))
        if own is None or mailbox in offices.get(contact.department or "", ())
        else contact
        for contact in category.contacts
    )
    text = (_TAKEN if own else _COMMON).format(mailbox=mailbox)
    told = Problem(Level.NOTE, "emails", text, line=line, category=category.id)
    return replace(category, contacts=contacts), (told,)
