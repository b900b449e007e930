"""What a mail says about following a category: 关注 1.1, 取消关注 1.1 and 取消关注 全部."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from handlers.rules.spelling import folded


@dataclass(frozen=True, slots=True)
class FollowWish:
    """A category's number, and whether it is to be followed or no more; without a number all are meant."""

    category: str
    on: bool


_WISH: Final = re.compile(
    r"(?:您好|你好|老师|请|麻烦|我?想|我?要|[\s,.。!:，])*+"
    r"(?P<off>取消(?:关注|订阅)|不再(?:关注|订阅)|退订)?(?:关注|订阅)?(?:类别|专题|项目)?[\s:“\"]*"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,2}|(?P<all>全部|所有))[\s”\"]*的?(?:类别|项目|专题)?(?:谢谢|感谢|[\s,.。!，])*"
)
_NOTHING: Final = re.compile(
    r"(?:您好|你好|老师|请|麻烦|我?想|我?要|[\s,.。!:，])*+取消(?:全部|所有)的?(?:关注|订阅)(?:谢谢|感谢|[\s,.。!，])*"
)
_WORDS: Final = ("关注", "订阅", "退订")
_LONGEST: Final = 40  # characters


def read_follow_wish(subject: str, fresh_text: str) -> FollowWish | None:
    """Read a mail that asks this alone; the text counts, or the subject where there is none."""
    text = folded(fresh_text).strip() or folded(subject).strip()
    if len(text) > _LONGEST or not any(word in text for word in _WORDS):
        return None
    if _NOTHING.fullmatch(text):
        return FollowWish("", on=False)
    found = _WISH.fullmatch(text)
    if found is None or (found["all"] and found["off"] is None):
        return None  # following everything is no category
    return FollowWish("" if found["all"] else found["number"], found["off"] is None)
