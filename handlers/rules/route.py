"""What the desk does with a mail: where it goes, or why a person must look."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from handlers.rules.adverts import Advert, AdvertVerdict, advert_of
from handlers.rules.automatic import Drop, Signs, automatic, duplicate_of, possible_duplicate
from handlers.rules.classify import Candidate, Classifier
from handlers.rules.desk import DeskFacts, Thread
from handlers.rules.mail_intent import Aim, Intent, aim_of, looks_handed_in
from handlers.rules.mail_segments import segments
from handlers.rules.mime import ParsedMail
from handlers.rules.receipts import find_misspelt, find_receipts
from handlers.rules.submissions import Choice, choose

_BEST: Final = 3  # candidates that are shown


class Outcome(StrEnum):
    """What becomes of a mail."""

    ROUTE = "route"  # goes to a department at once
    THREAD = "thread"  # belongs to a submission that there is
    QUESTION = "question"  # is answered from the guide
    REVIEW = "review"  # a person must look
    IGNORE = "ignore"  # kept, not answered: adverts, newsletters
    DROP = "drop"  # kept, never answered: what programmes sent


@dataclass(frozen=True, slots=True)
class RoutedLetter:
    """One letter to a department, with the categories that it names."""

    mailbox: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision about a mail, with its reasons in words.

    `score` is the probability that `mailbox` is right; for a review that of the best guess. `drop` says
    what kind of mail a dropped one is.
    """

    outcome: Outcome
    acknowledge: bool
    mailbox: str | None = None
    categories: tuple[str, ...] = ()
    score: float = 0.0
    receipt: str | None = None
    duplicate_of: str | None = None
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    letters: tuple[RoutedLetter, ...] = ()
    warnings: tuple[str, ...] = ()
    drop: Drop | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a mail by itself says about where it belongs; costly to find out, and nobody else's business."""

    advert: AdvertVerdict
    aim: Aim
    candidates: tuple[Candidate, ...]
    choice: Choice


def understand(mail: ParsedMail, classifier: Classifier, earlier: tuple[str, ...] = ()) -> Understanding:
    """Understand a mail; `earlier` are the categories of the sender's confirmed submissions."""
    aim, pieces = aim_of(mail), segments(mail)
    candidates = classifier.scored(pieces, mail.recipients, earlier)
    return Understanding(advert_of(mail), aim, candidates, choose(mail, classifier, candidates, aim, pieces))


def judge(mail: ParsedMail, classifier: Classifier, desk: DeskFacts) -> Verdict:
    """Decide what becomes of a mail. Pure; whatever is not sure goes to review, with the reasons."""
    return judge_understood(mail, desk, lambda: understand(mail, classifier, desk.earlier))


def judge_understood(
    mail: ParsedMail, desk: DeskFacts, understanding: Callable[[], Understanding]
) -> Verdict:
    """Decide as `judge` does; what was understood is asked for only where it matters."""
    signs = automatic(mail, desk)
    verdict = _judged(mail, desk, signs, understanding)
    twin = possible_duplicate(mail, desk)
    told = (f"可能与先前收到的邮件重复（{twin}）",) if twin else ()
    notes = signs.reasons if verdict.drop is None else ()
    return replace(
        verdict,
        acknowledge=verdict.acknowledge and signs.acknowledge,
        reasons=(*verdict.reasons, *(f"不发回执：{each}" for each in notes)),
        warnings=(*mail.warnings, *verdict.warnings, *told),
    )


def _judged(
    mail: ParsedMail, desk: DeskFacts, signs: Signs, understanding: Callable[[], Understanding]
) -> Verdict:
    if signs.drop is not None:
        return _dropped(mail, desk, signs)
    if mail.unreadable:
        return _review(mail.unreadable)
    thread = _thread(mail, desk)
    if thread is not None:
        return thread
    understood = understanding()
    advert, aim = understood.advert, understood.aim
    if advert.advert is Advert.YES and not looks_handed_in(mail):
        return Verdict(
            Outcome.IGNORE, acknowledge=False, reasons=("像广告、资讯或骗取密码的邮件", *advert.reasons)
        )
    best = understood.candidates[:_BEST]
    doubt = _doubt(mail, desk, aim)
    if advert.advert is not Advert.NO:
        doubt = f"像广告，需要人看：{'、'.join(advert.reasons)}"
    if doubt is None and aim.intent is Intent.QUESTION:
        return Verdict(
            Outcome.QUESTION,
            acknowledge=True,
            score=_score(best),
            reasons=("只有提问，没有附件",),
            candidates=best,
        )
    return _chosen(understood.choice, best, doubt or understood.choice.doubt)


def _dropped(mail: ParsedMail, desk: DeskFacts, signs: Signs) -> Verdict:
    return Verdict(
        Outcome.DROP,
        acknowledge=False,
        duplicate_of=duplicate_of(mail, desk) if signs.drop is Drop.DUPLICATE else None,
        reasons=signs.reasons,
        drop=signs.drop,
    )


def _chosen(choice: Choice, best: tuple[Candidate, ...], doubt: str | None) -> Verdict:
    if doubt is not None or not choice.letters:
        reasons = tuple(
            dict.fromkeys([doubt or "看不出属于哪个项目类别", *(best[0].reasons if best else ())])
        )
        return Verdict(
            Outcome.REVIEW,
            acknowledge=True,
            score=_score(best),
            reasons=reasons,
            candidates=best,
            warnings=choice.warnings,
        )
    letters = tuple(RoutedLetter(mailbox, categories) for mailbox, categories in choice.letters)
    return Verdict(
        Outcome.ROUTE,
        acknowledge=True,
        mailbox=letters[0].mailbox,
        categories=tuple(each for letter in letters for each in letter.categories),
        score=choice.score,
        reasons=choice.reasons,
        candidates=best,
        letters=letters,
        warnings=choice.warnings,
    )


def _review(reason: str) -> Verdict:
    return Verdict(Outcome.REVIEW, acknowledge=True, reasons=(reason,))


def _score(best: tuple[Candidate, ...]) -> float:
    return best[0].score if best else 0.0


def _doubt(mail: ParsedMail, desk: DeskFacts, aim: Aim) -> str | None:
    """Say why a mail must be seen by a person whatever its category may be."""
    if not mail.text.strip() and not mail.subject.strip() and not mail.files:
        return "邮件是空的：没有主题、正文和附件"
    if desk.is_department(mail.sender):
        return "科室来信，没有回执编号，不知道是对哪一份材料的答复"
    misspelt = find_misspelt(f"{mail.subject}\n{mail.fresh_text}")
    if misspelt:
        return f"回执编号 {misspelt[0]} 的校验位不对，可能写错了"
    return aim.business.value if aim.business else None


def _thread(mail: ParsedMail, desk: DeskFacts) -> Verdict | None:
    """Find the submission that a mail belongs to: by token, by reply, by receipt number."""
    receipts = _receipts(mail, desk)
    if not receipts:
        return None
    if len(receipts) > 1:
        return _review(f"提到多个回执编号：{'、'.join(receipts)}")
    receipt = receipts[0]
    if not desk.authentic:
        return replace(_review("发件人验证没有通过，可能冒名，不自动并入已有材料"), receipt=receipt)
    if desk.threads is None:
        return Verdict(
            Outcome.THREAD, acknowledge=True, score=1.0, receipt=receipt, reasons=(f"写有回执编号 {receipt}",)
        )
    known = desk.threads.get(receipt)
    if known is None:
        return _review(f"回执编号 {receipt} 查不到对应的材料")
    return _joined(mail, desk, known)


def _joined(mail: ParsedMail, desk: DeskFacts, thread: Thread) -> Verdict:
    sender = mail.sender.lower()
    is_department = bool(sender) and sender in {(thread.mailbox or "").lower(), *thread.copies}
    if not is_department and sender not in {each.lower() for each in thread.people}:
        reason = "其他科室" if desk.is_department(sender) else "既不是受理科室也不是申报人"
        return replace(_review(f"写有回执编号 {thread.receipt}，但发件人{reason}"), receipt=thread.receipt)
    who = "受理科室" if is_department else "申报人"
    return Verdict(
        Outcome.THREAD,
        acknowledge=True,
        mailbox=thread.mailbox,
        categories=thread.categories,
        score=1.0,
        receipt=thread.receipt,
        reasons=(f"{who}来信，属于回执编号 {thread.receipt} 的材料",),
    )


def _receipts(mail: ParsedMail, desk: DeskFacts) -> tuple[str, ...]:
    """Collect the receipt numbers that tie a mail to a submission, the surest place alone."""
    if desk.token_receipt:
        return (desk.token_receipt,)
    is_reply = bool(mail.in_reply_to) or bool(
        re.match(r"\s*(?:re|回复|答复|回覆|fw|转发)\s*[:：]", mail.subject, re.IGNORECASE)
    )
    places = [
        "\n".join((mail.in_reply_to, *mail.references)),
        mail.subject,
        mail.fresh_text,
        mail.quoted_text if is_reply else "",
    ]
    return next((found for place in places if (found := find_receipts(place))), ())
