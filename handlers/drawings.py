"""Pages that must be drawn before their parcel can go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.dispatch import Lost
from handlers.rules.compose import PDF
from storage.queries.parcels import undrawn_parcels
from storage.states import ParcelKind, ParcelState
from storage.tables import Parcel

TRIES: Final = 3
PAUSE: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A parcel with the pages that it waits for: name and text by their place among its files."""

    id: int
    at: datetime
    pages: Mapping[int, tuple[str, str]]


async def undrawn(session: AsyncSession, limit: int, now: datetime) -> list[Undrawn]:
    """Return what waits for a page, oldest first."""
    rows = await undrawn_parcels(session, limit, now)
    return [Undrawn(row.id or 0, row.created_at, pages_of(row)) for row in rows]


def pages_of(parcel: Parcel) -> dict[int, tuple[str, str]]:
    """Return the pages of a parcel that are not drawn yet."""
    files = _files(parcel.kind, parcel.payload)
    return {
        place: (file["name"], file["text"])
        for place, file in enumerate(files)
        if file.get("text") is not None and file["media_type"] == PDF
    }


async def drawn(session: AsyncSession, parcel_id: int, blobs: Mapping[int, str]) -> None:
    """Put the blobs in the places of their pages; the parcel goes on."""
    parcel = await session.get_one(Parcel, parcel_id)
    if parcel.state is not ParcelState.UNDRAWN:
        return
    payload = deepcopy(parcel.payload)
    files = _files(parcel.kind, payload)
    for place, blob in blobs.items():
        files[place]["blob"], files[place]["text"] = blob, None
    parcel.payload, parcel.tries = payload, 0
    parcel.state = ParcelState.UNBUILT if parcel.kind is ParcelKind.LETTER else ParcelState.READY


async def undrawable(session: AsyncSession, parcel_id: int, remark: str, now: datetime) -> Lost | None:
    """Count a try; after three a letter goes on without the page, and a document is lost."""
    parcel = await session.get_one(Parcel, parcel_id)
    if parcel.state is not ParcelState.UNDRAWN:
        return None
    parcel.tries += 1
    parcel.remark, parcel.not_before = remark[:500], now + PAUSE
    if parcel.tries < TRIES:
        return None
    if parcel.kind is ParcelKind.LETTER:
        pages = pages_of(parcel)
        without = [each for place, each in enumerate(parcel.payload["enclosures"]) if place not in pages]
        parcel.payload = {**parcel.payload, "enclosures": without}
        parcel.state, parcel.tries, parcel.not_before = ParcelState.UNBUILT, 0, now
        return None
    parcel.state = ParcelState.DEAD
    return Lost(parcel.id or 0, parcel.key, parcel.kind, parcel.recipient, parcel.submission_id, remark[:500])


def _files(kind: ParcelKind, payload: dict[str, Any]) -> Sequence[dict[str, Any]]:
    if kind is ParcelKind.DOCUMENT:
        return [payload]
    files: Sequence[dict[str, Any]] = payload.get("enclosures", ())
    return files
