"""Mails that only pass another one on."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.mime import ParsedMail

_SHORT: Final = 60  # characters; what is new in a mere forward is shorter
_SUBJECT: Final = re.compile(r"^\s*(?:fwd?|转发|轉發|转寄|轉寄|转报|代转|转)\s*[:：]", re.IGNORECASE)
_MARK: Final = re.compile(r"forwarded message|begin forwarded|转发(?:的)?邮件|轉發(?:的)?郵件", re.IGNORECASE)
_BLANK: Final = re.compile(r"\s")


def says_little(mail: ParsedMail) -> bool:
    """Tell whether what is new in a mail is so short that what it quotes speaks for it."""
    return len(_BLANK.sub("", mail.fresh_text)) <= _SHORT


def is_forward(mail: ParsedMail) -> bool:
    """Tell whether a mail says hardly more than that it passes another one on."""
    if not mail.quoted_text.strip() or not says_little(mail):
        return False
    return bool(_SUBJECT.match(mail.subject) or _MARK.search(f"{mail.text[:2000]}\n{mail.quoted_text[:500]}"))
