"""What an owner's mail says about colleagues: 添加同事 and 移除同事 with an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from email_validator import EmailNotValidError, validate_email

from handlers.rules.half_width import half_width


class Act(StrEnum):
    """What is to become of a colleague."""

    ADD = "add"
    REMOVE = "remove"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class ColleagueWish:
    """What an owner wants; `address` is None where no single good one is written.

    Who is to be taken out may have no mailbox: `name` is then what is written in its place, or `number`.
    """

    act: Act
    address: str | None = None
    name: str = ""
    number: int | None = None


_LONGEST: Final = 120  # characters; what says more is for the department
_POLITE: Final = r"(?:请|麻烦|烦请|劳驾|您好|你好|帮忙?|[\s,。!:;、])*"
_COLLEAGUE: Final = r"(?:一?[位个名])?(?:我的|我们的|新的?)?(?:同事|协办人|经办人|联系人)"
# 请添加同事, 邀请, 邀请同事; then nothing but an address and courtesy.
_ADD: Final = re.compile(
    rf"{_POLITE}(?:(?:添加|增加|新增|加入|加|邀请)(?:一下)?{_COLLEAGUE}|邀请)[\s:,]*(?P<rest>\S.*)?"
)
_REMOVE: Final = re.compile(
    rf"{_POLITE}(?:移除|移出|删除|去掉|取消|删去|删掉|踢出)(?:一下)?{_COLLEAGUE}[\s:,]*(?P<rest>\S.*)?"
)
_LIST: Final = re.compile(
    rf"{_POLITE}(?:查看|列出|有哪些|看看?|查询?)?(?:一下)?{_COLLEAGUE}(?:名单|列表|有哪些|有谁)?{_POLITE}(?:谢谢|感谢)?"
)
_NAME: Final = 4  # characters of a person's name
_LONGEST_NAME: Final = 40  # characters of what somebody is called in a chat
_NUMBER: Final = re.compile(r"(?:编号)?[:#\s]*(?P<number>\d{1,9})(?:号)?")
_ADDRESS: Final = re.compile(r"[a-z0-9._%+'-]{1,64}@[a-z0-9.-]{1,255}", re.ASCII | re.IGNORECASE)
_LATIN: Final = re.compile(r"[\x21-\x7e]+")  # what may have been meant for an address
_COURTESY: Final = re.compile(
    r"(?:<?mailto:|谢谢|感谢|多谢|辛苦了?|麻烦了?|拜托|的?邮箱|[\s,.。!:;、<>()]|参与|加入|查看|一起)*"
)

_ENDING: Final = re.compile(r"(?:[\s,.。!;、]*(?:谢谢|感谢|多谢|辛苦了?|麻烦了?|拜托))+[\s。!]*$")


def read_colleague_wish(fresh_text: str) -> ColleagueWish | None:
    """Read a text that asks nothing else; a sentence about colleagues within a longer one is none."""
    text = " ".join(half_width(fresh_text).split())
    if len(text) > _LONGEST:
        return None
    for act, pattern in ((Act.ADD, _ADD), (Act.REMOVE, _REMOVE)):
        found = pattern.fullmatch(text)
        if found is not None:
            return _wish(act, found["rest"] or "")
    return ColleagueWish(Act.LIST) if _LIST.fullmatch(text) and "同事" in text else None


def _wish(act: Act, rest: str) -> ColleagueWish | None:
    addresses = {each.rstrip(".").lower() for each in _ADDRESS.findall(rest)}
    beside = _ADDRESS.sub(" ", rest)
    if not _COURTESY.fullmatch(beside):
        # 邀请专家参加论证会 is no wish of ours; 添加同事张三 is one that names nobody we can write to.
        named = _LATIN.sub("", _plain(beside)).strip()
        if len(named) > _NAME or addresses:
            return None
        return _without_address(act, beside) if act is Act.REMOVE else ColleagueWish(act)
    return ColleagueWish(act, _one(addresses))


def _without_address(act: Act, text: str) -> ColleagueWish:
    """Read whom a name or a number of our list means."""
    plain = _plain(text)
    number = _NUMBER.fullmatch(plain)
    return ColleagueWish(act, None, plain[:_LONGEST_NAME], int(number["number"]) if number else None)


def _plain(text: str) -> str:
    return _ENDING.sub("", text).strip(' ,.。!:;、()<>“”"')


def _one(addresses: set[str]) -> str | None:
    if len(addresses) != 1:
        return None
    try:
        return validate_email(addresses.pop(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None
