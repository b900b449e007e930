"""Which file of a basket stands for which item of the guide's list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from handlers.rules.checklist import Checked, Seen, check, likeness
from handlers.rules.spelling import folded

OTHER: Final = "其他证明材料"  # what a file is ticked to that belongs to no item

_CATCH_ALL: Final = re.compile(
    r"^(?:合乎条件的|符合[^,，。]{0,8}的)?(?:其[他它]|别的)[^,，。]{0,8}(?:证明|材料|资料)"
)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file by its name; `item` is what the applicant ticked it to, in the guide's words."""

    name: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Ticked:
    """An item of the list with its files, as places among the files that were given."""

    item: str
    seen: Seen
    conditional: bool = False
    files: tuple[int, ...] = ()

    @property
    def is_there(self) -> bool:
        """Tell whether something was handed in for it."""
        return self.seen is Seen.FOUND

    @property
    def is_missing(self) -> bool:
        """Tell whether it is wanted of everybody and was not seen, or not all of it."""
        return self.seen in (Seen.MISSING, Seen.PART)


@dataclass(frozen=True, slots=True)
class Ticks:
    """The whole list; `others` were ticked to no item, `loose` stand for none as far as can be seen."""

    items: tuple[Ticked, ...] = ()
    others: tuple[int, ...] = ()
    loose: tuple[int, ...] = ()

    @property
    def missing(self) -> tuple[Ticked, ...]:
        """Return what is wanted of everybody and was not seen."""
        return tuple(each for each in self.items if each.is_missing)

    @property
    def there(self) -> int:
        """Count the items that something was handed in for."""
        return sum(each.is_there for each in self.items)

    def item_of(self, place: int) -> str | None:
        """Return what a file stands for; None where nothing tells."""
        if place in self.others:
            return OTHER
        return next((each.item for each in self.items if place in each.files), None)


def tick(materials: Sequence[str], files: Sequence[NamedFile]) -> Ticks:
    """Tick each file to an item: where the applicant said so, else by its name, else to none.

    An item that asks for several documents is only partly there until all were seen or the applicant ticked
    a file to it.
    """
    chosen = [_chosen(materials, file) for file in files]
    by_name = [
        likeness(materials, file.name) if place is None else None
        for place, file in zip(chosen, files, strict=True)
    ]
    names = [file.name for place, file in zip(chosen, files, strict=True) if place is None]
    items = tuple(_ticked(each, place, chosen, by_name) for place, each in enumerate(check(materials, names)))
    others = tuple(place for place, item in enumerate(chosen) if item == len(materials))
    held = {*others, *(place for each in items for place in each.files)}
    return Ticks(items, others, tuple(place for place in range(len(files)) if place not in held))


def catch_all(materials: Sequence[str]) -> int | None:
    """Return the place of the list's own 其他证明材料; None where it has none."""
    return next((at for at, item in enumerate(materials) if _CATCH_ALL.search(folded(item))), None)


def _chosen(materials: Sequence[str], file: NamedFile) -> int | None:
    """Return the place of the item that was ticked by hand, behind the last for 其他; None for none."""
    if file.item == OTHER:
        place = catch_all(materials)
        return len(materials) if place is None else place
    return next((at for at, item in enumerate(materials) if item == file.item), None)


def _ticked(
    checked: Checked, place: int, chosen: Sequence[int | None], by_name: Sequence[int | None]
) -> Ticked:
    files = tuple(at for at in range(len(chosen)) if place in (chosen[at], by_name[at]))
    found = Ticked(checked.item, checked.seen, checked.conditional, files)
    if place in chosen or (checked.seen is Seen.CONDITIONAL and files):
        return replace(found, seen=Seen.FOUND)
    return found
