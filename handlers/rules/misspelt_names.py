"""Names of a guide that a writer typed by sound: 接榜挂帅 for 揭榜挂帅, Shuangtan, Ms Qie."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from handlers.rules.category_terms import Profile
from handlers.rules.latin_names import LatinNames, latin_names
from handlers.rules.mail_segments import Place, Segment
from handlers.rules.sounds import Sounds, sounds

_WINDOW: Final = 4  # characters that hardly sound alike by chance
_LONGEST: Final = 1_500  # characters of a piece that are listened to
_WHOLE: Final = re.compile(r"[\u4e00-\u9fff]+")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{4,}")
_HEARD: Final = frozenset({Place.SUBJECT, Place.NAMES, Place.TEXT, Place.FORWARDED})


@dataclass(frozen=True)
class Misspelt:
    """The names of a guide by their sound."""

    sounds: Sounds
    latin: LatinNames

    def mended(self, pieces: tuple[Segment, ...]) -> tuple[Segment, ...]:
        """Add to each piece the names that it holds in Latin letters or in other characters."""
        return tuple(self._mended(piece) if piece.place in _HEARD else piece for piece in pieces)

    def _mended(self, piece: Segment) -> Segment:
        read = [name for name in self.latin.read(piece.plain) if name not in piece.plain]
        if read:
            plain, text = "|".join([piece.plain, *read]), "|".join([piece.text, *read])
            piece = replace(piece, plain=plain, text=text)
        heard = dict.fromkeys(
            name
            for said in _windows(piece.plain[:_LONGEST])
            for name in self.sounds.words(said)
            if sum(a == b for a, b in zip(said, name, strict=True)) * 2 >= _WINDOW and name not in piece.text
        )
        return replace(piece, text="|".join([piece.text, *heard])) if heard else piece


def misspelt_names(profiles: Sequence[Profile]) -> Misspelt:
    """Prepare the telling stretches of all names; build once per edition."""
    people = tuple(dict.fromkeys(person for each in profiles for person in each.people))
    telling = (
        word
        for each in profiles
        for word in (*each.coined, *each.short, *each.chunks, *each.own_words)
        if _WHOLE.fullmatch(word)
    )
    return Misspelt(
        sounds((chunk for each in profiles for chunk in each.chunks), (), ()), latin_names(telling, people)
    )


def _windows(text: str) -> Iterator[str]:
    for stretch in _CHINESE.findall(text):
        yield from (stretch[at : at + _WINDOW] for at in range(len(stretch) - _WINDOW + 1))
