"""A mail that belongs to a submission: the department's answer, or more from the applicant."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.acknowledgements import reply_automatically
from handlers.applicant_mails import is_answer_to_us, send_receipt_by_mail, send_status, withdraw_by_mail
from handlers.department_replies import take_department_reply
from handlers.desk_facts import addresses_of, department_mailboxes, mailboxes_of
from handlers.incoming import Incoming
from handlers.mail_colleagues import take_colleague_wish
from handlers.mail_own_words import answer_own_words, take_own_words
from handlers.policy import Policy
from handlers.review import Matter, open_item
from handlers.rules.applicant_wishes import Wish, read_wish
from handlers.rules.authentication import authentication_failed
from handlers.rules.colleague_wishes import read_colleague_wish
from handlers.supplements import take_supplement, tell_of_words
from handlers.wording import letter as word_letter
from storage.queries.submissions import submission_by_receipt
from storage.states import SubmissionState
from storage.tables import Applicant, Submission


async def take_thread(session: AsyncSession, incoming: Incoming, policy: Policy) -> None:
    """Pass the mail on within its submission; from anybody else it goes to a person, even with a token."""
    submission = await submission_by_receipt(session, incoming.verdict.receipt or "")
    if submission is None:
        await _ask(session, incoming, None, "邮件里的回执号查不到对应的申报", policy)
        return
    incoming.row.submission_id = submission.id
    applicant = await session.get_one(Applicant, submission.applicant_id)
    sender = incoming.mail.sender.lower()
    if authentication_failed(incoming.mail):
        await _ask(session, incoming, submission, "发件人验证未通过，可能是冒名", policy)
    elif sender in await mailboxes_of(session, submission, policy):
        await take_department_reply(session, incoming, submission, applicant, policy)
    elif sender in await addresses_of(session, submission):
        own = sender == (applicant.email or "").lower()
        await _from_applicant(session, incoming, submission, policy, own=own)
    else:
        known = sender in {each.lower() for each in await department_mailboxes(session)}
        who = "另一科室" if known else "不认识的地址"
        await _ask(session, incoming, submission, f"来信引用了回执号，但发件人是{who}：{sender}", policy)


async def _ask(
    session: AsyncSession, incoming: Incoming, submission: Submission | None, reason: str, policy: Policy
) -> None:
    incoming.row.outcome = "review"
    incoming.row.reasons = [reason, *incoming.row.reasons]
    await open_item(session, Matter("reply", [reason], incoming.row, submission), incoming.now, policy)


async def _from_applicant(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy, *, own: bool
) -> None:
    """Do what the applicant's words say; whatever is not plainly for the desk is for the department."""
    incoming = replace(incoming, proven=await is_answer_to_us(session, incoming, submission, policy))
    colleague = None if incoming.mail.files else read_colleague_wish(incoming.mail.fresh_text)
    wish = Wish.NONE if incoming.mail.files else read_wish(incoming.mail.fresh_text)
    if colleague is not None:
        await take_colleague_wish(session, incoming, submission, colleague, policy)
    elif wish is Wish.STATUS:
        await send_status(session, incoming, submission, policy)
    elif wish is Wish.RECEIPT and own:
        await send_receipt_by_mail(session, incoming, submission, policy)
    elif submission.state in (SubmissionState.WITHDRAWN, SubmissionState.DISCARDED):
        await _ask(session, incoming, submission, "这份申报已经撤回或未作申报处理，申请人又来信", policy)
    elif wish is Wish.WITHDRAW and own and incoming.proven:
        await withdraw_by_mail(session, incoming, submission, policy)
    elif wish in (Wish.WITHDRAW, Wish.DOUBT):
        # The address alone is no proof: anybody can write it, and taking back cannot be undone.
        await _ask(session, incoming, submission, "申请人来信说到撤回，请与申请人核实", policy)
        words = word_letter("letter_kept", desk=policy.desk_name, office=policy.office)
        await reply_automatically(session, incoming, words, policy, submission_id=submission.id)
    else:
        await _words_or_more(session, incoming, submission, policy, own=own)


async def _words_or_more(
    session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy, *, own: bool
) -> None:
    """Do what the words say that are for the desk; files and all other words are for the department."""
    done = await take_own_words(session, incoming, submission, policy) if own else None
    if done is None or done.beside or incoming.mail.files:
        await _add(session, incoming, submission, policy)
        return
    if done.is_news:
        await tell_of_words(session, incoming, submission, done.news, policy)
    await answer_own_words(session, incoming, submission, done, policy)


async def _add(session: AsyncSession, incoming: Incoming, submission: Submission, policy: Policy) -> None:
    number = await take_supplement(session, incoming, submission, policy)
    words = word_letter(
        "supplement_received",
        submission=submission,
        number=number,
        files=len(incoming.mail.files),
        at=incoming.now.astimezone(policy.zone),
        desk=policy.desk_name,
    )
    # No word to the desk was read in it: two programmes that confirm each other's letters must fall silent.
    capped = replace(incoming, proven=False)
    await reply_automatically(session, capped, words, policy, submission_id=submission.id)
