"""How many of the papers that a category asks for come along, told by their names."""

from __future__ import annotations

from typing import Final

from handlers.rules.category_terms import Profile
from handlers.rules.checklist import Seen, check, likeness
from handlers.rules.english_terms import paper_in_chinese
from handlers.rules.mail_reading import Found
from handlers.rules.mail_segments import Place, Segment

_EACH: Final = 0.45  # log-odds of each item of the list
_FEWEST: Final = 2  # items; one alone fits any list
_ALL: Final = 0.5  # log-odds more where every file fits the list
_MANY: Final = 3  # items from which on the files tell even where nobody in charge is addressed
_UNADDRESSED: Final = 0.3  # share that fewer count then: most lists ask for a form and a licence
_MOST: Final = 1.8
_FILES: Final = 20  # names that are looked at


def by_papers(profile: Profile, pieces: tuple[Segment, ...], *, addressed: bool) -> Found | None:
    """Compare the names of the files with the list of materials; a sign only beside others.

    `addressed` tells that the mail is meant for whoever is in charge.
    """
    listed = next((piece.plain.splitlines()[:_FILES] for piece in pieces if piece.place is Place.NAMES), [])
    names = [paper_in_chinese(name) for name in listed]
    if len(names) < _FEWEST or not profile.materials:
        return None
    found = [each.item for each in check(profile.materials, names) if each.seen is Seen.FOUND]
    if len(found) < _FEWEST:
        return None
    fits = all(likeness(profile.materials, name) is not None for name in names)
    strength = min(_MOST, _EACH * len(found) + (_ALL if fits else 0.0))
    share = 1.0 if addressed or len(found) >= _MANY else _UNADDRESSED
    return Found(share * strength, f"附件与材料清单相符（{len(found)}项）")
