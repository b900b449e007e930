"""A submission as operators see it: found by its receipt number, with the way to another department."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import guide_in_force
from handlers.moving import find_target, is_movable, moves_of
from handlers.outbox import Button
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.guide import addressee, department
from handlers.screens import HOME, Screen, back, label, page_of, pager, press_data
from handlers.submission_words import STATUS_WORDS, proof_of_delivery
from handlers.wording import one_line, say
from storage.queries.submissions import entries_of, files_of, parcels_of, submission_by_receipt
from storage.states import ParcelState
from storage.tables import Applicant, Parcel, Submission

PREFIX = "c"
LATEST_ENTRIES = 10  # lines of the history
LONGEST_ENTRY = 200  # characters of a line
LETTERS = 4  # of the newest letters to departments, with the relay's own words


async def case_by_receipt(session: AsyncSession, receipt: str, policy: Policy) -> Screen:
    """Show the submission of a receipt number; refuses an unknown one."""
    row = await submission_by_receipt(session, receipt)
    if row is None:
        raise Refusal("receipt_unknown", receipt=receipt)
    return await _case(session, row, policy)


async def case_screen(session: AsyncSession, submission_id: int, policy: Policy) -> Screen:
    """Show a submission with all that is known of its way."""
    return await _case(session, await session.get_one(Submission, submission_id), policy)


async def receipt_of(session: AsyncSession, submission_id: int) -> str:
    """Return the receipt number of a submission."""
    return (await session.get_one(Submission, submission_id)).receipt or ""


async def _case(session: AsyncSession, row: Submission, policy: Policy) -> Screen:
    applicant = await session.get_one(Applicant, row.applicant_id)
    parcels = await parcels_of(session, row.id or 0)
    sent = [each for each in parcels if each.key.startswith("department:")]
    text = say(
        "case.html",
        submission=row,
        at=(row.confirmed_at or row.created_at).astimezone(policy.zone),
        applicant=one_line(applicant.name or ""),
        address=applicant.email,
        state=STATUS_WORDS[row.state],
        proof=proof_of_delivery(parcels, policy.zone),
        letters=[(each.recipient, _fate(each)) for each in sent[-LETTERS:]],
        files=await files_of(session, row.id or 0),
        history=[
            (entry.at.astimezone(policy.zone), one_line(entry.text)[:LONGEST_ENTRY])
            for entry in (await entries_of(session, row.id or 0))[-LATEST_ENTRIES:]
        ],
    )
    moving = [[Button("↪️ 改转其他科室", _data("pick", row, 0))]] if is_movable(row) else []
    return Screen(text, [*moving, [HOME]])


def _fate(parcel: Parcel) -> str:
    words = {ParcelState.SENT: "已送达", ParcelState.DEAD: "未能送达"}.get(parcel.state, "正在发送")
    return f"{words}（{one_line(parcel.remark)[:LONGEST_ENTRY]}）" if parcel.remark else words


async def targets(session: AsyncSession, submission_id: int, number: int) -> Screen:
    """List the categories that a submission can be moved to, a page at a time."""
    row = await session.get_one(Submission, submission_id)
    found = await guide_in_force(session)
    known = [
        each
        for each in (found.guide.categories if found else ())
        if found and addressee(found.guide, each) and each.id != row.category
    ]
    page = page_of(len(known), number)
    rows = [
        [
            Button(
                label(f"{each.id} {each.name}（{department(each) or '科室未写明'}）"),
                _data("ask", row, each.id),
            )
        ]
        for each in known[page.start : page.stop]
    ]
    turn = pager(page, [_data("pick", row, page.number - 1), _data("pick", row, page.number + 1)])
    return Screen(
        say("move_pick.html", submission=row), [*rows, *([turn] if turn else []), back(_data("show", row))]
    )


async def question(session: AsyncSession, submission_id: int, category: str) -> Screen:
    """Ask once more before material goes to another department."""
    row = await session.get_one(Submission, submission_id)
    target = find_target(await guide_in_force(session), category)
    yes = press_data(PREFIX, "to", row.id, category, state=str(await moves_of(session, row)))
    text = say(
        "move_ask.html",
        submission=row,
        category=target.category,
        target=target.department or target.mailbox,
        other=target.mailbox != row.mailbox,
    )
    return Screen(text, [[Button("✅ 确定改转", yes)], back(_data("show", row))])


def _data(verb: str, row: Submission, *arguments: object) -> str:
    return press_data(PREFIX, verb, row.id, *arguments)
