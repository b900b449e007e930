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
# Or when it stands before the name of a project, and not before that of whoever writes.
_PROJECT: Final = (
    r"[市省县区]?(?:20\d\d年?)?(?:度)?(?:[省市]级|国家级?)?(?![^,，。;；\n]{0,16}(?:公司|大学|学院|协会|学会"
    r"|研究院|研究所|集团|合作社|医院|厂))(?:农业|科技|科普|创新|产业|工程|揭榜|双碳|高新|重点|重大|技术|产学研)"
    r"[^,，。;；\n]{0,14}(?:项目|专项|补助|资助|申报|计划)"
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
        meant = re.search(rf"{re.escape(place)}(?:{_PROGRAMME}|{_PROJECT})", text)
        if meant and not _PROVINCE.fullmatch(place):
            return place
    return None
