"""What an applicant sees of own submissions: the list, and one with its history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.lookups import count_lookup
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.screens import Screen, back, label, page_of, pager, press_data
from handlers.submission_words import STATUS_WORDS, proof_of_delivery
from handlers.wording import say
from storage.queries.chats import applicant_by_chat, own_receipt, own_submission
from storage.queries.submissions import entries_of, files_of, parcels_of, submissions_of
from storage.states import SubmissionState
from storage.tables import Submission

LATEST_ENTRIES = 12  # lines of the history on the screen
LONGEST_ENTRY = 300  # characters of a line


async def list_screen(session: AsyncSession, chat_id: int, number: int = 0) -> Screen:
    """Show a page of this chat's submissions, unfinished ones first."""
    applicant = await applicant_by_chat(session, chat_id)
    rows = await submissions_of(session, applicant.id or 0) if applicant else ()
    kept = [row for row in rows if row.receipt or row.state is not SubmissionState.WITHDRAWN]
    kept.sort(key=lambda row: row.state is not SubmissionState.DRAFT)
    page = page_of(len(kept), number)
    buttons = [[_button(row)] for row in kept[page.start : page.stop]]
    datas = [press_data("s", "list", each) for each in (page.number - 1, page.number + 1)]
    start = [] if kept else [[Button("📤 提交材料", press_data("b", "pick", "-"))]]
    return Screen(say("my_submissions.html", count=len(kept)), [*buttons, pager(page, datas), *start, back()])


def _button(row: Submission) -> Button:
    name = row.category_name or row.subject or "未选类别"
    if row.state is SubmissionState.DRAFT:
        return Button(label(f"✏️ 未完成 · {name}"), press_data("b", "open", row.id))
    text = f"{row.receipt or '接收中'} · {STATUS_WORDS[row.state]} · {name}"
    return Button(label(text), press_data("s", "show", row.id))


async def detail_screen(
    session: AsyncSession, chat_id: int, submission_id: int, policy: Policy
) -> Screen | None:
    """Show one submission, only to the chat that it belongs to; None for any other."""
    row = await own_submission(session, submission_id, chat_id)
    return await _detail(session, row, policy) if row else None


async def look_up(
    session: AsyncSession, chat_id: int, receipt: str, now: datetime, policy: Policy
) -> Screen | None:
    """Show the submission of a receipt number; None for an unknown one and for a foreign one alike.

    Raises Refusal after five tries in a minute, so that numbers cannot be guessed.
    """
    await count_lookup(session, chat_id, now)
    row = await own_receipt(session, receipt, chat_id)
    return await _detail(session, row, policy) if row else None


async def _detail(session: AsyncSession, row: Submission, policy: Policy) -> Screen:
    entries = await entries_of(session, row.id or 0)
    text = say(
        "submission.html",
        receipt=row.receipt,
        at=(row.confirmed_at or row.created_at).astimezone(policy.zone),
        category=row.category,
        category_name=row.category_name,
        department=row.department,
        subject=row.subject,
        state=STATUS_WORDS[row.state],
        proof=proof_of_delivery(await parcels_of(session, row.id or 0), policy.zone),
        files=await files_of(session, row.id or 0),
        history=[
            (entry.at.astimezone(policy.zone), entry.text[:LONGEST_ENTRY])
            for entry in entries[-LATEST_ENTRIES:]
        ],
    )
    rows = [back(press_data("s", "list", 0))]
    if row.state is SubmissionState.DRAFT:
        rows.insert(0, [Button("📤 继续提交", press_data("b", "open", row.id))])
    return Screen(text, rows)
