"""Imported documents: put an edition in force, and read the one that is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.assignments import tell_of_leavers
from handlers.audit import Actor, record
from handlers.follow_news import tell_followers
from handlers.policy import Policy
from handlers.restoring import remembered
from handlers.rules.changes import Change, guide_changes, staff_changes, task_changes
from handlers.rules.guide import Guide
from handlers.rules.people import StaffList
from handlers.rules.settings import Field as SettingField
from handlers.rules.settings import Setting, Window, overlaid, windows_of
from handlers.rules.tasks import TaskTable
from handlers.staff_rows import apply_people
from handlers.task_rows import apply_milestones
from handlers.units import match_units, renew_units
from storage.lookups import once
from storage.queries.editions import (
    EditionMark,
    edition_content,
    edition_in_force,
    edition_mark,
    in_force_stamp,
    settings_of_year,
)
from storage.states import EditionKind
from storage.tables import CategorySetting, Edition

DocumentValue = Guide | TaskTable | StaffList
DOCUMENTS: dict[EditionKind, type[DocumentValue]] = {
    EditionKind.GUIDE: Guide,
    EditionKind.TASKS: TaskTable,
    EditionKind.STAFF: StaffList,
}


@cache
def adapter(kind: EditionKind) -> TypeAdapter[Any]:
    """Return what reads and writes documents of a kind; it is made at the first one, not at the start."""
    return TypeAdapter(DOCUMENTS[kind])


@dataclass(frozen=True, slots=True)
class GuideInForce:
    """The guide that applicants are answered from, with the edition that submissions keep."""

    edition_id: int
    digest: str
    guide: Guide
    windows: Mapping[str, Window] = field(default_factory=dict)  # the office's days, by category


@dataclass(frozen=True, slots=True)
class TableInForce:
    """The task table in force."""

    edition_id: int
    digest: str
    table: TaskTable


async def guide_in_force(session: AsyncSession) -> GuideInForce | None:
    """Return the guide in force, with what the office set during the year; None before the first import."""
    return await once(session, "guide in force", (Edition, CategorySetting), lambda: _guide(session))


async def _guide(session: AsyncSession) -> GuideInForce | None:
    place = _laid_out(await in_force_stamp(session))
    if place.value is None:
        place.value = await _overlaid(session)
    guide: GuideInForce | None = place.value
    return guide


async def _overlaid(session: AsyncSession) -> GuideInForce | None:
    edition = await edition_mark(session, EditionKind.GUIDE)
    if edition is None:
        return None
    guide: Guide = await _value(session, EditionKind.GUIDE, edition)
    rows = await settings_of_year(session, guide.year)
    if not rows:
        return GuideInForce(edition.id, edition.digest, guide)
    settings = tuple(Setting(row.category, SettingField(row.field), row.value) for row in rows)
    # What is cached by the digest must notice a change of the settings too.
    digest = hashlib.sha256(f"{edition.digest}{settings}".encode()).hexdigest()
    return GuideInForce(edition.id, digest, overlaid(guide, settings), windows_of(settings))


async def table_in_force(session: AsyncSession) -> TableInForce | None:
    """Return the task table in force; None before the first import."""
    edition = await edition_mark(session, EditionKind.TASKS)
    if edition is None:
        return None
    return TableInForce(edition.id, edition.digest, await _value(session, EditionKind.TASKS, edition))


Value = TypeVar("Value")


class Kept(Generic[Value]):
    """A value that is known by its digest alone, as a key of caches."""

    def __init__(self, digest: str, value: Value) -> None:
        self.digest, self.value = digest, value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)


async def _value(session: AsyncSession, kind: EditionKind, edition: EditionMark) -> Any:
    """Return an edition's document; its JSON is read from the database only once."""
    place = _place(kind, edition.digest)
    if place.value is None:
        place.value = adapter(kind).validate_python(await edition_content(session, edition.id))
    return place.value


@dataclass(slots=True)
class _Place:
    """Where a document, or the guide with its settings, is kept once it is read."""

    value: Any = None


@lru_cache(maxsize=4)
def _laid_out(stamp: str) -> _Place:  # noqa: ARG001 - the argument is the key
    return _Place()


@lru_cache(maxsize=8)
def _place(kind: EditionKind, digest: str) -> _Place:  # noqa: ARG001 - the arguments are the key
    return _Place()


async def apply_document(
    session: AsyncSession, document: DocumentValue, now: datetime, policy: Policy, actor: Actor
) -> int:
    """Put a document in force in this transaction and return its edition's id; the older one is kept."""
    kind = EditionKind(document.kind)
    before = await edition_in_force(session, kind)
    body = adapter(kind).dump_python(document, mode="json")
    edition = Edition(
        kind=kind,
        digest=document_digest(body),
        title=getattr(document, "title", ""),
        year=getattr(document, "year", None),
        content=body,
        applied_at=now,
        before=await remembered(session, kind),
    )
    if before is not None:
        before.in_force = False
    session.add(edition)
    await session.flush()
    if edition.id is None:
        raise ValueError("an edition without a row")
    today = now.astimezone(policy.zone).date()
    await apply_rows(session, document, edition.id, today, policy)
    await record(session, policy, now, actor, "import", f"{kind}:{edition.id}")
    if before is not None and kind is EditionKind.GUIDE:
        await tell_followers(session, value_of(before), document, str(edition.id), now, policy)
    if kind is not EditionKind.GUIDE:
        await match_units(session, now, policy)
        await tell_of_leavers(session, now, policy)
    return edition.id


async def apply_rows(
    session: AsyncSession, document: DocumentValue, edition_id: int, today: date, policy: Policy
) -> None:
    """Bring the rows of a document in line with it."""
    if isinstance(document, TaskTable):
        await apply_milestones(session, document, edition_id, today)
    if isinstance(document, StaffList):
        await apply_people(session, document, policy.operator_mailbox)
    if isinstance(document, TaskTable | StaffList):
        await renew_units(session)


async def in_force(session: AsyncSession, kind: str) -> DocumentValue | None:
    """Return the document of a kind that is in force."""
    edition = await edition_in_force(session, EditionKind(kind))
    return None if edition is None else value_of(edition)


def value_of(edition: Edition) -> DocumentValue:
    """Return the document that an edition holds."""
    value: DocumentValue = adapter(edition.kind).validate_python(edition.content)
    return value


def changes_against(old: DocumentValue | None, new: DocumentValue) -> tuple[Change, ...]:
    """Compare a document with the one in force."""
    if isinstance(new, Guide):
        return guide_changes(old if isinstance(old, Guide) else None, new)
    if isinstance(new, TaskTable):
        return task_changes(old if isinstance(old, TaskTable) else None, new)
    return staff_changes(old if isinstance(old, StaffList) else None, new)


def as_json(document: DocumentValue) -> dict[str, Any]:
    """Return a document in the form of the contract."""
    body: dict[str, Any] = adapter(EditionKind(document.kind)).dump_python(document, mode="json")
    return {"kind": body.pop("kind"), **body}


def document_digest(body: dict[str, Any]) -> str:
    """Return the SHA-256 of a document's JSON."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
