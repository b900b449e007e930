"""Who hands in by mail: what is labelled in the mail, else what the desk was let remember."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from handlers.applicant_units import unit_value
from handlers.incoming import Incoming
from handlers.rules.applicant_unit import Field, Unit
from handlers.rules.applicant_words import read_unit_of_mail
from handlers.rules.authentication import authentication_failed
from handlers.rules.guide import Guide
from storage.rows import new_row
from storage.tables import ApplicantUnit, Submission

LONGEST: Final = 10_000  # characters of a mail that are looked through


def unit_of_mail(
    incoming: Incoming, submission: Submission, remembered: ApplicantUnit | None, guide: Guide | None
) -> ApplicantUnit | None:
    """Return a row of who hands in with a mail; None where neither the mail nor what is remembered tells."""
    is_theirs = remembered is not None and not authentication_failed(incoming.mail)
    unit = _unit(incoming, guide, unit_value(remembered) if is_theirs else Unit())
    return _row(unit, submission, incoming) if unit != Unit() else None


def _row(unit: Unit, submission: Submission, incoming: Incoming) -> ApplicantUnit:
    return new_row(
        ApplicantUnit,
        applicant_id=submission.applicant_id,
        submission_id=submission.id,
        written_at=incoming.now,
        **{field.value: unit.of(field) for field in Field},
    )


def _unit(incoming: Incoming, guide: Guide | None, known: Unit) -> Unit:
    """Let the mail's own words count before what is remembered, and for another unit alone."""
    said = _without_office(read_unit_of_mail(incoming.mail.fresh_text[:LONGEST]), guide)
    return known.joined(said) if said.name in (None, known.name) else said


def _without_office(unit: Unit, guide: Guide | None) -> Unit:
    """Leave the guide's own contacts out, whom a mail may quote."""
    if guide is None or unit == Unit():
        return unit
    contacts = [contact for category in guide.categories for contact in category.contacts]
    officers = {contact.name for contact in contacts}
    numbers = {_digits(phone) for contact in contacts for phone in contact.phones}
    mailboxes = {email.lower() for contact in contacts for email in contact.emails}
    if unit.contact in officers or any(_digits(each) in numbers for each in (unit.phone or "").split("、")):
        unit = replace(unit, contact=None, phone=None)
    return replace(unit, email=None) if (unit.email or "").lower() in mailboxes else unit


def _digits(phone: str) -> str:
    return "".join(each for each in phone if each.isdigit())[-7:] or "-"
