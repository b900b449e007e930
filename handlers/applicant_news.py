"""News of a submission reach its applicant on the channel that it came by."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Wrapping, write_letter, write_message
from handlers.policy import Policy
from handlers.wording import letter as word_letter
from handlers.wording import say
from storage.queries.linking import companion_chats, mailed_companions
from storage.states import Channel
from storage.tables import Applicant, Submission


async def tell_applicant(
    session: AsyncSession, submission: Submission, text: str, key: str, now: datetime, policy: Policy
) -> None:
    """Tell the applicant, on the submission's own channel, what became of it; companions in chat."""
    applicant = await session.get_one(Applicant, submission.applicant_id)
    wrapping = Wrapping(key, now, submission_id=submission.id, position=100)
    message = say("submission_news.html", submission=submission, text=text)
    for chat_id in await companion_chats(session, submission.id or 0):
        await write_message(session, chat_id, message, replace(wrapping, key=f"{key}:{chat_id}"))
    for person in await mailed_companions(session, submission.id or 0):
        copy = replace(wrapping, key=f"{key}:mail:{person.id}")
        await write_news(session, submission, person.email or "", text, copy, policy)
    if submission.channel is Channel.CHAT and applicant.chat_id is not None:
        await write_message(session, applicant.chat_id, message, wrapping)
        return
    await write_news(session, submission, applicant.email or "", text, wrapping, policy)


async def write_news(
    session: AsyncSession, submission: Submission, address: str, text: str, wrapping: Wrapping, policy: Policy
) -> None:
    """Write a letter about what became of a submission."""
    subject, body = word_letter("news", submission=submission, text=text, desk=policy.desk_name)
    spec = replace(
        desk_letter(address, (subject, body), stable_message_id(wrapping.key, policy), wrapping.now, policy),
        reply_to=policy.address,
    )
    await write_letter(session, spec, wrapping)
