"""What an applicant adds to a submission in chat: collected in a basket of its own, then sent after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.delivery import Handover, supplement_by_chat
from handlers.editions import guide_in_force
from handlers.outbox import Button, Wrapping, write_message
from handlers.policy import Policy
from handlers.promises import renew_promise
from handlers.review_asks import note_answer
from handlers.screens import anew, press_data
from handlers.wording import say
from storage.queries.submissions import count_entries, files_of
from storage.states import SubmissionState
from storage.tables import Applicant, Entry, Submission, SubmissionFile

# States of a submission that takes nothing more, or nothing yet.
TAKES_NONE: Final = frozenset(
    {
        SubmissionState.DRAFT,
        SubmissionState.CONFIRMED,
        SubmissionState.WITHDRAWN,
        SubmissionState.DISCARDED,
    }
)


def takes_more(submission: Submission) -> bool:
    """Tell whether files can be added to what was handed in."""
    return submission.state not in TAKES_NONE and submission.receipt is not None


async def send_supplement(session: AsyncSession, basket: Submission, now: datetime, policy: Policy) -> None:
    """Send a confirmed supplement, whose files are on disk, to where its submission went.

    A submission that was taken back meanwhile takes nothing: its applicant is told, the files stay in the
    basket.
    """
    submission = await session.get_one(Submission, basket.adds_to)
    applicant = await session.get_one(Applicant, submission.applicant_id)
    if not takes_more(submission):
        basket.state = SubmissionState.WITHDRAWN
        await _tell(session, basket, submission, applicant, 0, now)
        return
    number = await count_entries(session, submission.id or 0, "supplement") + 1
    files = await _move_files(session, basket, submission)
    basket.state = SubmissionState.DELIVERED
    text = f"在聊天中补充第 {number} 次，文件 {len(files)} 个"
    session.add(Entry(submission_id=submission.id or 0, at=now, kind="supplement", text=text))
    await session.flush()
    handover = Handover(number=number, words=basket.subject)
    await _pass_on(session, basket, submission, files, handover, now, policy)
    await _tell(session, basket, submission, applicant, number, now)
    found = await guide_in_force(session)
    await renew_promise(session, submission, found.guide if found else None)
    actor = Actor(f"chat:{applicant.chat_id}", "chat")
    await record(session, policy, now, actor, "supplement", f"submission:{submission.id}")


async def _move_files(
    session: AsyncSession, basket: Submission, submission: Submission
) -> Sequence[SubmissionFile]:
    last = max((each.position for each in await files_of(session, submission.id or 0)), default=0)
    files = await files_of(session, basket.id or 0)
    for place, file in enumerate(files, 1):
        file.submission_id, file.position = submission.id or 0, last + place
    await session.flush()
    return files


async def _pass_on(
    session: AsyncSession,
    basket: Submission,
    submission: Submission,
    files: Sequence[SubmissionFile],
    handover: Handover,
    now: datetime,
    policy: Policy,
) -> None:
    """Write the numbered letter; where a person still chooses the department, show it on the item."""
    if submission.state is SubmissionState.REVIEW or not submission.mailbox:
        await note_answer(session, submission, basket.subject, len(files), now, policy)
        return
    await supplement_by_chat(session, submission.id or 0, files, basket.id or 0, now, policy, handover)


async def _tell(
    session: AsyncSession,
    basket: Submission,
    submission: Submission,
    applicant: Applicant,
    number: int,
    now: datetime,
) -> None:
    """Tell the applicant's chat that it went out, or that it could not."""
    if applicant.chat_id is None:
        return
    text = say(
        "supplement_sent.html",
        submission=submission,
        number=number,
        held=submission.state is SubmissionState.REVIEW,
    )
    progress = Button("🔎 查看进度", anew(press_data("s", "show", submission.id)))
    wrapping = Wrapping(f"supplement:{basket.id}", now, submission_id=submission.id, position=50)
    await write_message(session, applicant.chat_id, text, wrapping, buttons=[[progress]], silent=True)
