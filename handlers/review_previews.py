"""What an operator looks at before deciding: a letter's text and its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import Wrapping, write_document, write_message
from handlers.refusals import Refusal
from handlers.review_items import Item, item_of
from handlers.rules.compose import Enclosure
from handlers.rules.file_names import is_runnable, safe_name
from handlers.rules.mime import ParsedMail
from handlers.submission_words import clip
from handlers.wording import say
from storage.queries.submissions import files_of
from storage.tables import Letter, ReviewItem

MOST: Final = 10  # files that are sent to the chat


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of the preview."""

    name: str
    enclosure: Enclosure

    @property
    def runnable(self) -> bool:
        """Tell whether opening it may run it."""
        return is_runnable(self.name)


async def send_preview(
    session: AsyncSession, chat_id: int, item_id: int, mail: ParsedMail, now: datetime
) -> Item:
    """Send an item's text and files to an operator's chat; nothing is decided by it."""
    row = await session.get(ReviewItem, item_id)
    if row is None:
        raise Refusal("review_unknown", number=item_id)
    item = await item_of(session, row)
    files = await _files(session, row, mail)
    text = clip(mail.fresh_text or mail.text or item.excerpt or "")
    values = {"files": files, "more": len(files) > MOST, "shown": MOST}
    key = f"operator:preview:{item_id}:{chat_id}:{now:%Y%m%d%H%M%S}"
    body = say("review_text.html", item=item, text=text, **values)
    await write_message(session, chat_id, body, Wrapping(key, now))
    for number, file in enumerate(files[:MOST], 1):
        wrapping = Wrapping(f"{key}:{number}", now, position=number)
        await write_document(session, chat_id, file.enclosure, f"#{item_id}", wrapping)
    return item


async def _files(session: AsyncSession, row: ReviewItem, mail: ParsedMail) -> Sequence[Shown]:
    """List the files of the item's letter, or those that were handed in by chat."""
    if row.letter_id is not None:
        blob = (await session.get_one(Letter, row.letter_id)).blob
        return [
            Shown(each.name, Enclosure(safe_name(each.name), each.type, blob, each.index))
            for each in mail.files
        ]
    found = await files_of(session, row.submission_id) if row.submission_id else ()
    return [
        Shown(file.name, Enclosure(safe_name(file.name), file.media_type, file.blob, file.part))
        for file in found
        if file.blob
    ]
