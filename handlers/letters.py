"""What becomes of a letter from the intake: the table of outcomes, and the one road through it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from itertools import accumulate, takewhile

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.bounced import note_bounce
from handlers.classifiers import classifier_in_force, mark_in_force
from handlers.desk_facts import department_mailboxes, facts_about
from handlers.desk_letters import take_desk_letter
from handlers.incoming import Incoming
from handlers.known import Known, Opened, StoredLetter, apart, known_about, stored
from handlers.mail_questions import answer_question
from handlers.mail_submissions import hold_submission, route_submissions
from handlers.oversized import refuse_oversized
from handlers.policy import Policy
from handlers.question_replies import take_question_reply
from handlers.quotas import RELEASED, is_over_quota, set_aside
from handlers.reminder_replies import is_reminder_reply, take_reminder_reply
from handlers.review import Matter, open_item
from handlers.rules.automatic import Drop
from handlers.rules.bounces import bounce
from handlers.rules.mime import ParsedMail
from handlers.rules.oversize import oversize_bytes
from handlers.rules.route import Outcome, Understanding, Verdict, judge, judge_understood
from handlers.threads import take_thread
from storage.queries.letters import waiting_letters
from storage.states import LetterState
from storage.tables import Letter

BATCH_BYTES = 8_000_000  # of the letters of one batch; a larger one is tried alone
EXCERPT = 600  # characters of the text that operators are shown


async def anything_waits(session: AsyncSession, after: int = 0) -> bool:
    """Tell, without taking the write lock, whether a stored letter above an id waits for a decision."""
    return bool(await waiting_letters(session, 1, after))


async def begin_tries(
    session: AsyncSession, limit: int, now: datetime, policy: Policy, after: int = 0
) -> list[StoredLetter]:
    """Raise the crash counter of the letters above an id that wait, and return them.

    One that has used up its tries is set aside for a person instead.
    """
    waiting = await waiting_letters(session, limit, after)
    for row in waiting:
        if row.tries >= policy.tries:
            await _set_aside(session, row, now, policy)
    begun = _together([row for row in waiting if row.tries < policy.tries])
    for row in begun:
        row.tries += 1
    return [stored(row) for row in begun]


def _together(rows: Sequence[Letter]) -> Sequence[Letter]:
    """Keep the letters that may be tried in one batch: one whose earlier try did not end is tried alone.

    So a letter that takes the process down with it takes no other letter's tries with it. And as many as
    may be held in memory.
    """
    sizes = accumulate(row.bytes for row in rows)
    held = [row for row, size in zip(rows, sizes, strict=True) if size <= BATCH_BYTES]
    return list(takewhile(lambda row: not row.tries, held)) or rows[:1]


async def _set_aside(session: AsyncSession, row: Letter, now: datetime, policy: Policy) -> None:
    row.state, row.outcome = LetterState.ASIDE, Outcome.REVIEW
    row.reasons = [f"处理 {row.tries} 次都没有成功，请查看原始邮件"]
    await open_item(session, Matter("letter", row.reasons, row), now, policy)


async def take(
    session: AsyncSession, letter: StoredLetter, mail: ParsedMail, raw: bytes, now: datetime, policy: Policy
) -> Verdict:
    """Judge a letter and do what follows from it; a letter that was judged before is left alone."""
    (verdict,) = await take_all(session, [Opened(letter, mail, raw)], now, policy)
    return verdict


async def take_all(
    session: AsyncSession, batch: Sequence[Opened], now: datetime, policy: Policy
) -> list[Verdict]:
    """Judge letters in their order and do what follows from each; those judged before are left alone.

    It ends before the first letter that was understood by what holds no more: that must be read again. What
    the database knows is asked for all of them together, and those that are sent on are written together: a
    question to the database costs more than a letter's rules.
    """
    verdicts: list[Verdict] = []
    for group in apart(batch):
        known = await known_about(session, group, now)
        known.departments = await department_mailboxes(session)
        known.lesson = await mark_in_force(session)
        routed: list[Incoming] = []
        for one in group:
            incoming = await _judged(session, one, known, now, policy)
            if incoming is None:
                await route_submissions(session, routed, policy)
                return verdicts
            verdicts.append(incoming.verdict)
            if incoming.row.state is LetterState.STORED:
                await _act(session, incoming, one, routed, policy)
        await route_submissions(session, routed, policy)
    return verdicts


class _NotUnderstood(Exception):  # noqa: N818 - it names what is missing
    """Say that a verdict depends on what is not understood yet, or not any more."""


async def _judged(
    session: AsyncSession, one: Opened, known: Known, now: datetime, policy: Policy
) -> Incoming | None:
    """Judge a letter; None where it must be read again."""
    facts = await facts_about(session, one.letter.id, one.mail, known, policy)

    def understanding() -> Understanding:
        if one.understanding is None or (one.mark, one.earlier) != (known.lesson, facts.earlier):
            raise _NotUnderstood
        return one.understanding

    try:
        verdict = judge_understood(one.mail, facts, understanding)
    except _NotUnderstood:
        if one.understanding is not None:
            return None
        # The confined process could not: here the classifier takes as much memory again.
        verdict = judge(one.mail, await classifier_in_force(session), facts)
    return Incoming(known.rows[one.letter.id], one.mail, verdict, now, known)


async def _act(
    session: AsyncSession, incoming: Incoming, one: Opened, routed: list[Incoming], policy: Policy
) -> None:
    """Do what follows from a verdict; what goes to a department is put aside, to go together."""
    row, mail, verdict = incoming.row, incoming.mail, incoming.verdict
    released = row.outcome == RELEASED
    _note(row, mail, verdict)
    size = oversize_bytes(mail)
    if verdict.drop is None and not released and is_over_quota(incoming, policy):
        await set_aside(session, incoming, policy)
    elif verdict.drop is None and size is not None:
        await refuse_oversized(session, incoming, size, policy)
    elif verdict.drop is None and await is_reminder_reply(session, mail):
        await take_reminder_reply(session, incoming, policy)
    elif verdict.drop is Drop.BOUNCE:
        await note_bounce(session, bounce(mail, one.raw), incoming, policy)
    elif verdict.drop is None and await take_desk_letter(session, incoming, policy):
        pass  # it asked something of the desk itself, and was answered
    elif await take_question_reply(session, incoming, policy):
        pass  # its department answers now
    elif verdict.outcome is Outcome.ROUTE:
        routed.append(incoming)
    else:
        await OUTCOMES[verdict.outcome](session, incoming, policy)


def _note(row: Letter, mail: ParsedMail, verdict: Verdict) -> None:
    row.state = LetterState.JUDGED
    row.message_id, row.content_digest = mail.message_id or None, mail.content_digest or None
    row.sender, row.subject = mail.sender or None, mail.subject[:500]
    row.excerpt = mail.fresh_text.strip()[:EXCERPT] or None
    row.outcome, row.reasons = verdict.outcome, list(verdict.reasons)


async def _leave(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Keep the letter, and do nothing."""


Road = Callable[[AsyncSession, Incoming, Policy], Awaitable[None]]
OUTCOMES: dict[Outcome, Road] = {
    Outcome.THREAD: take_thread,
    Outcome.QUESTION: answer_question,
    Outcome.REVIEW: hold_submission,
    Outcome.IGNORE: _leave,
    Outcome.DROP: _leave,
}
