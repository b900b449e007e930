"""Mailboxes that a department has elsewhere in a guide, for the categories that print none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handlers.rules.contact_lines import Entry
from handlers.rules.guide import Category, Guide, office_mailboxes, sent_to
from handlers.rules.problems import Level, Problem

_TAKEN = "没有邮箱，用同一科室在别处的邮箱 {mailbox}。"


def department_mailboxes(guide: Guide, listed: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """Give the first mailboxes that each department has, with categories or in a list of its own."""
    found = office_mailboxes(guide)
    for each in listed:
        if each.department and each.emails:
            found[each.department] = found.get(each.department, frozenset()) | {each.emails[0]}
    return found


def with_shared_mailbox(
    category: Category, offices: Mapping[str, frozenset[str]], line: int
) -> tuple[Category, Sequence[Problem]]:
    """Give a category without a mailbox the only one that its department has elsewhere, and say so."""
    if not category.contacts or any(contact.emails for contact in category.contacts):
        return category, ()
    mailbox = sent_to(category, offices)
    if mailbox is None:
        return category, ()
    contacts = tuple(
        replace(contact, emails=(mailbox,))
        if mailbox in offices.get(contact.department or "", ())
        else contact
        for contact in category.contacts
    )
    told = Problem(Level.NOTE, "emails", _TAKEN.format(mailbox=mailbox), line=line, category=category.id)
    return replace(category, contacts=contacts), (told,)
