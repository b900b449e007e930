"""In which order a mail names categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.rules.category_terms import Profile
from handlers.rules.evidence import stretches
from handlers.rules.mail_segments import Place, Segment

_ORDER: Final = (Place.SUBJECT, Place.TEXT, Place.NAMES)
_LEAST: Final = 3  # characters of a name that tell where it begins
_TELLING: Final = 0.3  # weight of two characters that do so too where there are no more


def first_mention(profile: Profile, pieces: Sequence[Segment]) -> tuple[int, int]:
    """Tell where a mail first names a category: (piece, character), behind all else where it does not."""
    by_place = {piece.place: piece for piece in pieces}
    for rank, place in enumerate(_ORDER):
        piece = by_place.get(place)
        at = _position(profile, piece.plain) if piece else None
        if at is not None:
            return (rank, at)
    return (len(_ORDER), 0)


def _position(profile: Profile, text: str) -> int | None:
    runs = [run for chunk in profile.chunks for run in stretches(chunk, text)]
    long = [run for run in runs if len(run) >= _LEAST]
    own = [*profile.short, *profile.coined, *(run for run in long if run not in profile.elsewhere)]
    short = [run for run in runs if profile.pairs.get(run, 0.0) >= _TELLING]
    found = ([at for term in terms if (at := text.find(term)) >= 0] for terms in (own, long, short))
    return next((min(places) for places in found if places), None)
