"""A question by mail is answered from the guide by letter."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import reply_automatically
from handlers.answers import render
from handlers.incoming import Incoming
from handlers.policy import Policy
from handlers.question_replies import desk_of
from handlers.review import Matter, open_item
from handlers.rules.answer import Outcome
from handlers.search_index import book_in_force
from handlers.unanswered import note_unanswered
from handlers.wording import letter as word_letter
from storage.states import Channel

UNSAID = "这封邮件像是提问，但指南里没有现成的答案"
UNANSWERABLE = "这封邮件像是提问，但带有自动邮件的特征，系统不自动答复"


async def answer_question(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Write the answer, in the acknowledgement's place.

    What the guide lacks goes to a person, and so does what must not be answered automatically.
    """
    book = await book_in_force(session)
    found = book.answer(incoming.mail.fresh_text or incoming.mail.subject) if book else None
    unsaid = found is None or found.outcome in (Outcome.NONE, Outcome.CLARIFY)
    if found is not None and incoming.verdict.acknowledge:
        question = incoming.mail.fresh_text or incoming.mail.subject
        await note_unanswered(session, question, found, Channel.MAIL, incoming.now)
    if found is None or unsaid or not incoming.verdict.acknowledge:
        incoming.row.outcome = "review"
        reasons = [UNSAID if unsaid else UNANSWERABLE, *incoming.verdict.reasons]
        await open_item(session, Matter("question", reasons, incoming.row), incoming.now, policy)
        words = word_letter("question_kept", desk=policy.desk_name, office=policy.office)
    else:
        desk = await desk_of(session, found)
        words = word_letter(
            "question",
            text=render(found),
            department=desk.department if desk else None,
            desk=policy.desk_name,
            office=policy.office,
        )
    await reply_automatically(session, incoming, words, policy)
