"""What an applicant sees of own submissions: the list, and one with its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.chat_supplements import takes_more
from handlers.handover import PREFIX as QUESTION
from handlers.lookups import count_lookup
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.promises import countdown_of
from handlers.rules.countdown import said
from handlers.screens import HOME, Screen, back, label, page_of, pager, press_data
from handlers.submission_words import STATUS_WORDS, proof_of_delivery
from handlers.timeliness import window_of
from handlers.withdrawing import STILL_POSSIBLE
from handlers.wording import say
from storage.queries.applicants import file_counts
from storage.queries.chats import applicant_by_chat, own_submission
from storage.queries.linking import shared_submissions, visible_receipt, visible_submission
from storage.queries.submissions import entries_of, files_of, parcels_of, submissions_of
from storage.states import SubmissionState
from storage.tables import Submission

LATEST_ENTRIES: Final = 12  # lines of the history on the screen
LONGEST_ENTRY: Final = 300  # characters of a line
LONGEST_EVENT: Final = 40  # characters of the last event in the list


@dataclass(frozen=True, slots=True)
class Line:
    """Where one submission stands, in the list."""

    name: str
    receipt: str
    state: str
    department: str
    event: str
    next: str


async def list_screen(
    session: AsyncSession, chat_id: int, now: datetime, policy: Policy, number: int = 0
) -> Screen:
    """Show a page of this chat's submissions, unfinished ones first, each with where it stands."""
    applicant = await applicant_by_chat(session, chat_id)
    rows = await submissions_of(session, applicant.id or 0) if applicant else ()
    shared = await shared_submissions(session, applicant.id or 0) if applicant else ()
    kept = [row for row in (*rows, *shared) if _is_shown(row)]
    kept.sort(key=lambda row: row.state is not SubmissionState.DRAFT)
    page = page_of(len(kept), number)
    shown = kept[page.start : page.stop]
    buttons = [[_button(row)] for row in shown]
    datas = [press_data("s", "list", each) for each in (page.number - 1, page.number + 1)]
    start = [] if kept else [Button("📤 提交材料", press_data("b", "pick", "-"))]
    about = [Button("🏢 单位信息", press_data("p", "show", 0)), Button("🔔 关注", press_data("f", "list"))]
    link = [Button("✉️ 关联邮箱", press_data("l", "home"))]
    lines = await _lines(session, shown, now, policy)
    text = say("my_submissions.html", count=len(kept), lines=lines, first=page.start + 1)
    return Screen(text, [*buttons, pager(page, datas), start, about, link, back()])


def _is_shown(row: Submission) -> bool:
    """Leave out what was given up before it was handed in, and supplements that went out."""
    if row.adds_to is not None:
        return row.state is SubmissionState.DRAFT
    return row.state is not SubmissionState.WITHDRAWN or row.confirmed_at is not None


async def _lines(
    session: AsyncSession, rows: Sequence[Submission], now: datetime, policy: Policy
) -> list[Line]:
    counts = await file_counts(session, [row.id or 0 for row in rows])
    return [await _line(session, row, counts.get(row.id or 0, 0), now, policy) for row in rows]


async def _line(session: AsyncSession, row: Submission, files: int, now: datetime, policy: Policy) -> Line:
    entries = await entries_of(session, row.id or 0)
    last = entries[-1] if entries else None
    event = f"{last.at.astimezone(policy.zone):%m-%d} {last.text[:LONGEST_EVENT]}" if last else ""
    parent = await session.get(Submission, row.adds_to) if row.adds_to else None
    return Line(
        name=f"{_name(row)} · {parent.receipt}" if parent else _name(row),
        receipt=row.receipt or "",
        state=STATUS_WORDS[row.state],
        department=row.department or "",
        event=event or (f"已收 {files} 个文件" if files else ""),
        next=await _next_date(session, row, now, policy),
    )


async def _next_date(session: AsyncSession, row: Submission, now: datetime, policy: Policy) -> str:
    """Return the next day that matters: what was promised is due, or the category closes."""
    countdown = await countdown_of(session, row, now, policy)
    if countdown is not None:
        return f"补交期限 {countdown.day}，{countdown.left}"
    window = await window_of(session, row) if row.state is SubmissionState.DRAFT else None
    return f"{said(window.closes)} 截止" if window and window.closes else ""


def _name(row: Submission) -> str:
    if row.adds_to is not None:
        return "补充材料"
    return row.category_name or row.subject or "未选类别"


def _button(row: Submission) -> Button:
    if row.state is SubmissionState.DRAFT:
        return Button(label(f"✏️ 未完成 · {_name(row)}"), press_data("b", "open", row.id))
    text = f"{row.receipt or '接收中'} · {STATUS_WORDS[row.state]} · {_name(row)}"
    return Button(label(text), press_data("s", "show", row.id))


async def detail_screen(
    session: AsyncSession, chat_id: int, submission_id: int, now: datetime, policy: Policy
) -> Screen | None:
    """Show one submission, only to its owner's chat and to companions'; None for any other."""
    row = await visible_submission(session, submission_id, chat_id)
    return await _detail(session, row, chat_id, now, policy) if row else None


async def look_up(
    session: AsyncSession, chat_id: int, receipt: str, now: datetime, policy: Policy
) -> Screen | None:
    """Show the submission of a receipt number; None for an unknown one and for a foreign one alike.

    Raises Refusal after five tries in a minute, so that numbers cannot be guessed.
    """
    await count_lookup(session, chat_id, now)
    row = await visible_receipt(session, receipt, chat_id)
    return await _detail(session, row, chat_id, now, policy) if row else None


async def _detail(
    session: AsyncSession, row: Submission, chat_id: int, now: datetime, policy: Policy
) -> Screen:
    entries = await entries_of(session, row.id or 0)
    countdown = await countdown_of(session, row, now, policy)
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
        countdown=countdown,
        files=await files_of(session, row.id or 0),
        history=[
            (entry.at.astimezone(policy.zone), entry.text[:LONGEST_ENTRY])
            for entry in entries[-LATEST_ENTRIES:]
        ],
    )
    own = await own_submission(session, row.id or 0, chat_id) is not None
    acts = _acts(row, promised=countdown is not None) if own else []
    return Screen(text, [*acts, back(press_data("s", "list", 0))])


def _acts(row: Submission, *, promised: bool) -> list[list[Button]]:
    """Offer what can still be done; a question that was handed over is no hand-in."""
    if row.state is SubmissionState.DRAFT:
        return [[Button("📤 继续提交", press_data("b", "open", row.id))]]
    if row.subject.startswith(QUESTION) and row.category is None:
        return []
    acts = []
    if takes_more(row):
        acts.append([Button("📎 补充材料", press_data("s", "more", row.id))])
    if promised:
        acts.append([Button("✅ 已齐，不再补", press_data("s", "done", row.id))])
    if row.state in STILL_POSSIBLE and row.receipt is not None:
        acts.append([Button("↩️ 撤回申报", press_data("s", "back", row.id))])
    if row.receipt is not None and row.confirmed_at is not None:
        again = Button("🧾 再发回执", press_data("s", "again", row.id))
        acts.append([again, Button("👥 同事", press_data("l", "who", row.id))])
    return acts


async def sure_to_withdraw(session: AsyncSession, chat_id: int, submission_id: int) -> Screen | None:
    """Ask before a submission is taken back; None where it is not this chat's."""
    row = await own_submission(session, submission_id, chat_id)
    if row is None:
        return None
    if row.state not in STILL_POSSIBLE or row.receipt is None:
        return withdrawn(row, happened=False)
    yes = Button("↩️ 确定撤回", press_data("s", "gone", row.id))
    no = Button("‹ 返回", press_data("s", "show", row.id))
    return Screen(say("withdraw_sure.html", submission=row), [[yes, no]])


def withdrawn(row: Submission, *, happened: bool) -> Screen:
    """Say that a submission was taken back, or why that is not possible."""
    text = say("withdrawn.html", submission=row, happened=happened, state=STATUS_WORDS[row.state])
    return Screen(text, [[Button("🔎 查看进度", press_data("s", "show", row.id)), HOME]])
