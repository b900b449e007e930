"""What must leave: written here in the transaction of the fact that it reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.rules.compose import Enclosure, LetterSpec, compose
from storage.queries.parcels import parcel_by_key
from storage.rows import write_row
from storage.states import Channel, ParcelKind, ParcelState
from storage.tables import Parcel

SPEC = TypeAdapter(LetterSpec)
NULL_RETURN_PATH: Final = "null_return_path"  # in the payload of a letter


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a chat message: `data` comes back when it is pressed (at most 64 bytes), `url` opens."""

    text: str
    data: str | None = None
    url: str | None = None


Rows = Sequence[Sequence[Button]]


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What a parcel needs besides its content.

    `key` is unique: the same key is written once, whatever is run twice. `position` is its order
    among the parcels of one submission to one recipient. `new`: the caller knows that nothing was written
    under the key yet, so that it is not looked for.
    """

    key: str
    now: datetime
    submission_id: int | None = None
    position: int = 0
    not_before: datetime | None = None
    new: bool = False


async def write_letter(session: AsyncSession, spec: LetterSpec, wrapping: Wrapping) -> None:
    """Put a letter into the outbox; one with enclosures is built later, off the loop.

    A short text that we wrote ourselves is enclosed at once.
    """
    texts = [each.text.encode() for each in spec.enclosures if each.text is not None and not each.is_undrawn]
    if len(texts) < len(spec.enclosures):
        undrawn = any(each.is_undrawn for each in spec.enclosures)
        content: dict[str, Any] = {
            "state": ParcelState.UNDRAWN if undrawn else ParcelState.UNBUILT,
            "payload": SPEC.dump_python(spec, mode="json"),
        }
    else:
        content = {"state": ParcelState.READY, "raw": compose(spec, texts), "payload": _envelope(spec)}
    content["message_id"] = spec.message_id
    await _write(session, ParcelKind.LETTER, spec.recipient, content, wrapping)


def _envelope(spec: LetterSpec) -> dict[str, Any]:
    """Keep of a letter that is built already what its envelope needs; the whole spec says it too."""
    return {NULL_RETURN_PATH: True} if spec.null_return_path else {}


async def write_message(
    session: AsyncSession,
    chat_id: int,
    text: str,
    wrapping: Wrapping,
    *,
    buttons: Rows = (),
    silent: bool = False,
) -> None:
    """Put a chat message (HTML, at most 4096 characters) into the outbox."""
    payload = {"text": text, "buttons": button_rows(buttons), "silent": silent}
    await _write(session, ParcelKind.MESSAGE, str(chat_id), {"payload": payload}, wrapping)


async def write_document(
    session: AsyncSession,
    chat_id: int,
    file: Enclosure,
    caption: str,
    wrapping: Wrapping,
    *,
    inline: bool = False,
) -> None:
    """Put a file for a chat into the outbox; a page is drawn first.

    `inline`: it is shown as a photo where it is small enough, which does not keep it byte for byte.
    """
    payload = {
        "name": file.name,
        "media_type": file.media_type,
        "blob": file.blob,
        "part": file.part,
        "text": file.text,
        "caption": caption,
        "inline": inline,
    }
    content = {"payload": payload, "state": ParcelState.UNDRAWN if file.is_undrawn else ParcelState.READY}
    await _write(session, ParcelKind.DOCUMENT, str(chat_id), content, wrapping)


async def write_edit(
    session: AsyncSession, of_key: str, text: str, wrapping: Wrapping, *, buttons: Rows = ()
) -> None:
    """Change the chat message that was sent as the parcel `of_key`; nothing where it was never sent."""
    sent = await parcel_by_key(session, of_key)
    if sent is None or sent.chat_message_id is None:
        return
    payload = {"message_id": sent.chat_message_id, "text": text, "buttons": button_rows(buttons)}
    await _write(session, ParcelKind.EDIT, sent.recipient, {"payload": payload}, wrapping)


def button_rows(rows: Rows) -> list[list[dict[str, str]]]:
    """Return buttons in the form in which they are stored."""
    return [
        [{key: value for key in ("text", "data", "url") if (value := getattr(button, key))} for button in row]
        for row in rows
    ]


async def _write(
    session: AsyncSession, kind: ParcelKind, recipient: str, content: dict[str, Any], wrapping: Wrapping
) -> None:
    if not wrapping.new and await parcel_by_key(session, wrapping.key) is not None:
        return
    write_row(
        session,
        Parcel,
        key=wrapping.key,
        kind=kind,
        channel=Channel.MAIL if kind is ParcelKind.LETTER else Channel.CHAT,
        recipient=recipient,
        submission_id=wrapping.submission_id,
        position=wrapping.position,
        created_at=wrapping.now,
        not_before=wrapping.not_before or wrapping.now,
        **content,
    )
    if not wrapping.new:
        await session.flush()
