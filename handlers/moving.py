"""改转: an operator moves a submission that went to the wrong department or category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicant_news import tell_applicant
from handlers.audit import Actor, record
from handlers.delivery import Handover, deliver
from handlers.department_threads import thread_of
from handlers.editions import GuideInForce, guide_in_force
from handlers.examples import keep_correction, keep_transfer
from handlers.handover import PREFIX as QUESTION
from handlers.letterhead import desk_letter
from handlers.mail_submissions import assign
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.review import close_items
from handlers.rules.guide import Category, addressee, department
from handlers.senders import unit_of
from handlers.submission_words import STATUS_WORDS
from handlers.wording import letter as word_letter
from storage.queries.review import open_items_of
from storage.queries.submissions import count_entries, parcels_of, submission_by_receipt
from storage.states import ParcelState, SubmissionState
from storage.tables import Entry, Submission

# States in which a department has the submission, so that it can be taken to another one.
MOVABLE: Final = frozenset(
    {
        SubmissionState.DELIVERED,
        SubmissionState.ACCEPTED,
        SubmissionState.AMEND,
        SubmissionState.RETURNED,
    }
)


# States of a letter that nobody has seen yet.
NOT_LEFT: Final = frozenset({ParcelState.UNDRAWN, ParcelState.UNBUILT, ParcelState.READY})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a submission is moved to; `category` is None where only the department is known."""

    mailbox: str
    department: str | None
    category: Category | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did."""

    receipt: str
    before: str
    after: str


def is_movable(submission: Submission) -> bool:
    """Tell whether a department has it; a question that was handed over is none of its kind."""
    asked = submission.subject.startswith(QUESTION)
    return submission.state in MOVABLE and submission.mailbox is not None and not asked


async def moves_of(session: AsyncSession, submission: Submission) -> int:
    """Count how often a submission changed its department or category."""
    return await count_entries(session, submission.id or 0, "transfer")


async def move(
    session: AsyncSession,
    receipt: str,
    target: str,
    now: datetime,
    policy: Policy,
    actor: Actor,
    *,
    seen: int | None = None,
) -> Moved:
    """Take a submission to another category, named by its number, or to a department, by name or mailbox.

    The new department gets everything, the old one a short note, the applicant is told, and later letters
    are understood from it. `seen`: how many moves the operator knew of; refuses where somebody else moved
    it meanwhile, what no department has, and a target that the guide in force does not know.
    """
    submission = await submission_by_receipt(session, receipt)
    if submission is None:
        raise Refusal("receipt_unknown", receipt=receipt)
    if not is_movable(submission):
        raise Refusal("move_not_possible", receipt=receipt, state=STATUS_WORDS[submission.state])
    moves = await moves_of(session, submission)
    if seen is not None and seen != moves:
        raise Refusal("move_stale", receipt=receipt)
    found = await guide_in_force(session)
    wanted = find_target(found, target)
    if _is_there(submission, wanted):
        raise Refusal("move_same", receipt=receipt, target=_words(wanted.department, wanted.mailbox))
    old = _Old(submission.mailbox or "", _words(submission.department, submission.mailbox), moves + 1)
    _assign(submission, found, wanted)
    await _carry_out(session, submission, old, now, policy)
    await _learn(session, submission, found, wanted, now)
    items = [each for each in await open_items_of(session, submission.id or 0) if each.kind == "parcel"]
    await close_items(session, items, "moved", now, policy, actor)
    after = _words(submission.department, submission.mailbox)
    what = {"before": old.name, "after": after, "category": submission.category}
    await record(session, policy, now, actor, "submission.move", f"submission:{submission.id}", **what)
    return Moved(receipt, old.name, after)


def find_target(found: GuideInForce | None, words: str) -> Target:
    """Find a category of the guide in force by its number, or a department by its name or mailbox.

    Any other mailbox is refused: material goes to nobody whom the guide does not name.
    """
    known = found.guide.categories if found else ()
    for each in known:
        mailbox = addressee(found.guide, each) if found else None
        if mailbox and each.id == words:
            return Target(mailbox, department(each), each)
    same = [
        (mailbox, each)
        for each in known
        if found and (mailbox := addressee(found.guide, each)) and words.lower() in _names(each, mailbox)
    ]
    if not same:
        raise Refusal("move_no_target", target=words)
    mailbox, first = same[0]
    only = first if len(same) == 1 else None  # of a department with several nobody has said which
    return Target(mailbox, department(first), only)


def _names(category: Category, mailbox: str) -> tuple[str, str]:
    return mailbox.lower(), (department(category) or "").lower()


@dataclass(frozen=True, slots=True)
class _Old:
    """Where a submission was, and the number of this move."""

    mailbox: str
    name: str
    number: int


def _is_there(submission: Submission, wanted: Target) -> bool:
    same_category = wanted.category is None or wanted.category.id == submission.category
    return submission.mailbox == wanted.mailbox and same_category


def _assign(submission: Submission, found: GuideInForce | None, wanted: Target) -> None:
    if wanted.category is not None:
        assign(submission, found, [wanted.category.id], wanted.mailbox)
    submission.department, submission.mailbox = wanted.department, wanted.mailbox


def _words(name: str | None, mailbox: str | None) -> str:
    return name or mailbox or "原科室"


async def _carry_out(
    session: AsyncSession, submission: Submission, old: _Old, now: datetime, policy: Policy
) -> None:
    """Write the history, the letters to both departments, and the news to the applicant."""
    other = submission.mailbox != old.mailbox
    after = _words(submission.department, submission.mailbox)
    text = f"由{old.name}改转{after}办理" if other else f"项目类别更正为 {_category(submission)}"
    session.add(Entry(submission_id=submission.id or 0, at=now, kind="transfer", text=text))
    await session.flush()
    if other:
        handover = Handover(
            reasons=("由工作人员改转",),
            transferred_from=old.name,
            number=old.number + 1,
            mark=f"m{old.number}",
        )
        await deliver(session, submission.id or 0, now, policy, handover)
    if not (other and await _recall(session, submission, old)):
        await _tell_old(session, submission, old, now, policy)
    key = f"move:{submission.receipt}:{old.number}"
    await tell_applicant(session, submission, text, key, now, policy)


def _category(submission: Submission) -> str:
    return f"{submission.category} {submission.category_name}" if submission.category else "未写明"


async def _recall(session: AsyncSession, submission: Submission, old: _Old) -> bool:
    """Hold back what has not left for the old department; true where it never heard of the submission."""
    letters = [
        each
        for each in await parcels_of(session, submission.id or 0)
        if each.key.startswith("department:") and each.recipient == old.mailbox
    ]
    waiting = [each for each in letters if each.state in NOT_LEFT and not each.tries and not each.unknown]
    for each in waiting:
        each.state = ParcelState.DROPPED
    return bool(letters) and len(waiting) == len(letters)


async def _tell_old(
    session: AsyncSession, submission: Submission, old: _Old, now: datetime, policy: Policy
) -> None:
    """Send the department that had it a note; without a token, because it is no longer the one to answer."""
    receipt = submission.receipt or ""
    subject, body = word_letter(
        "moved",
        submission=submission,
        unit=await unit_of(session, submission),
        category=_category(submission),
        away=submission.mailbox != old.mailbox,
        after=_words(submission.department, submission.mailbox),
        desk=policy.desk_name,
    )
    thread = await thread_of(session, submission, old.mailbox, policy)
    spec = replace(
        desk_letter(
            old.mailbox, (subject, body), f"<{receipt}.moved{old.number}@{policy.domain}>", now, policy
        ),
        reply_to=policy.address,
        in_reply_to=thread[-1],
        references=thread,
    )
    wrapping = Wrapping(f"moved:{receipt}:{old.number}", now, submission_id=submission.id, position=200)
    await write_letter(session, spec, wrapping)


async def _learn(
    session: AsyncSession, submission: Submission, found: GuideInForce | None, wanted: Target, now: datetime
) -> None:
    if wanted.category is not None:
        await keep_correction(session, submission.id or 0, wanted.category, now)
    else:
        await keep_transfer(session, submission.id or 0, _of(found, wanted.mailbox), now)


def _of(found: GuideInForce | None, mailbox: str) -> Sequence[Category]:
    """Return the categories of a mailbox."""
    known = found.guide.categories if found else ()
    return [each for each in known if found and addressee(found.guide, each) == mailbox]
