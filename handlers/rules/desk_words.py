"""Mails that say one word to the desk itself: 状态, 关联, and 确认 or 拒绝 in answer to a code."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from handlers.rules.applicant_wishes import Wish, read_wish
from handlers.rules.spelling import folded


class DeskWord(StrEnum):
    """What a mail asks of the desk, beside any one submission."""

    STATUS = "status"  # how far all submissions have come
    LINK = "link"  # to prove the mailbox, and to join it to a chat


class Consent(StrEnum):
    """What the answer to a code says."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


_LONGEST: Final = 60  # characters; a mail that says more has more to say
_GREETING: Final = re.compile(r"^(?:您好|你好|老师好?|各位|尊敬的[^,:!]{0,12}|[\s,.。!！:，~])*+")
_CLOSING: Final = re.compile(r"(?:谢谢|感谢|多谢|麻烦了?|辛苦了?|拜托|[\s,.。!！:，~])*$")
_LINK: Final = re.compile(
    r"(?:请|申请|我?想|我?要|需要|帮我?|麻烦)*(?:关联|绑定|确认)(?:一?下)?(?:我的?|本)?(?:的?(?:邮箱|聊天|电报|telegram|账号|邮件))*"
)
_ALL: Final = re.compile(
    r"(?:查询?|查看|请问|看看?)?(?:一?下)?(?:我们?的?|本单位的?)?(?:全部|所有)?的?(?:申报|提交|材料)(?:的?(?:状态|进度|情况|列表|记录))?"
)
_NO: Final = re.compile(r"(?:拒绝|不同意|不确认|不是|不关联|不绑定|取消|没有|不要|别|no\b|否)")
_YES: Final = re.compile(
    r"(?:确认|同意|关联|绑定|是的?|好的?|可以|yes\b|ok\b)(?:关联|绑定|邮箱|[,.。!！，\s]|$)"
)


def read_desk_word(subject: str, fresh_text: str) -> DeskWord | None:
    """Read a mail without files and receipt number; the text counts, or the subject where there is none."""
    text = _bare(fresh_text) or _bare(
        re.sub(r"^\s*(?:re|fw|回复|答复|转发)\s*[:：]", "", subject, flags=re.IGNORECASE)
    )
    if not text or len(text) > _LONGEST:
        return None
    if _LINK.fullmatch(text):
        return DeskWord.LINK
    if read_wish(text) is Wish.STATUS or _ALL.fullmatch(text):
        return DeskWord.STATUS
    return None


def read_consent(fresh_text: str) -> Consent:
    """Read the first words of the answer to a code; only a plain yes is one."""
    text = _GREETING.sub("", folded(fresh_text))
    if _NO.match(text):
        return Consent.NO
    first = text.split("\n", 1)[0]
    return (
        Consent.YES
        if len(first) <= _LONGEST and _YES.match(first) and not _NO.search(first)
        else Consent.UNCLEAR
    )


def _bare(text: str) -> str:
    return _CLOSING.sub("", _GREETING.sub("", folded(text)))
