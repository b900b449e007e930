"""How long something is kept, as it is said to people."""

from __future__ import annotations

from typing import Final

FOR_EVER: Final = "长期保存"
_YEAR: Final = 12  # months


def months_said(months: int) -> str:
    """Say a span of months, as in 保存 3 年 or 保存 18 个月; 0 is for ever."""
    if not months:
        return FOR_EVER
    return f"保存 {months // _YEAR} 年" if months % _YEAR == 0 else f"保存 {months} 个月"


def days_said(days: int) -> str:
    """Say a span of days, as in 保存 90 天; 0 is for ever."""
    return f"保存 {days} 天" if days else FOR_EVER
