"""Automatic replies that carry no mark in their headers, told by their words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from handlers.rules.mail_intent import Intent, aim_of
from handlers.rules.mime import ParsedMail
from handlers.rules.spelling import folded

_LONGEST: Final = 600  # characters; an absence note is short
# The mail says itself that no person wrote it.
_SAYS_SO: Final = re.compile(
    r"(?:此|本|这|该)(?:是|为)?一?封?(?:邮件|信|回复)?(?:是|为|系|由)?一?[封条]?(?:邮箱|邮件|系统)*(?:设置的?)?"
    r"自动(?:回复|回信|答复|应答|回覆)"
    r"|^系?统?自动(?:回复|答复|应答)|(?:[^\u4e00-\u9fff]|^)系?统?自动(?:回复|答复)(?:邮件)?[\W_]*$"
    r"|this is an? auto(?:mat(?:ic|ed))?[- ]?(?:reply|response|generated)|do not reply to this auto",
    re.IGNORECASE,
)
# The writer is away and answers later.
_AWAY: Final = re.compile(
    r"(?:休假|年假|产假|病假|婚假|请假|出差|外出|公出|出国|不在(?:办公室|公司|单位|岗)|离开(?:办公室|公司)|已离职|已退休|已调离|不再使用|已停用)"
    r"[^\n]{0,60}?(?:无法|不能|不便|未能|稍后|稍晚|尽快(?:回|答|给|处|与)|(?:回来|返回|返岗|上班|归来|结束)(?:之?后|再)"
    r"|急事|紧急|要事|请(?:联系|致电|拨打|转))"
    r"|out of (?:the |my )?office|(?:on|taking) (?:annual |sick |parental |maternity )?leave\b"
    r"|away from (?:the|my) (?:office|desk)|limited access to (?:my )?e-?mail"
    r"|currently (?:away|travel|on vacation)",
    re.IGNORECASE,
)
# The mail merely says that ours came.
_CAME: Final = re.compile(
    r"(?:您|你)(?:的|发来的|所发的?)?(?:邮件|来信|信件|来函)[^。\n]{0,10}(?:收到|收悉)[^\n]{0,16}?"
    r"(?:尽快|第一时间|及时|稍后)[^。\n]{0,10}(?:回复|答复|处理|联系|查看|查阅)",
)
_REPLY: Final = re.compile(
    r"^\s*(?:re|aw|回复|回覆|答复|答覆|自动|自動|auto)[^:：]{0,12}[:：]|自动(?:回|答|应)", re.IGNORECASE
)


def says_automatic(mail: ParsedMail) -> bool:
    """Tell whether a short mail without files is an automatic reply by its own words."""
    if mail.files or len(mail.fresh_text) > _LONGEST:
        return False
    text = folded(mail.fresh_text)
    if _SAYS_SO.search(text):
        return True
    if aim_of(replace(mail, subject="")).intent is not Intent.OTHER:
        return False
    is_reply = bool(mail.in_reply_to) or bool(_REPLY.search(mail.subject))
    return is_reply and bool(_AWAY.search(text) or _CAME.search(text))
