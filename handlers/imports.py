"""Documents that operators send in chat: kept, read, applied, given up, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor
from handlers.editions import DocumentValue, adapter, apply_document, as_json, changes_against, in_force
from handlers.policy import Policy
from handlers.rules.changes import Change
from handlers.undoing import Undone, undo_import
from storage.queries.editions import edition_before, edition_in_force, last_edition
from storage.queries.imports import pending_import
from storage.states import EditionKind, ImportState
from storage.tables import PendingImport


@dataclass(frozen=True, slots=True)
class Sent:
    """A document on disk, as an operator sent it; `kind` is None where that was not said."""

    name: str
    blob: str
    kind: EditionKind | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document in an operator's hands, with how it differs from what is in force.

    `refusal` is why it could not be read; `against` the edition that it was compared with, 0 for none.
    """

    id: int
    name: str
    state: ImportState
    kind: EditionKind | None = None
    document: DocumentValue | None = None
    changes: tuple[Change, ...] = ()
    against: int = 0
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class LastImport:
    """The import that can be taken back, and what would be in force again."""

    edition_id: int
    kind: EditionKind
    title: str
    applied_at: datetime
    back_to: str


async def keep_import(
    session: AsyncSession,
    chat_id: int,
    sent: Sent,
    read: DocumentValue | str | None,
    now: datetime,
) -> Draft:
    """Write down a document that was sent.

    `read` is what it holds, the sentence that says why it cannot be used, or None before its kind is known.
    """
    row = PendingImport(chat_id=chat_id, name=sent.name, blob=sent.blob, kind=sent.kind, created_at=now)
    session.add(row)
    await session.flush()
    return await _noted(session, row, read)


async def choose_kind(
    session: AsyncSession, chat_id: int, import_id: int, kind: EditionKind, read: DocumentValue | str
) -> Draft | None:
    """Write down what kind of document it is, with what it holds; one that was read before stays as it is."""
    row = await pending_import(session, import_id, chat_id)
    if row is None:
        return None
    if row.state is not ImportState.ASKED:
        return await _draft(session, row)
    row.kind = kind
    return await _noted(session, row, read)


async def _noted(session: AsyncSession, row: PendingImport, read: DocumentValue | str | None) -> Draft:
    if isinstance(read, str):
        row.state = ImportState.REFUSED
    elif read is not None:
        row.state, row.content = ImportState.READ, as_json(read)
    return await _draft(session, row, read if isinstance(read, str) else None)


async def draft_of(session: AsyncSession, chat_id: int, import_id: int) -> tuple[Draft, str] | None:
    """Return a document as it stands, with its blob; None where it is not this chat's."""
    row = await pending_import(session, import_id, chat_id)
    return (await _draft(session, row), row.blob) if row else None


async def _draft(session: AsyncSession, row: PendingImport, refusal: str | None = None) -> Draft:
    draft = Draft(row.id or 0, row.name, row.state, row.kind, refusal=refusal)
    if row.kind is None or row.content is None:
        return draft
    document: DocumentValue = adapter(row.kind).validate_python(row.content)
    edition = await edition_in_force(session, row.kind)
    changes = changes_against(await in_force(session, row.kind), document)
    against = (edition.id or 0) if edition else 0
    return Draft(draft.id, row.name, row.state, row.kind, document, changes, against)


async def apply_import(
    session: AsyncSession,
    chat_id: int,
    import_id: int,
    against: int,
    now: datetime,
    policy: Policy,
) -> tuple[Draft, bool] | None:
    """Put a document in force that was compared with edition `against`; tell whether that happened here.

    Nothing happens where another import was applied since, or where it was applied or given up before.
    """
    row = await pending_import(session, import_id, chat_id)
    if row is None:
        return None
    draft = await _draft(session, row)
    if draft.state is not ImportState.READ or draft.document is None or draft.against != against:
        return draft, False
    row.edition_id = await apply_document(session, draft.document, now, policy, actor_in(chat_id))
    row.state, row.content = ImportState.APPLIED, None
    return await _draft(session, row), True


async def drop_import(session: AsyncSession, chat_id: int, import_id: int) -> Draft | None:
    """Give a document up; one that was applied stays so."""
    row = await pending_import(session, import_id, chat_id)
    if row is None:
        return None
    if row.state in (ImportState.ASKED, ImportState.READ):
        row.state, row.content = ImportState.DROPPED, None
    return await _draft(session, row)


async def last_import(session: AsyncSession) -> LastImport | None:
    """Return the import that can be taken back; None where there is nothing to go back to."""
    last = await last_edition(session)
    before = await edition_before(session, last) if last else None
    if last is None or before is None:
        return None
    return LastImport(last.id or 0, last.kind, last.title, last.applied_at, before.title)


async def take_back(
    session: AsyncSession, chat_id: int, edition_id: int, now: datetime, policy: Policy
) -> Undone | None:
    """Take the last import back where it is still the one that was shown; None where it is not."""
    last = await last_import(session)
    if last is None or last.edition_id != edition_id:
        return None
    return await undo_import(session, now, policy, actor_in(chat_id))


def actor_in(chat_id: int) -> Actor:
    """Return who stands in the audit log for an operator's chat."""
    return Actor(f"chat:{chat_id}", "chat")
