"""Signs of automatic mail: what is never answered, and what is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from handlers.rules.absence import says_automatic
from handlers.rules.desk import DeskFacts
from handlers.rules.mime import ParsedMail


class Drop(StrEnum):
    """Why a mail is kept but goes no further."""

    BOUNCE = "bounce"  # a report that one of our letters did not arrive, or is late
    REPLY = "automatic reply"  # an absence note and the like
    NOTICE = "disposition notice"  # "your mail was read"
    LOOP = "loop"  # our own mail came back
    DUPLICATE = "duplicate"  # the same mail once more


@dataclass(frozen=True, slots=True)
class Signs:
    """What the signs say: whether an acknowledgement may go out, whether the mail is dropped, and why."""

    acknowledge: bool = True
    drop: Drop | None = None
    reasons: tuple[str, ...] = ()


Test = Callable[[ParsedMail, DeskFacts], bool]


@dataclass(frozen=True, slots=True)
class _Sign:
    reason: str
    drop: Drop | None
    test: Test


_MOST_RECEIVED: Final = 50  # hops; no honest mail takes more
_BOUNCE_SENDER: Final = re.compile(r"^(mailer-daemon|mail-daemon|mdaemon|maildaemon)@", re.IGNORECASE)
_POSTMASTER: Final = re.compile(
    r"^(postmaster|mailer-daemon|mail-daemon|mdaemon|maildaemon|mailadmin|mail\.?system)@", re.IGNORECASE
)
_ROBOT_SENDER: Final = re.compile(
    r"^(?:(?:no|do|does|dont|donot)[-_.]?(?:not)?[-_.]?reply|noreply.*|.*[-_.+]no-?reply|bounces?|.*[-_.+]bounces?"
    r"|owner-.+|.+-owner|.+-request|.+-(?:un)?subscribe|listserv|majordomo|mailman"
    r"|auto(?:mail|mailer|reply|responder)?|robot|notifications?|notify|alerts?|daemon|nobody|root|www-data|cron)@",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT: Final = re.compile(
    r"退信|被退回|投递(?:状态|失败|不成功|延迟)|发送失败|无法送达|未送达|未能送达|送达失败|无法投递|無法傳遞|傳遞失敗|邮件延迟"
    r"|undeliver|delivery (?:status|failure|has failed|delayed|notification|report)|mail delivery"
    r"|returned (?:mail|to sender)|failure notice|mail failure"
    r"|could not be delivered|warning: could not send",
    re.IGNORECASE,
)
_REPLY_SUBJECT: Final = re.compile(
    r"^\s*[\[【（(]?\s*(?:自动回复|自動回覆|自動回復|自动答复|自动应答|系统自动回复|外出自动|休假自动|外出回复|不在办公室"
    r"|auto(?:matic|mated)?[\s:-]*(?:reply|response|answer)|auto:|autoreply|out[- ]of[- ](?:the[- ])?office"
    r"|away from (?:my|the) (?:mail|office)|on vacation|vacation reply)",
    re.IGNORECASE,
)
_READ_SUBJECT: Final = re.compile(
    r"^\s*[\[【]?(?:已读回执|阅读回执|已讀回條|已读\s*[:：]|已讀\s*[:：]|未读(?:就)?删除|未读\s*[:：]"
    r"|read\s*:|not read\s*:|read receipt|return receipt|disposition notification)",
    re.IGNORECASE,
)
_REPLY_HEADERS: Final = (
    "x-autoreply",
    "x-auto-reply",
    "x-autorespond",
    "x-autoresponder",
    "x-mail-autoreply",
)
_REPLY_SHAPE: Final = 1_500  # characters; an automatic reply is short


def _auto_submitted(mail: ParsedMail) -> str:
    found = re.match(r"\s*([\w-]+)", mail.header("auto-submitted"))  # comments and parameters may follow
    return found[1].lower() if found else ""


def _precedence(mail: ParsedMail) -> str:
    return mail.header("precedence").strip().lower().replace("-", "_")


def _is_plain(mail: ParsedMail) -> bool:
    """Tell whether a mail is short and without files, as replies of programmes are."""
    return not mail.files and len(mail.fresh_text) <= _REPLY_SHAPE


def _is_bounce_report(mail: ParsedMail) -> bool:
    return mail.report_type == "delivery-status" or "message/delivery-status" in mail.part_types


def _loops(mail: ParsedMail, desk: DeskFacts) -> bool:
    marks = [value.lower() for name, value in mail.headers if name == "x-loop"]
    own = {each.lower() for each in desk.addresses}
    if any("shenbao" in mark or any(each in mark for each in own) for mark in marks):
        return True
    return desk.is_own(mail.sender) and bool(marks or _auto_submitted(mail) not in {"", "no"})


def _null_return_path(mail: ParsedMail) -> bool:
    return mail.has("return-path") and mail.header("return-path").strip() in {"<>", ""}


# Each line: what it means in words, what it drops, how it is seen. Only reports, automatic replies,
# read notices and our own loops are dropped; every other sign merely stops the acknowledgement.
_SIGNS: Final = (
    # Our own mail has come back: answering it would never end.
    _Sign("带有本台自己的标记，是发出的信又转了回来", Drop.LOOP, _loops),
    # RFC 3464: the machine-readable report.
    _Sign("这是投递状态报告（退信）", Drop.BOUNCE, lambda mail, _: _is_bounce_report(mail)),
    # Reports of mail systems that do not keep to RFC 3464.
    _Sign(
        "发件人是邮件系统（mailer-daemon）",
        Drop.BOUNCE,
        lambda mail, _: bool(_BOUNCE_SENDER.match(mail.sender)),
    ),
    _Sign(
        "邮件系统发来的退信",
        Drop.BOUNCE,
        lambda mail, _: bool(_POSTMASTER.match(mail.sender) and _BOUNCE_SUBJECT.search(mail.subject)),
    ),
    _Sign(
        "带有退信的信头（X-Failed-Recipients）", Drop.BOUNCE, lambda mail, _: mail.has("x-failed-recipients")
    ),
    _Sign(
        "没有回信地址，主题像退信",
        Drop.BOUNCE,
        lambda mail, _: (
            _null_return_path(mail) and bool(_BOUNCE_SUBJECT.search(mail.subject)) and not mail.files
        ),
    ),
    # RFC 8098: "your mail was displayed".
    _Sign(
        "这是已读回执",
        Drop.NOTICE,
        lambda mail, _: (
            mail.report_type == "disposition-notification"
            or mail.content_type == "message/disposition-notification"
            or "message/disposition-notification" in mail.part_types
        ),
    ),
    _Sign(
        "主题像已读回执",
        Drop.NOTICE,
        lambda mail, _: bool(_READ_SUBJECT.match(mail.subject)) and _is_plain(mail),
    ),
    # RFC 3834 section 5: a reply that no person wrote. With files it may be somebody's submission after all.
    _Sign(
        "信头写明是自动回复（Auto-Submitted）",
        Drop.REPLY,
        lambda mail, _: _auto_submitted(mail) in {"auto-replied", "auto-notified"} and not mail.files,
    ),
    _Sign(
        "信头写明是自动回复（X-Autoreply）",
        Drop.REPLY,
        lambda mail, _: any(mail.has(name) for name in _REPLY_HEADERS) and not mail.files,
    ),
    _Sign(
        "主题是自动回复",
        Drop.REPLY,
        lambda mail, _: bool(_REPLY_SUBJECT.match(mail.subject)) and _is_plain(mail),
    ),
    # The value that vacation programmes write; it stands in no mail of a person.
    _Sign(
        "信头写明是自动回复（Precedence）",
        Drop.REPLY,
        lambda mail, _: _precedence(mail) in {"auto_reply", "autoreply"} and _is_plain(mail),
    ),
    # No header tells, but the words do; a department's "收到" is an answer all the same.
    _Sign(
        "内容是自动回复（外出、休假、已收到）",
        Drop.REPLY,
        lambda mail, desk: not desk.is_department(mail.sender) and says_automatic(mail),
    ),
    # From here on: no acknowledgement, the rest is judged by content.
    _Sign(
        "信头写明是自动发出的（Auto-Submitted）",
        None,
        lambda mail, _: _auto_submitted(mail) not in {"", "no"},
    ),
    _Sign("信头像自动回复", None, lambda mail, _: any(mail.has(name) for name in _REPLY_HEADERS)),
    _Sign(
        "主题像自动回复或回执",
        None,
        lambda mail, _: bool(_REPLY_SUBJECT.match(mail.subject) or _READ_SUBJECT.match(mail.subject)),
    ),
    _Sign("没有回信地址（Return-Path: <>）", None, lambda mail, _: _null_return_path(mail)),
    _Sign(
        "群发邮件的信头（Precedence）",
        None,
        lambda mail, _: _precedence(mail) in {"bulk", "list", "junk", "auto_reply", "autoreply"},
    ),
    _Sign(
        "邮件列表的信头（List-*）",
        None,
        lambda mail, _: any(name.startswith("list-") for name, _ in mail.headers),
    ),
    _Sign(
        "群发平台的信头",
        None,
        lambda mail, _: mail.has("feedback-id") or mail.has("x-campaign-id") or mail.has("x-mailgun-sid"),
    ),
    _Sign(
        "信头要求不要自动答复（X-Auto-Response-Suppress）",
        None,
        lambda mail, _: bool(
            re.search(r"\b(all|autoreply)\b", mail.header("x-auto-response-suppress"), re.IGNORECASE)
        ),
    ),
    _Sign("信头有防循环标记（X-Loop）", None, lambda mail, _: mail.has("x-loop")),
    _Sign(
        "这是邮件系统的报告（multipart/report）",
        None,
        lambda mail, _: mail.content_type == "multipart/report",
    ),
    _Sign("发件人是邮件管理员（postmaster）", None, lambda mail, _: bool(_POSTMASTER.match(mail.sender))),
    _Sign("发件地址是不收信的机器人地址", None, lambda mail, _: bool(_ROBOT_SENDER.match(mail.sender))),
    _Sign("发件人是本台自己的地址", None, lambda mail, desk: desk.is_own(mail.sender)),
    _Sign("发件人是科室的地址", None, lambda mail, desk: desk.is_department(mail.sender)),
    _Sign("没有可以回信的发件地址", None, lambda mail, _: not mail.sender),
    _Sign(
        "经过的服务器太多，可能在循环",
        None,
        lambda mail, _: sum(name == "received" for name, _ in mail.headers) > _MOST_RECEIVED,
    ),
)


def automatic(mail: ParsedMail, desk: DeskFacts) -> Signs:
    """Look for signs of automatic mail (RFC 3834, RFC 3464, RFC 8098).

    Any sign stops the acknowledgement; the first that drops says what the mail is. A duplicate is
    dropped when Message-ID and content digest both agree with one earlier mail.
    """
    found = [sign for sign in _SIGNS if sign.test(mail, desk)]
    drop = next((sign.drop for sign in found if sign.drop), None)
    reasons = tuple(sign.reason for sign in found)
    if drop is None and duplicate_of(mail, desk):
        return Signs(acknowledge=False, drop=Drop.DUPLICATE, reasons=(*reasons, "与先前收到的邮件完全相同"))
    return Signs(acknowledge=not found, drop=drop, reasons=reasons)


def duplicate_of(mail: ParsedMail, desk: DeskFacts) -> str | None:
    """Name the earlier mail that this one repeats: same Message-ID and same From, Date and body."""
    earlier = desk.seen_digests.get(mail.content_digest)
    if not mail.message_id or mail.message_id not in desk.seen_ids:
        return None
    return earlier


def possible_duplicate(mail: ParsedMail, desk: DeskFacts) -> str | None:
    """Name the earlier mail that agrees with this one in the Message-ID or in the content, not in both."""
    if duplicate_of(mail, desk):
        return None
    return desk.seen_ids.get(mail.message_id or "") or desk.seen_digests.get(mail.content_digest)
