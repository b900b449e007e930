"""A reply to the desk's own answer: the department that the question is about answers now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import reply_automatically
from handlers.editions import guide_in_force
from handlers.handover import PREFIX
from handlers.incoming import Incoming
from handlers.letterhead import desk_letter, first_letter
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.receipts import next_receipt
from handlers.review import Matter, open_item
from handlers.rules.answer import Answer, Intent
from handlers.rules.compose import Enclosure
from handlers.rules.guide import addressee, department
from handlers.rules.route import Outcome
from handlers.rules.tokens import written
from handlers.search_index import book_in_force
from handlers.submission_words import clip
from handlers.wording import letter as word_letter
from handlers.wording import one_line
from storage.queries.letters import letters_of_ours
from storage.queries.submissions import applicants_by_email
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Entry, Letter, Submission

ANSWER = "ack:"  # what the key of an automatic answer begins with; the letter's number follows
# What a reply may be taken for by itself; what is clearly handed in or belongs to a receipt goes its own way.
VAGUE = frozenset({Outcome.QUESTION, Outcome.REVIEW})
UNCLEAR = "申报人对咨询答复有疑问，但看不出归哪一个科室"


@dataclass(frozen=True, slots=True)
class Desk:
    """The one department whose matter a question is."""

    department: str
    mailbox: str


async def take_question_reply(session: AsyncSession, incoming: Incoming, policy: Policy) -> bool:
    """Pass a reply to one of our answers on; false, and nothing is done, where it is none.

    Thanks are kept and go no further. Where the question names no department, or several, a person decides.
    """
    question = await _question_of(session, incoming)
    if question is None:
        return False
    book = await book_in_force(session)
    words = incoming.mail.fresh_text.strip()
    if book is not None and words and book.answer(words).intent is Intent.GREETING:
        incoming.row.outcome = Outcome.IGNORE
        return True
    asked = question.excerpt or question.subject or ""
    desk = await desk_of(session, book.answer(asked)) if book else None
    if desk is None:
        incoming.row.outcome = Outcome.REVIEW
        matter = Matter("question", [UNCLEAR, *incoming.verdict.reasons], incoming.row)
        await open_item(session, matter, incoming.now, policy)
        kept = word_letter("question_kept", desk=policy.desk_name, office=policy.office)
        await reply_automatically(session, incoming, kept, policy)
    else:
        await _pass_on(session, incoming, asked, desk, policy)
    return True


async def desk_of(session: AsyncSession, answer: Answer) -> Desk | None:
    """Return the department that is in charge of all that an answer is about; None for several or none."""
    found = await guide_in_force(session)
    named = {
        Desk(department(category) or mailbox, mailbox)
        for each in answer.categories
        if found
        and (category := found.guide.category(each))
        and (mailbox := addressee(found.guide, category))
    }
    return named.pop() if len(named) == 1 else None


async def _question_of(session: AsyncSession, incoming: Incoming) -> Letter | None:
    """Return the question whose answer of ours this mail replies to, from the one who had asked it."""
    verdict, mail = incoming.verdict, incoming.mail
    ids = [f"<{each}>" for each in (mail.in_reply_to, *mail.references) if each]
    if not ids or verdict.drop is not None or verdict.receipt or verdict.outcome not in VAGUE:
        return None
    ours = await letters_of_ours(session, ids, mail.sender)
    keys = [each.key.removeprefix(ANSWER) for each in ours if each.key.startswith(ANSWER)]
    letter = await session.get(Letter, int(keys[-1])) if keys else None
    return letter if letter is not None and letter.outcome == Outcome.QUESTION else None


async def _pass_on(session: AsyncSession, incoming: Incoming, asked: str, desk: Desk, policy: Policy) -> None:
    submission = Submission(
        receipt=await next_receipt(session, incoming.now, policy),
        applicant_id=(await _asker(session, incoming)).id or 0,
        channel=Channel.MAIL,
        state=SubmissionState.DELIVERED,
        department=desk.department,
        mailbox=desk.mailbox,
        subject=f"{PREFIX}{one_line(asked)}"[:500],
        created_at=incoming.now,
        confirmed_at=incoming.now,
    )
    session.add(submission)
    await session.flush()
    incoming.row.submission_id, incoming.row.outcome = submission.id, Outcome.QUESTION
    entry = Entry(submission_id=submission.id or 0, at=incoming.now, kind="received", text="咨询已转科室")
    entry.letter_id = incoming.id
    session.add(entry)
    await _write(session, incoming, submission, asked, policy)
    words = word_letter(
        "question_passed_on", receipt=submission.receipt, department=desk.department, desk=policy.desk_name
    )
    await reply_automatically(session, incoming, words, policy, submission_id=submission.id)


async def _asker(session: AsyncSession, incoming: Incoming) -> Applicant:
    sender = incoming.mail.sender
    known = (await applicants_by_email(session, [sender.lower()])).get(sender.lower())
    if known is not None:
        return known
    new = Applicant(email=sender, name=incoming.mail.sender_name[:100] or None, created_at=incoming.now)
    session.add(new)
    await session.flush()
    return new


async def _write(
    session: AsyncSession, incoming: Incoming, submission: Submission, asked: str, policy: Policy
) -> None:
    """Write the department's letter; the reply itself is enclosed, with whatever files it has."""
    receipt = submission.receipt or ""
    subject, body = word_letter(
        "question_reply",
        receipt=receipt,
        person=incoming.mail.sender_name or incoming.mail.sender,
        address=incoming.mail.sender,
        question=asked,
        text=clip(incoming.mail.fresh_text.strip()) or "（没有正文，请看原信）",
        at=incoming.now.astimezone(policy.zone),
        department=submission.department,
        token=written(policy.key, receipt),
        desk=policy.desk_name,
    )
    spec = replace(
        desk_letter(
            submission.mailbox or "",
            (subject, body),
            first_letter(receipt, policy),
            incoming.now,
            policy,
        ),
        reply_to=policy.address,
        reply_name=written(policy.key, receipt),
        enclosures=(Enclosure("original.eml", "application/octet-stream", incoming.row.blob),),
    )
    wrapping = Wrapping(f"question:{receipt}", incoming.now, submission_id=submission.id)
    await write_letter(session, spec, wrapping)
