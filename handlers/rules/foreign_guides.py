"""Mails that speak of another place's programme."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.category_names import own_places
from handlers.rules.guide import Guide
from handlers.rules.mime import ParsedMail
from handlers.rules.places import places_named
from handlers.rules.spelling import folded

# A place is meant, not merely the seat of a company, when one of these follows it closely.
_PROGRAMME: Final = (
    r"市?(?:20\d\d年?)?(?:度)?(?:市|省|区|县)?(?:科技局|科学技术局|科技厅|科技计划"
    r"|科技创新|科技专项|申报指南|专项资金|科技项目)"
)
_PROVINCE: Final = re.compile(r"广东|省")  # a city's guide passes on its province's programme


def foreign_guide(mail: ParsedMail, guide: Guide) -> str | None:
    """Name another city whose programme a mail speaks of; None where there is none."""
    own = own_places(guide)
    if not own:
        return None
    text = folded(f"{mail.subject}\n{mail.fresh_text[:1000]}")
    if any(place in text for place in own):
        return None
    for place in places_named(text):
        if re.search(rf"{re.escape(place)}{_PROGRAMME}", text) and not _PROVINCE.fullmatch(place):
            return place
    return None
