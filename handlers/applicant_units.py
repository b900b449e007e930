"""Who hands in: written down for one submission, and remembered for the next with consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicants import applicant_of
from handlers.rules.applicant_unit import Field, Unit
from handlers.rules.unit_form import Form, Wrong, is_skipped, read_form
from storage.queries.applicants import unit_row
from storage.queries.chats import applicant_by_chat, own_submission
from storage.states import SubmissionState
from storage.tables import ApplicantUnit, Submission

ORDER: Final = tuple(Field)
REMEMBERED: Final = 0  # in the place of a submission: what the desk remembers of somebody


def unit_value(row: ApplicantUnit | None) -> Unit:
    """Turn a row into the value."""
    return Unit(**{field.value: getattr(row, field.value) for field in Field}) if row else Unit()


async def unit_data(session: AsyncSession, submission: Submission) -> Unit | None:
    """Return who hands a submission in; None where that was never asked."""
    row = await unit_row(session, submission.applicant_id, submission.id)
    return unit_value(row) if row else None


async def remembered_unit(session: AsyncSession, chat_id: int) -> Unit | None:
    """Return what the desk remembers of somebody's unit."""
    applicant = await applicant_by_chat(session, chat_id)
    row = await unit_row(session, applicant.id or 0, None) if applicant else None
    return unit_value(row) if row else None


async def adopt_unit(session: AsyncSession, submission: Submission, now: datetime) -> Unit | None:
    """Return who hands a submission in, else what is remembered, then kept for it; None for neither."""
    found = await unit_data(session, submission)
    if found is not None:
        return found
    row = await unit_row(session, submission.applicant_id, None)
    if row is None:
        return None
    await keep_unit(session, submission.applicant_id, submission.id, unit_value(row), now)
    return unit_value(row)


async def unit_at(session: AsyncSession, chat_id: int, place: int) -> Unit | None:
    """Return the unit of an own open submission, or at place 0 the remembered one; None where neither is."""
    if place == REMEMBERED:
        return await remembered_unit(session, chat_id) or Unit()
    submission = await _own_draft(session, chat_id, place)
    return (await unit_data(session, submission) or Unit()) if submission else None


@dataclass(frozen=True, slots=True)
class Taken:
    """The unit as it stands after a message, with what was wrong in it, and what to ask next."""

    unit: Unit
    wrong: tuple[Wrong, ...] = ()
    following: Field | None = None


async def take_words(
    session: AsyncSession, chat_id: int, person: str, place: int, asked: Field, text: str, now: datetime
) -> Taken | None:
    """Write down what somebody typed about the unit; None where the submission is not open or not theirs."""
    before = await unit_at(session, chat_id, place)
    if before is None:
        return None
    left_out = asked is not Field.NAME and is_skipped(text)
    form = Form(Unit()) if left_out else read_form(text, asked)
    unit = before.having(asked, None) if left_out else before.joined(form.unit)
    if unit != before:
        await write_unit(session, chat_id, person, place, unit, now)
    return Taken(unit, form.wrong, _next_field(unit, asked, form))


async def write_unit(
    session: AsyncSession, chat_id: int, person: str, place: int, unit: Unit, now: datetime
) -> None:
    """Write who hands in down, for one own submission or at place 0 for the next ones."""
    applicant = await applicant_of(session, chat_id, person, now)
    await keep_unit(session, applicant.id or 0, place or None, unit, now)


async def leave_out(session: AsyncSession, chat_id: int, place: int, now: datetime) -> bool:
    """Note that somebody was asked and did not want to say, this once; false where it is not this chat's."""
    submission = await _own_draft(session, chat_id, place)
    if submission is None:
        return False
    if await unit_data(session, submission) is None:
        await keep_unit(session, submission.applicant_id, place, Unit(), now)
    return True


async def remember_unit(session: AsyncSession, chat_id: int, place: int, now: datetime) -> bool:
    """Remember a submission's unit for the next ones, as its applicant agreed."""
    submission = await _own_draft(session, chat_id, place)
    found = await unit_data(session, submission) if submission else None
    if submission is None or found is None:
        return False
    await keep_unit(session, submission.applicant_id, None, found, now)
    return True


async def forget_unit(session: AsyncSession, chat_id: int) -> None:
    """Forget what was remembered of a chat's applicant; submissions that were handed in keep theirs."""
    applicant = await applicant_by_chat(session, chat_id)
    if applicant is not None:
        await forget_unit_of(session, applicant.id or 0)


async def forget_unit_of(session: AsyncSession, applicant_id: int) -> None:
    """Forget what was remembered of an applicant."""
    row = await unit_row(session, applicant_id, None)
    if row is not None:
        await session.delete(row)
        await session.flush()


def _next_field(unit: Unit, asked: Field, form: Form) -> Field | None:
    """Return what was wrong, else the name, else what follows; whoever said several is asked no more."""
    if form.wrong:
        return form.wrong[0].field
    if unit.name is not None and sum(form.unit.of(each) is not None for each in Field) > 1:
        return None
    return field_after(unit, asked)


def field_after(unit: Unit, asked: Field) -> Field | None:
    """Return what to ask behind a field: the name where it is not known, else what was not said."""
    if unit.name is None:
        return Field.NAME
    return next((each for each in ORDER[ORDER.index(asked) + 1 :] if unit.of(each) is None), None)


async def _own_draft(session: AsyncSession, chat_id: int, place: int) -> Submission | None:
    submission = await own_submission(session, place, chat_id)
    is_open = submission is not None and submission.state is SubmissionState.DRAFT
    return submission if is_open else None


async def keep_unit(
    session: AsyncSession, applicant_id: int, submission_id: int | None, unit: Unit, now: datetime
) -> None:
    """Write a unit down for a submission, or with None for an applicant's next ones."""
    row = await unit_row(session, applicant_id, submission_id)
    if row is None:
        row = ApplicantUnit(applicant_id=applicant_id, submission_id=submission_id, written_at=now)
        session.add(row)
    for field in Field:
        setattr(row, field.value, unit.of(field))
    row.written_at = now
    await session.flush()
