"""The picture and the sheet of the table as they are sent: files of a chat, or of a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.outbox import Wrapping, write_document, write_letter
from handlers.policy import Policy
from handlers.reminder_letters import reminder_spec
from handlers.rules.compose import Enclosure
from handlers.wording import letter

PICTURE: Final = "image/png"


@dataclass(frozen=True, slots=True)
class Papers:
    """Files on disk, in the order in which they are sent."""

    files: tuple[Enclosure, ...]

    async def send_to_chat(self, session: AsyncSession, chat_id: int, key: str, now: datetime) -> None:
        """Put each file into the outbox for a chat; `key` names the occasion."""
        for number, file in enumerate(self.files):
            wrapping, inline = Wrapping(f"{key}:{number}", now), file.media_type == PICTURE
            await write_document(session, chat_id, file, file.name, wrapping, inline=inline)

    async def send_by_mail(
        self, session: AsyncSession, address: str, text: str, key: str, now: datetime, policy: Policy
    ) -> None:
        """Put a letter with the files into the outbox."""
        from dataclasses import replace

        words = letter("table_overview", text=text, desk=policy.desk_name)
        spec = replace(reminder_spec(key, address, words, now, policy), enclosures=self.files)
        await write_letter(session, spec, Wrapping(key, now))
