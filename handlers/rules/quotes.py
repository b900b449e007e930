"""What a writer wrote anew, apart from the mail quoted below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Lines that open a quoted or forwarded mail: all that follows is older.
_OPENINGS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # QQ, Foxmail, NetEase, Coremail, Outlook
        r"[-—–_=*\s]{2,}(原始邮件|原邮件|原始信息|原文|回复的原邮件|转发的原邮件|转发邮件信息|转发的邮件|转发邮件|被转发邮件)",
        # the same in English
        r"[-—–_=*\s]{2,}(original message|original mail|replied message|forwarded message|forwarded mail)",
        r"(begin forwarded message|下面是被转发的邮件|以下是转发的邮件|以下为转发内容)\s*[:：]?\s*$",
        # Gmail, Apple, NetEase: "在 2023年5月6日，张三 写道："
        r"(在|于|on)?\s*.{0,120}\d.{0,160}(写道|寫道|wrote|来信|編寫|编写|说道)\s*[:：]\s*$",
        r".{0,60}\d{4}.{0,60}<[^<>\s]{3,80}@[^<>\s]{3,80}>.{0,10}[:：]\s*$",
    )
)
# A block of two or more of these header lines opens a quoted mail as well (Outlook).
_FROM_LINE: Final = re.compile(r"[*\s]*(发件人|寄件者|寄件人|from)[*\s]*[:：]", re.IGNORECASE)
_FIELD_LINE: Final = re.compile(
    r"[*\s]*(发送时间|发送日期|傳送時間|日期|时间|收件人|收件者|抄送|主题|主旨|sent|date|to|cc|subject)[*\s]*[:：]",
    re.IGNORECASE,
)
_FIELDS_WITHIN: Final = 6  # lines after the sender's line in which the other fields stand
_FIELDS_NEEDED: Final = 2
# Lines that a mail programme adds by itself.
_PROGRAMME_LINE: Final = re.compile(
    r"\s*(发自我的|发自|來自我的|来自我的|从我的.{1,20}发送|sent from (my|mail for|outlook)"
    r"|获取 ?outlook|get outlook for|获取适用于).{0,60}$",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(r"(--|—|－－)\s?$")  # RFC 3676 section 4.3, and what is typed for it
_SIGNATURE_LINES: Final = 15  # what is longer below such a line is text
_LINE_LIMIT: Final = 400  # characters of a line that the patterns look at


@dataclass(frozen=True, slots=True)
class Quoting:
    """The two halves of a mail's text."""

    fresh: str
    quoted: str


def split_quoted(text: str) -> Quoting:
    """Cut the quoted mail and the signature from what was written anew.

    Lines that begin with ">" are quoted wherever they stand; a separator line ends the new text.
    """
    lines = text.splitlines()
    end = next((at for at in range(len(lines)) if _opens(lines, at)), len(lines))
    own = [line for line in lines[:end] if not line.lstrip().startswith(">")]
    older = [line.lstrip().lstrip("> ") for line in lines[:end] if line.lstrip().startswith(">")]
    fresh = [line for line in _without_signature(own) if not _PROGRAMME_LINE.match(line[:_LINE_LIMIT])]
    return Quoting("\n".join(fresh).strip(), "\n".join([*older, *lines[end:]]).strip())


def _opens(lines: list[str], at: int) -> bool:
    line = lines[at].strip()[:_LINE_LIMIT]
    if not line:
        return False
    joined = f"{line} {lines[at + 1].strip()}"[:_LINE_LIMIT] if at + 1 < len(lines) else line
    if any(pattern.match(line) for pattern in _OPENINGS):
        return True
    if _breaks_off(line) and any(pattern.match(joined) for pattern in _OPENINGS[3:]):
        return True
    return bool(_FROM_LINE.match(line)) and _has_fields(lines[at + 1 : at + 1 + _FIELDS_WITHIN])


def _breaks_off(line: str) -> bool:
    """Tell whether a line may be the first half of "On … wrote:" that was wrapped."""
    return bool(re.match(r"(在|于|on)\s", line, re.IGNORECASE)) and not re.search(r"[。！？.!?:：]$", line)


def _has_fields(lines: list[str]) -> bool:
    return sum(1 for line in lines if _FIELD_LINE.match(line[:_LINE_LIMIT])) >= _FIELDS_NEEDED


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line) and len(lines) - at <= _SIGNATURE_LINES:
            return lines[:at]
    return lines
