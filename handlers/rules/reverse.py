"""Answer from a contact: whose number this is, what a person or a department is in charge of."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.rules.answer import Gap, Intent, Outcome, Part
from handlers.rules.case import WHICH, Case
from handlers.rules.guide import Category
from handlers.rules.parts import gap, stated
from handlers.rules.reading import Reading
from handlers.rules.scope import How

_CONFIRMED = re.compile(
    "没(?:有)?变|变了|换了?[吗没]|对(?:吗|么|吧|不对)|是不是|没错|(?:[吗么吧]|不是)$|还(?:是|能|在|有效)|正确"
)
_FEW = 3  # categories of a person that are told with what they are about


def of_contact(case: Case) -> Part | None:
    """Answer a question that names a person, a phone, a mailbox or a department of the guide."""
    named = case.reading.named
    if not named.any:
        return None
    if case.meant.how is not How.CONTACT:
        # 这个项目是某某负责吗: who it is in fact.
        own = Intent.PERSON if named.persons or Intent.PERSON in case.intents else Intent.DEPARTMENT
        plain = case.meant.sure and not case.reading.sure
        return stated(case.index, case.about, [own]) if plain else None
    given = _given(case.reading)
    asked = tuple(intent for intent in case.intents if intent not in given)
    theirs = tuple(_only(each, named.persons, named.phones) for each in case.about)
    if set(asked) <= {Intent.CATEGORY, Intent.LIST}:
        return _in_charge(case, asked, theirs)
    fields = tuple(intent for intent in asked if intent not in WHICH) or asked
    if fields[0] is Intent.DEADLINE:
        return gap(case.index, Gap.DEADLINE, Intent.DEADLINE, case.about)
    return stated(case.index, theirs, fields)


def _given(reading: Reading) -> frozenset[Intent]:
    """Tell which intents only describe the contact that the question gives."""
    named = reading.named
    given = {Intent.PHONE: named.phones, Intent.MAILBOX: named.mailboxes, Intent.DEPARTMENT: named.offices}
    return frozenset(intent for intent, words in given.items() if words)


def _in_charge(case: Case, asked: tuple[Intent, ...], theirs: tuple[Category, ...]) -> Part:
    """State which categories a contact is in charge of."""
    named = case.reading.named
    told = any(contact.department for each in theirs for contact in each.contacts)
    shown = [Intent.DEPARTMENT if told and not named.phones else Intent.PERSON]
    if Intent.LIST in asked or (named.offices and not named.persons):
        wanted = Intent.LIST
    elif asked:
        wanted = Intent.CATEGORY
    else:
        wanted = Intent.PERSON if named.phones or named.persons else Intent.DEPARTMENT
        shown = [Intent.PERSON, Intent.PHONE] if named.persons else shown
    if named.persons and wanted is not Intent.PERSON and len(theirs) <= _FEW:
        shown = [*shown, Intent.RESEARCH]  # what they are about, not their names alone
    if named.phones and _CONFIRMED.search(case.reading.text):
        shown = [Intent.PERSON, Intent.PHONE]  # the number as it stands
    if named.mailboxes and Intent.MAILBOX in case.intents and _CONFIRMED.search(case.reading.text):
        shown = [*shown, Intent.MAILBOX]
    heading = "、".join((*named.persons, *named.offices)) or None
    part = stated(case.index, theirs, shown, heading=heading, lead=wanted)
    several = wanted in (Intent.LIST, Intent.CATEGORY) and len(theirs) > 1
    return replace(part, outcome=Outcome.LIST) if several else part


def _only(category: Category, persons: tuple[str, ...], phones: tuple[str, ...]) -> Category:
    """Keep of a category the contacts that were named."""
    kept = tuple(
        contact
        for contact in category.contacts
        if (not persons or contact.name in persons)
        and (not phones or any(re.sub(r"\D", "", phone) in phones for phone in contact.phones))
    )
    return replace(category, contacts=kept) if kept else category
