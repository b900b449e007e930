"""Numbers written out: 八二二零二四六 for a phone, 玖拾万 and 伍拾萬 for an amount."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
    "幺": "1",
    "妖": "1",
    "洞": "0",
    "拐": "7",
}
_RUN: Final = re.compile(f"[{''.join(_DIGITS)}](?:[ \\-]?[{''.join(_DIGITS)}]){{6,}}")
# Formal digits beside a unit, or beside what joins the numbers of categories: 玖拾万, 壹之叁.
_FORMAL: Final = re.compile(
    "[壹贰叁肆伍陆柒捌玖](?=[拾佰仟万亿之点.\\-号类个项元年])|(?<=[拾佰仟之点第.\\-题类])[壹贰叁肆伍陆柒捌玖]|[拾佰仟](?=[壹贰叁肆伍陆柒捌玖]|[万亿元]|多|来|几)"
)
_PLAIN: Final = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True))


def digits_said(text: str) -> str:
    """Write numbers of phones in digits and formal digits in everyday ones, in a folded text."""
    text = _RUN.sub(lambda run: "".join(_DIGITS.get(sign, "") for sign in run[0]), text)
    for _ in range(2):  # 玖 of 玖拾万 stands beside a unit that was formal as well
        text = _FORMAL.sub(lambda sign: _PLAIN[sign[0]], text)
    return text
