"""Quote how the money of a category is paid out, in one sum or in parts."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.answer import Part
from handlers.rules.case import Case
from handlers.rules.gaps import elsewhere
from handlers.rules.quoted_clauses import as_fact, quoted

_ASKED: Final = re.compile(
    "(?:怎么|如何|怎样)(?:个)?(?:拨付?|发放|支付|打款|给付)|分(?:几|多少)[次期批笔]|(?:一次性?|一下子|一把|一笔)[^,。?!]{0,4}(?:给|拨|付|到账|打|发|支)"
    "|(?:先|首次|第一[次笔期])(?:给|拨付?|付)(?:多少|几)|(?:尾款|余款|剩下的钱)"
)
_PAID: Final = re.compile("拨付|一次性|分期|分年度|首期|尾款|分[两三二四][次期批年]")


def payment(case: Case) -> Part | None:
    """Quote the sentences of one category's support section on how it is paid; None where none says so."""
    if len(case.about) != 1 or not case.meant.sure or not _ASKED.search(case.text):
        return None
    if elsewhere(case):
        return None
    category = case.about[0]
    told = case.index.statements(case.index.positions[category.id])
    found = tuple(
        as_fact(category, each) for each in told if each.section == "support" and _PAID.search(each.folded)
    )
    return quoted(case, found) if found else None
