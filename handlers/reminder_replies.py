"""A reply to a reminder letter does what a button does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.business import business_of
from handlers.incoming import Incoming
from handlers.milestone_acts import do
from handlers.milestone_decisions import decide
from handlers.milestone_news import news_in
from handlers.milestone_proposals import number_in, person_in
from handlers.milestone_steps import Deed, Evidence
from handlers.milestone_values import milestone_value, progress_of
from handlers.officials import Official, official_by_mail
from handlers.outbox import Wrapping, write_letter
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.reminder_letters import Words, how_to_answer, reminder_spec
from handlers.reminder_rows import MAIL
from handlers.reminder_situation import moment_of
from handlers.reminder_texts import Told
from handlers.review import Matter, open_item
from handlers.rules.authentication import authentication_failed
from handlers.rules.file_names import safe_name
from handlers.rules.milestone_lines import line_of
from handlers.rules.mime import ParsedMail
from handlers.rules.reminder_answers import Act, Answer, read_answers
from handlers.wording import letter as word_letter
from handlers.wording import plain, say
from storage.queries.milestones import count_letters, milestones_by_id, reminder_parcels, reminders_in
from storage.tables import Milestone, Parcel, Proposal

HOW: Final = "reminder:how:"  # the key of a letter that says how a reminder is answered
DECIDING: Final = frozenset({Act.AGREE, Act.DENY})  # answers to a proposal, not about a milestone
DAY: Final = timedelta(hours=24)


async def is_reminder_reply(session: AsyncSession, mail: ParsedMail) -> bool:
    """Tell whether a mail answers a reminder letter, from the address that the letter went to."""
    return bool(await _answered(session, mail))


async def _answered(session: AsyncSession, mail: ParsedMail) -> list[Parcel]:
    """Return the reminder letters that a mail answers; nobody can guess their Message-IDs."""
    named = {each for each in (mail.in_reply_to, *mail.references) if each}
    found = await reminder_parcels(session, [f"<{each}>" for each in named]) if named else ()
    sender = mail.sender.lower()
    return [parcel for parcel in found if sender and parcel.recipient.lower() == sender]


async def take_reminder_reply(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Do what a reply asks for and answer it; a reply whose sender is in doubt goes to a person."""
    incoming.row.outcome = "reminder"
    letters = [parcel.key.removesuffix(MAIL) for parcel in await _answered(session, incoming.mail)]
    reminders = await reminders_in(session, letters)
    news = news_in(letters)
    people = [*(row.person for row in reminders), *person_in(letters), *(each.person for each in news)]
    keys = list(dict.fromkeys(people))
    official = await official_by_mail(session, incoming.mail.sender, keys, policy)
    if official is None or authentication_failed(incoming.mail):
        incoming.row.outcome = "review"
        incoming.row.reasons = ["回复了节点提醒，但发件人已不在名单里，或验证未通过，可能是冒名"]
        await open_item(session, Matter("reply", incoming.row.reasons, incoming.row), incoming.now, policy)
        return
    proposal = await session.get(Proposal, number_in(letters) or 0)
    about = [row.milestone_id for row in reminders] + ([proposal.milestone_id] if proposal else [])
    about += [each.milestone for each in news]
    meant = await _meant(session, incoming, official, about, policy)
    meant = replace(meant, proposal=proposal.id if proposal else None)
    answers = read_answers(incoming.mail.fresh_text)
    if not answers:
        await _explain(session, incoming, meant, policy)
        return
    said = [await _act(session, answer, meant, policy) for answer in answers]
    incoming.row.reasons = [f"回复节点提醒：{'、'.join(answer.act for answer in answers)}"]
    await _confirm(session, incoming, said, policy)


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a reply can be about: the milestones of the letters that it answers, and who writes.

    `proposal` is what a letter asked the writer to agree to.
    """

    incoming: Incoming
    official: Official
    milestones: Mapping[int, Milestone]
    lines: Sequence[Told]
    proposal: int | None = None

    def number(self, answer: Answer) -> int | None:
        """Return the milestone of an answer; None where it is not clear which one is meant."""
        if answer.number is not None:
            return answer.number
        if answer.place is not None:
            places = [each.line.number for each in self.lines if _folded(each.line.place) == answer.place]
            return places[0] if len(places) == 1 else None
        return next(iter(self.milestones)) if len(self.milestones) == 1 else None


def _folded(place: str) -> str:
    return place.replace("（", "(").replace("）", ")")


async def _meant(
    session: AsyncSession,
    incoming: Incoming,
    official: Official,
    about: Sequence[int],
    policy: Policy,
) -> _Meant:
    numbers = list(dict.fromkeys(about))
    rows = await milestones_by_id(session, numbers)
    ordered = {number: rows[number] for number in numbers if number in rows}
    moment = moment_of(incoming.now, policy)
    business = await business_of(session, official, moment.today, numbers)
    lines = [
        Told(line_of(number, milestone_value(row), moment, progress_of(row)), duty)
        for number, row in ordered.items()
        if (duty := business.duty(row))
    ]
    return _Meant(incoming, official, ordered, lines)


@dataclass(frozen=True, slots=True)
class Said:
    """What became of one answer, in plain words."""

    done: bool
    text: str


async def _act(session: AsyncSession, answer: Answer, meant: _Meant, policy: Policy) -> Said:
    if answer.act in DECIDING:
        return await _decide(session, answer, meant, policy)
    number = meant.number(answer)
    if number is None:
        return Said(done=False, text=plain(say("milestone_which.html", numbers=list(meant.milestones))))
    deed = Deed(meant.official, number, meant.incoming.now)
    try:
        outcome = await do(session, deed, answer, _file(meant.incoming), policy)
    except Refusal as refusal:
        return Said(done=False, text=plain(say(f"{refusal.sentence}.html", **refusal.values)))
    return Said(done=True, text=plain(say("milestone_act.html", outcome=outcome)))


async def _decide(session: AsyncSession, answer: Answer, meant: _Meant, policy: Policy) -> Said:
    deed = Deed(meant.official, 0, meant.incoming.now)
    agreed = answer.act is Act.AGREE
    try:
        outcome = await decide(session, deed, meant.proposal or 0, answer.note, policy, agreed=agreed)
    except Refusal as refusal:
        return Said(done=False, text=plain(say(f"{refusal.sentence}.html", **refusal.values)))
    return Said(done=True, text=plain(say("milestone_act.html", outcome=outcome)))


def _file(incoming: Incoming) -> Evidence | None:
    """Return the mail's first file; the whole letter is kept, so are its other files."""
    files = incoming.mail.files
    return Evidence("", safe_name(files[0].name), incoming.row.blob, files[0].index) if files else None


async def _confirm(session: AsyncSession, incoming: Incoming, said: Iterable[Said], policy: Policy) -> None:
    """Say what became of each answer."""
    words = word_letter("reminder_reply", said=list(said), desk=policy.desk_name)
    await _write(session, incoming, f"reminder:reply:{incoming.id}", words, policy)


async def _explain(session: AsyncSession, incoming: Incoming, meant: _Meant, policy: Policy) -> None:
    """Say how a reminder is answered, a few times a day at most, so that no loop can grow."""
    incoming.row.reasons = ["回复了节点提醒，但第一行不是约定的写法"]
    since, sender = incoming.now - DAY, incoming.mail.sender
    if (
        not meant.lines
        or await count_letters(session, HOW, sender, since) >= policy.acknowledgements_per_sender
    ):
        return
    values = how_to_answer(meant.lines)
    words = word_letter("reminder_how", lines=meant.lines, desk=policy.desk_name, **values)
    await _write(session, incoming, f"{HOW}{incoming.id}", words, policy)


async def _write(session: AsyncSession, incoming: Incoming, key: str, words: Words, policy: Policy) -> None:
    """Answer in the same thread, unless the mail shows signs of being automatic (RFC 3834)."""
    if not incoming.verdict.acknowledge:
        return
    answered = (f"<{incoming.mail.in_reply_to}>",) if incoming.mail.in_reply_to else ()
    spec = replace(
        reminder_spec(key, incoming.mail.sender, words, incoming.now, policy),
        in_reply_to=incoming.in_reply_to,
        references=tuple(dict.fromkeys((*answered, *incoming.references))),
        auto_submitted="auto-replied",
    )
    await write_letter(session, spec, Wrapping(key, incoming.now))
