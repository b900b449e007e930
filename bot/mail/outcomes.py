"""Judge what an SMTP server's reply means for a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

NO_CODE = 0
TEMPORARY = 400
PERMANENT = 500
BEYOND = 600


class Stage(StrEnum):
    """How far the conversation had come."""

    CONNECT = "connect"  # connection, greeting, EHLO, STARTTLS
    LOGIN = "login"  # AUTH
    SENDER = "sender"  # MAIL FROM
    RECIPIENT = "recipient"  # RCPT TO
    CONTENT = "content"  # DATA, up to the reply after the final dot


@dataclass(frozen=True, slots=True)
class Sent:
    """The relay has taken the letter; `reply` is its last line, mostly with a queue number."""

    reply: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The relay said no, so the letter is surely not on its way.

    `code` is 0 where this side declined before asking. `permanent`: repeating the same letter is useless.
    `ours`: the reason is the desk's login, address, rate or reputation, and every letter would meet it.
    """

    code: int
    text: str
    permanent: bool
    ours: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether the relay has the letter: DATA had begun, the last reply never came."""

    text: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The conversation ended before DATA: the letter is surely not on its way, another try may succeed."""

    text: str


Outcome = Sent | Refused | Unknown | Unreachable


@dataclass(frozen=True, slots=True)
class Sign:
    """A row of the table: which refusals it is about, and whether the desk itself is meant."""

    ours: bool
    stages: frozenset[Stage] = frozenset(Stage)
    codes: str = "[45]"  # beginning of the code, a regular expression
    words: str = ""  # somewhere in the text, a regular expression


# The first row that fits decides.
SIGNS = (
    # Whatever is said before a letter is named concerns the desk.
    Sign(ours=True, stages=frozenset({Stage.CONNECT, Stage.LOGIN}), codes="5"),
    # Login wanted, too weak, or wrong (RFC 4954 section 6), at whatever verb it is told.
    Sign(ours=True, codes="53[0458]"),
    # The recipient's box is full or shut (RFC 3463 X.2.1, X.2.2).
    Sign(
        ours=False,
        words=r"\b[45]\.2\.[12]\b|mailbox (is )?full|over ?quota|quota exceeded|[信邮]箱已满|空间不足",
    ),
    # There is no such recipient (RFC 3463 X.1.1 to X.1.3, X.1.6, X.1.10).
    Sign(
        ours=False,
        stages=frozenset({Stage.RECIPIENT, Stage.CONTENT}),
        words=r"\b5\.1\.([1236]|10)\b|user (unknown|not found)|no such user|unknown (user|recipient)"
        r"|(recipient|user|mailbox|address) (does not exist|not exist|not found|unavailable)"
        r"|invalid recipient|用户不存在|无此用户|收件人不存在",
    ),
    # This letter is too large (RFC 1870, RFC 3463 X.2.3, X.3.4).
    Sign(ours=False, codes="552"),
    Sign(
        ours=False,
        words=r"\b5\.(2\.3|3\.4)\b|too (large|big)|size limit|exceeds? .*size|(邮件|附件)(过大|超过)",
    ),
    # This letter carries what the relay takes for a virus, or has gone round in a circle.
    Sign(ours=False, words=r"virus|malware|病毒|too many hops|loop detected"),
    # Too many letters, or the desk is taken for a spammer. The short codes are NetEase's.
    Sign(
        ours=True,
        words=r"spam|junk|垃圾|content (denied|rejected)|\b(DT|MI|HL|IP|RP|SD|DM):[A-Z]{2,4}\b"
        r"|frequen|频率|频繁|\brate\b|rate.?limit|throttl|too (many|much|fast)|(sending|daily|hourly) limit"
        r"|limit exceeded|超过.*(限制|上限)|block(ed|.?list)|black.?list|\brbl\b|reputation"
        r"|suspicious|policy",
    ),
    # The relay does not know the desk, or not under this address.
    Sign(
        ours=True,
        codes="5",
        words=r"relay|authenticat|authori[sz]|not (permitted|allowed|owned)|must (be )?(the )?(same|equal)"
        r"|sender (address )?(rejected|denied|mismatch)|认证|授权|发件人",
    ),
    # A lasting no to MAIL FROM is about the desk's address: sender binding, null return path.
    Sign(ours=True, stages=frozenset({Stage.SENDER}), codes="5"),
)


def judge(stage: Stage, code: int, text: str) -> Outcome:
    """Judge a reply that was not the one hoped for.

    Only 4xx and 5xx are a sure no (RFC 5321 section 4.2.1); anything else after DATA leaves it open.
    """
    if not TEMPORARY <= code < BEYOND:
        told = f"意外的答复 {code} {text}".strip()
        return Unknown(told) if stage is Stage.CONTENT else Unreachable(told)
    return Refused(code, text, permanent=code >= PERMANENT, ours=_ours(stage, code, text))


def _ours(stage: Stage, code: int, text: str) -> bool:
    return next((sign.ours for sign in SIGNS if _fits(sign, stage, code, text)), False)


def _fits(sign: Sign, stage: Stage, code: int, text: str) -> bool:
    named = stage in sign.stages and re.match(sign.codes, str(code)) is not None
    return named and re.search(sign.words, text, re.IGNORECASE) is not None
