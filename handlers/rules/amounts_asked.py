"""The amounts of money that a mail may ask for."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.amounts import amounts

_CONTEXT: Final = 8  # characters before an amount that tell what it is
# Money that a writer has, spends or earns; it is not what is asked for.
_OTHER_MONEY: Final = re.compile(
    r"自筹|自投|投资|投入|产值|营收|收入|销售|配套|税|注册|资本|合同|采购|费|利润|资产|报价|优惠|总|预算|奖金|罚|超过?|逾|节约|贷款?$"
)


def asked_for(text: str) -> frozenset[float]:
    """Read the amounts of a folded text, in 万元, without those that are called something else."""
    if not re.search(r"[万元]", text):
        return frozenset()
    return frozenset(
        each.wan
        for each in amounts(text)
        if not _OTHER_MONEY.search(text[max(0, each.start - _CONTEXT) : each.start])
    )
