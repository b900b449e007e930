"""转人工: a question goes to a department, or to the operator, as a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicants import applicant_of
from handlers.departments import Office, offices
from handlers.editions import guide_in_force
from handlers.letterhead import desk_letter, first_letter
from handlers.outbox import Button, Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.questions import forget_question, kept_question
from handlers.receipts import next_receipt
from handlers.refusals import Refusal
from handlers.rules.tokens import written
from handlers.screens import HOME, Screen, anew, label, press_data
from handlers.wording import letter as word_letter
from handlers.wording import one_line, say
from storage.queries.chats import count_since
from storage.states import Channel, SubmissionState
from storage.tables import Entry, Submission

PREFIX: Final = "咨询："  # what the subject of a question begins with, so that it is told from hand-ins
A_DAY: Final = timedelta(days=1)
QUESTIONS: Final = 5  # that one chat may hand over in a day


async def choose_office(session: AsyncSession, chat_id: int, key: str) -> Screen | None:
    """Let the asker say who should answer; None where the question was forgotten."""
    question = await kept_question(session, chat_id, key)
    found = await guide_in_force(session)
    if question is None:
        return None
    listed = offices(found.guide) if found else ()
    rows = [
        [Button(label(f"🏢 {office.name}"), press_data("q", "to", key, place))]
        for place, office in enumerate(listed)
        if office.mailbox
    ]
    rows.append([Button("🙋 不确定，请工作人员转交", press_data("q", "to", key, "-"))])
    return Screen(say("handover.html", question=question), [*rows, [HOME]])


async def hand_over(
    session: AsyncSession,
    chat_id: int,
    person: str,
    key: str,
    place: int | None,
    now: datetime,
    policy: Policy,
) -> Screen | None:
    """Write the question to a department, or with `place` None to the operator; it gets a receipt number.

    None where the question was forgotten or handed over before. Raises Refusal after five questions in a day.
    """
    question = await kept_question(session, chat_id, key)
    if question is None:
        return None
    applicant = await applicant_of(session, chat_id, person, now)
    if await count_since(session, applicant.id or 0, now - A_DAY, PREFIX) >= QUESTIONS:
        raise Refusal("too_many_questions", most=QUESTIONS)
    office = await _office(session, place)
    submission = Submission(
        receipt=await next_receipt(session, now, policy),
        applicant_id=applicant.id or 0,
        channel=Channel.CHAT,
        state=SubmissionState.DELIVERED,
        department=office.name if office else None,
        mailbox=office.mailbox if office else policy.operator_mailbox,
        subject=f"{PREFIX}{one_line(question)}",
        created_at=now,
        confirmed_at=now,
    )
    session.add(submission)
    await session.flush()
    session.add(Entry(submission_id=submission.id or 0, at=now, kind="received", text="提问已转交"))
    await _write(session, submission, question, applicant.name or person, now, policy)
    await _tell(session, submission, chat_id, now)
    await forget_question(session, chat_id, key, now)
    return Screen(say("handed_over_short.html", department=submission.department), [[HOME]])


async def _office(session: AsyncSession, place: int | None) -> Office | None:
    found = await guide_in_force(session)
    listed = offices(found.guide) if found else ()
    return listed[place] if place is not None and place < len(listed) else None


async def _write(
    session: AsyncSession, submission: Submission, question: str, person: str, now: datetime, policy: Policy
) -> None:
    receipt = submission.receipt or ""
    subject, body = word_letter(
        "question_handed_over",
        receipt=receipt,
        person=one_line(person),
        question=question,
        at=now.astimezone(policy.zone),
        department=submission.department,
        token=written(policy.key, receipt),
        desk=policy.desk_name,
    )
    spec = replace(
        desk_letter(
            submission.mailbox or policy.operator_mailbox,
            (subject, body),
            first_letter(receipt, policy),
            now,
            policy,
        ),
        reply_to=policy.address,
    )
    await write_letter(session, spec, Wrapping(f"question:{receipt}", now, submission_id=submission.id))


async def _tell(session: AsyncSession, submission: Submission, chat_id: int, now: datetime) -> None:
    text = say(
        "handed_over.html",
        receipt=submission.receipt,
        department=submission.department,
        question=submission.subject.removeprefix(PREFIX),
    )
    progress = Button("🔎 查看进度", anew(press_data("s", "show", submission.id)))
    wrapping = Wrapping(f"receipt:{submission.receipt}", now, submission_id=submission.id)
    await write_message(session, chat_id, text, wrapping, buttons=[[progress]], silent=True)
