"""Greetings and thanks, which ask for nothing."""

# ruff: noqa: E501 - a row of a table of words stays on one line
from __future__ import annotations

import re
from typing import Final

# Whole messages that are nothing but courtesy: (pattern, thanks rather than greeting).
COURTESY: Final[tuple[tuple[str, bool], ...]] = (
    (
        "您好|你好|你们好|大家好|哈喽|哈罗|哈啰|嗨|嘿|喂|hi|hello|hey|hai|halo|nihao|ni hao|早上好|上午好|中午好|下午好|晚上好|早安|晚安|早|在吗|在么|在不在|在不|有人吗|有人么|有人在吗|请问|打扰了?|打搅了?|老师好?|领导好?|同志好?|亲|新年好|节日快乐|开始|start|/start|菜单|帮助|help|/help",
        False,
    ),
    (
        "谢谢(?:您|你|啦|了|老师)?|多谢|感谢|谢了|3q|thx|thanks?|thank you|辛苦了?|麻烦了|好的|好|知道了|明白了?|了解了|收到|ok|okay|嗯+|哦+|再见|拜拜|bye|88",
        True,
    ),
)
_COURTESY: Final = tuple(
    (re.compile(rf"(?:(?:{pattern})[啊呀哈呢吧哇哦~!?,.。!,、\s]*)+"), thanks) for pattern, thanks in COURTESY
)


def courtesy(text: str) -> bool | None:
    """Tell whether a folded text is only thanks (True) or only a greeting (False); None for anything else."""
    return next((thanks for pattern, thanks in _COURTESY if pattern.fullmatch(text)), None)
