"""Reminders as letters that can be answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from handlers.letterhead import desk_letter
from handlers.policy import Policy
from handlers.reminder_texts import DigestText, Told
from handlers.rules.compose import LetterSpec
from handlers.rules.milestone_rights import EVERYBODY, IN_CHARGE, OWNERS, PUTTING_OFF, SETTLING
from handlers.rules.tokens import code_digest
from handlers.wording import letter

Words = tuple[str, str]  # subject and body


def own_letter(told: Told, policy: Policy) -> Words:
    """Word the reminder of one milestone."""
    return _letter("reminder_own", [told], policy, told=told)


def digest_letter(digest: DigestText, today: str, policy: Policy) -> Words:
    """Word a day's digest; each milestone has the number that it is answered with."""
    return _letter("reminder_digest", digest.lines, policy, digest=digest, today=today)


def reports_letter(reports: Sequence[Told], today: str, policy: Policy) -> Words:
    """Word what a leader or an operator hears of overdue milestones."""
    return _letter("reminder_reports", reports, policy, reports=reports, today=today)


def expired_letter(asked: Sequence[Told], policy: Policy) -> Words:
    """Ask about milestones that had passed when their table was applied."""
    return _letter("reminder_expired", asked, policy, asked=asked, answers=ANSWERS_OF_EXPIRED)


def undelivered_letter(told: Sequence[Told], policy: Policy) -> Words:
    """Word what could not be said in chat."""
    return _letter("reminder_undelivered", told, policy, lines=told)


def _letter(name: str, told: Sequence[Told], policy: Policy, /, **values: object) -> Words:
    return letter(name, desk=policy.desk_name, **(how_to_answer(told) | values))


def how_to_answer(lines: Sequence[Told]) -> dict[str, object]:
    """Return what a letter's last lines need: the answers that its reader may give."""
    return {
        "answers": ANSWERS,
        "told_duties": {each.duty for each in lines},
        "many": len(lines) > 1,
        "example": lines[0].line.number,
    }


# Who may answer what, in the order of the letter; the same duties as the buttons in chat.
ANSWERS: Final = (
    (IN_CHARGE, "完成 说明（至少 10 个字，或随信附上证明文件）"),
    (EVERYBODY, "进展 40% 说明"),
    (PUTTING_OFF, "稍后 3（推迟 3 个工作日；只写“稍后”是下一个工作日）"),
    (OWNERS, "需协调 原因"),
    (IN_CHARGE, "转办 姓名"),
    (SETTLING, "已协调 结果（有人提出需协调时）"),
    (IN_CHARGE, "延期 7月15日 原因（由领导或操作员决定）"),
)
# There is no nudge to put off; whoever wants to be chased says so.
ANSWERS_OF_EXPIRED: Final = (
    (IN_CHARGE, "重新打开（没有完成，继续催办）"),
    *(each for each in ANSWERS if each[0] is not PUTTING_OFF),
)


def reminder_spec(key: str, recipient: str, words: Words, now: datetime, policy: Policy) -> LetterSpec:
    """Return the letter of a parcel; an answer to it proves by its Message-ID that it was received."""
    return desk_letter(recipient, words, secret_message_id(key, policy), now, policy)


def secret_message_id(key: str, policy: Policy) -> str:
    """Return a Message-ID that the same key always gives, and that nobody can guess who lacks the secret."""
    return f"<reminder.{code_digest(policy.key, f'letter:{key}')[:32]}@{policy.domain}>"
