"""Numbers that the service remembers by name: a day on which something was done, or a moment."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Serial


async def mark(session: AsyncSession, name: str) -> int | None:
    """Return what is remembered under a name; None where nothing is."""
    row = await session.get(Serial, name)
    return None if row is None else row.value


async def set_mark(session: AsyncSession, name: str, value: int) -> None:
    """Remember a number under a name."""
    row = await session.get(Serial, name)
    if row is None:
        session.add(Serial(name=name, value=value))
    else:
        row.value = value
