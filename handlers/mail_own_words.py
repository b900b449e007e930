"""What applicants tell the desk by replying: who hands in, 记住, 同意, 后补, 已齐."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import TOLD, reply_automatically
from handlers.applicant_units import forget_unit_of, keep_unit, unit_data
from handlers.audit import Actor, record
from handlers.incoming import Incoming
from handlers.known import answer_key
from handlers.mail_promises import promise_the_rest
from handlers.policy import Policy
from handlers.promises import countdown_of, settle_promise
from handlers.rules.applicant_unit import FIELD_WORDS, Unit
from handlers.rules.applicant_words import OwnWords, Word, read_own_words
from handlers.rules.countdown import Countdown
from handlers.rules.unit_form import Wrong, is_labelled
from handlers.wording import letter as word_letter
from storage.queries.applicants import unit_row
from storage.queries.letters import letters_of_ours
from storage.tables import Applicant, Submission

ASKING: Final = (answer_key(0)[:-1], TOLD)  # keys of the letters that ask for these words


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an applicant's words; `words` are those that counted."""

    words: frozenset[Word] = frozenset()
    unit: Unit | None = None  # as it stands now, where it was written
    changed: bool = False
    wrong: tuple[Wrong, ...] = ()
    countdown: Countdown | None = None  # of what is to follow
    beside: str = ""  # what else was said, for the department

    @property
    def is_news(self) -> bool:
        """Tell whether a department wants to know."""
        return bool(self.news)

    @property
    def news(self) -> str:
        """Say in short what a department is told."""
        later = f"其余材料 {self.countdown.day}前补交" if self.countdown and Word.LATER in self.words else ""
        return "；".join(each for each in ("单位信息" if self.changed else "", later) if each)


async def take_own_words(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy
) -> Done | None:
    """Do what an owner's words ask of the desk; None, and nothing is done, where they ask nothing of it.

    A unit and its keeping count only from whom our letters reach: an address alone is a mere claim. 同意
    counts only in answer to a letter that asks for it; in answer to a department it is the department's.
    """
    asked = await _answers_asking(session, incoming)
    said = read_own_words(_text(incoming, asked=asked))
    words = _counting(said, incoming, asked=asked)
    has_unit = said.says_unit and incoming.proven
    if not words and not has_unit:
        return None
    unit, changed = await _unit(session, incoming, submission, said) if has_unit else (None, False)
    applicant = await session.get_one(Applicant, submission.applicant_id)
    words = await _consent(session, incoming, submission, applicant, words)
    countdown = await _promises(session, incoming, submission, words, policy)
    actor = Actor(f"mail:{incoming.mail.sender.lower()}", "mail")
    did = ",".join(sorted([*words, *(["unit"] if changed else [])]))
    await record(session, policy, incoming.now, actor, "words", f"submission:{submission.id}", did=did)
    return Done(words, unit, changed, said.form.wrong if has_unit else (), countdown, said.beside)


async def _answers_asking(session: AsyncSession, incoming: Incoming) -> bool:
    """Tell whether a mail answers one of the letters that ask for these words."""
    ids = [f"<{incoming.mail.in_reply_to}>"] if incoming.mail.in_reply_to else []
    ours = await letters_of_ours(session, ids, incoming.mail.sender)
    return any(each.key.startswith(ASKING) for each in ours)


def _text(incoming: Incoming, *, asked: bool) -> str:
    """Return what was written; some fill our form in where their programme has quoted it."""
    mail = incoming.mail
    if not asked or mail.fresh_text.strip():
        return mail.fresh_text
    quoted = (line.lstrip("> \t|") for line in mail.quoted_text.splitlines())
    return "\n".join(line for line in quoted if is_labelled(line))


def _counting(said: OwnWords, incoming: Incoming, *, asked: bool) -> frozenset[Word]:
    """Return the words that count; beside other sentences only those about what follows do."""
    free = {Word.LATER, Word.COMPLETE}
    if incoming.proven and (said.is_all or said.says_unit):
        free |= {Word.REMEMBER, Word.FORGET}
        free |= {Word.AGREE} if asked else set()
    words = said.words & free
    return frozenset(words if said.is_all or said.says_unit or incoming.mail.files else ())


async def _unit(
    session: AsyncSession, incoming: Incoming, submission: Submission, said: OwnWords
) -> tuple[Unit, bool]:
    before = await unit_data(session, submission) or Unit()
    unit = before.joined(said.form.unit)
    if unit != before:
        await keep_unit(session, submission.applicant_id, submission.id, unit, incoming.now)
    return unit, unit != before


async def _consent(
    session: AsyncSession,
    incoming: Incoming,
    submission: Submission,
    applicant: Applicant,
    words: frozenset[Word],
) -> frozenset[Word]:
    """Accept the notices, and remember or forget the unit; return the words that had something to do."""
    if Word.AGREE in words:
        applicant.noticed_at = applicant.noticed_at or incoming.now
    if Word.FORGET in words:
        await forget_unit_of(session, applicant.id or 0)
    found = await unit_row(session, applicant.id or 0, submission.id)
    if Word.REMEMBER in words and found is not None:
        unit = await unit_data(session, submission) or Unit()
        await keep_unit(session, applicant.id or 0, None, unit, incoming.now)
    return words


async def _promises(
    session: AsyncSession, incoming: Incoming, submission: Submission, words: frozenset[Word], policy: Policy
) -> Countdown | None:
    if Word.COMPLETE in words:
        await settle_promise(session, submission)
    elif Word.LATER in words:
        await promise_the_rest(session, incoming, submission, policy)
    return await countdown_of(session, submission, incoming.now, policy)


async def answer_own_words(
    session: AsyncSession, incoming: Incoming, submission: Submission, done: Done, policy: Policy
) -> None:
    """Say what became of the words, and what can be said next."""
    remembered = await unit_row(session, submission.applicant_id, None)
    words = word_letter(
        "own_words",
        submission=submission,
        done=done,
        words={each.value for each in done.words},
        unit=[(label, done.unit.of(field)) for field, label in FIELD_WORDS.items() if done.unit.of(field)]
        if done.unit
        else [],
        has_unit=await unit_row(session, submission.applicant_id, submission.id) is not None,
        remembered=remembered is not None,
        desk=policy.desk_name,
    )
    await reply_automatically(session, incoming, words, policy, submission_id=submission.id)
