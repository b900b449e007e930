"""The department's plain answer reaches the applicant where the submission came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicant_news import tell_applicant
from handlers.delivery import Handover, deliver
from handlers.editions import guide_in_force
from handlers.examples import keep_transfer
from handlers.incoming import Incoming
from handlers.letterhead import desk_letter
from handlers.operators import stable_message_id
from handlers.outbox import Button, Wrapping, write_document, write_letter, write_message
from handlers.policy import Policy
from handlers.review import Matter, open_item
from handlers.rules.attachments import Attachment
from handlers.rules.compose import Enclosure
from handlers.rules.file_names import safe_name
from handlers.rules.guide import Category, addressee, department
from handlers.rules.replies import Reply, Status, read_reply
from handlers.rules.tokens import written
from handlers.screens import anew, press_data
from handlers.submission_words import STATUS_WORDS, clip
from handlers.unclear_replies import EMPTY, UNKNOWN_DEPARTMENT, say_unclear
from handlers.wording import letter as word_letter
from handlers.wording import say
from storage.queries.linking import companion_chats, mailed_companions
from storage.queries.submissions import letter_of_submission
from storage.states import Channel, SubmissionState
from storage.tables import Applicant, Entry, Submission

# What a department's first word makes of a submission; a plain message changes nothing.
NEW_STATE = {
    Status.ACCEPTED: SubmissionState.ACCEPTED,
    Status.SUPPLEMENT: SubmissionState.AMEND,
    Status.RETURNED: SubmissionState.RETURNED,
    Status.CLOSED: SubmissionState.CLOSED,
}


async def take_department_reply(
    session: AsyncSession, incoming: Incoming, submission: Submission, applicant: Applicant, policy: Policy
) -> None:
    """Set the status and pass text and files on, or hand the submission to the department that is named."""
    reply = read_reply(incoming.mail.fresh_text)
    if reply.status is Status.TRANSFER:
        await _transfer(session, incoming, submission, reply, policy)
        return
    if not reply.text and not incoming.mail.files:
        await say_unclear(session, incoming, submission, EMPTY, policy)
        return
    if submission.state is not SubmissionState.WITHDRAWN:  # what was taken back stays so
        submission.state = NEW_STATE.get(reply.status, submission.state)
    text = reply.text or "（没有正文，请看附件）"
    session.add(
        Entry(
            submission_id=submission.id or 0, at=incoming.now, kind="answer", text=text, letter_id=incoming.id
        )
    )
    await session.flush()
    answer = _Answer(incoming, submission, reply.status, text)
    if submission.channel is Channel.CHAT and applicant.chat_id is not None:
        await _to_chat(session, answer, applicant.chat_id, owner=True)
    else:
        await _to_mail(session, answer, applicant, policy)
    for person in await mailed_companions(session, submission.id or 0):
        await _to_mail(session, answer, person, policy, f":{person.id}")
    for chat_id in await companion_chats(session, submission.id or 0):
        await _to_chat(session, answer, chat_id, f":{chat_id}")


class _Answer:
    """A department's answer on its way to the applicant."""

    def __init__(self, incoming: Incoming, submission: Submission, status: Status, text: str) -> None:
        self.incoming, self.submission, self.text = incoming, submission, text
        self.status = STATUS_WORDS.get(submission.state) if status in NEW_STATE else None
        self.files: Sequence[Attachment] = incoming.mail.files

    def enclosure(self, file: Attachment) -> Enclosure:
        """Name a file of the answer, which stays inside the stored letter until it is sent."""
        return Enclosure(safe_name(file.name), file.type, self.incoming.row.blob, file.index)

    def wrapping(self, suffix: str, position: int) -> Wrapping:
        """Return the key of one part of the answer."""
        key = f"answer:{self.incoming.id}:{suffix}"
        return Wrapping(key, self.incoming.now, submission_id=self.submission.id, position=100 + position)


async def _to_chat(
    session: AsyncSession, answer: _Answer, chat_id: int, mark: str = "", *, owner: bool = False
) -> None:
    """Write text and files to a chat; `mark` tells the keys of several chats apart.

    Where the department wants more, the owner can begin to send it from here.
    """
    submission = answer.submission
    wanted = owner and submission.state is SubmissionState.AMEND
    more = [[Button("📎 补充材料", anew(press_data("s", "more", submission.id)))]] if wanted else []
    text = say(
        "department_answer.html",
        submission=answer.submission,
        status=answer.status,
        text=clip(answer.text),
        files=answer.files,
    )
    await write_message(session, chat_id, text, answer.wrapping(f"text{mark}", 0), buttons=more)
    for number, file in enumerate(answer.files, 1):
        wrapping = answer.wrapping(f"file{number}{mark}", number)
        await write_document(
            session, chat_id, answer.enclosure(file), answer.submission.receipt or "", wrapping
        )


async def _to_mail(
    session: AsyncSession, answer: _Answer, applicant: Applicant, policy: Policy, mark: str = ""
) -> None:
    """Write text and files to a mailbox; the token, which proves more than an address, is the owner's."""
    submission = answer.submission
    first = await letter_of_submission(session, submission.id or 0)
    subject, body = word_letter(
        "answer",
        submission=submission,
        status=answer.status,
        text=answer.text,
        files=answer.files,
        token=written(policy.key, submission.receipt or "") if not mark else None,
        desk=policy.desk_name,
    )
    wrapping = answer.wrapping(f"letter{mark}", 0)
    origin = f"<{first.message_id}>" if first and first.message_id else None
    spec = replace(
        desk_letter(
            applicant.email or "",
            (subject, body),
            stable_message_id(wrapping.key, policy),
            answer.incoming.now,
            policy,
        ),
        reply_to=policy.address,
        in_reply_to=origin,
        references=(origin,) if origin else (),
        enclosures=tuple(answer.enclosure(file) for file in answer.files),
    )
    await write_letter(session, spec, wrapping)


async def _transfer(
    session: AsyncSession, incoming: Incoming, submission: Submission, reply: Reply, policy: Policy
) -> None:
    """Send the whole submission on to the department that the reply names."""
    mailbox = await _mailbox_of(session, reply.department)
    if mailbox is None or mailbox == submission.mailbox:
        reason = f"科室回信要转给“{reply.department or '未写明'}”，指南里找不到它的邮箱"
        matter = Matter("reply", [reason], incoming.row, submission)
        await open_item(session, matter, incoming.now, policy)
        named = reply.department
        await say_unclear(session, incoming, submission, UNKNOWN_DEPARTMENT, policy, named=named)
        return
    before = submission.department
    submission.department, submission.mailbox = reply.department, mailbox
    text = f"{before or '原科室'}已转 {reply.department} 办理"
    session.add(Entry(submission_id=submission.id or 0, at=incoming.now, kind="transfer", text=text))
    handover = Handover(transferred_from=before, number=incoming.id + 1, reasons=(reply.text,))
    await deliver(session, submission.id or 0, incoming.now, policy, handover)
    await keep_transfer(
        session, submission.id or 0, await _categories_of(session, reply.department), incoming.now
    )
    await tell_applicant(session, submission, text, f"transfer:{incoming.id}", incoming.now, policy)


async def _categories_of(session: AsyncSession, name: str | None) -> Sequence[Category]:
    found = await guide_in_force(session)
    return tuple(each for each in (found.guide.categories if found else ()) if department(each) == name)


async def _mailbox_of(session: AsyncSession, name: str | None) -> str | None:
    found = await guide_in_force(session)
    if found is None or name is None:
        return None
    for category in found.guide.categories:
        if department(category) == name:
            return addressee(found.guide, category)
    return None
