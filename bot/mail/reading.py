"""A stored letter's bytes become its text and files again, in the confined process."""

from __future__ import annotations

import asyncio

from bot.parts import Parts
from bot.worker import Worker, WorkerFailed
from handlers.refusals import Refusal
from handlers.rules.mime import ParsedMail
from handlers.rules.problems import Unreadable
from storage.blobs import Blobs


async def parsed(parts: Parts, blob: str | None) -> ParsedMail:
    """Parse a stored letter for an operator's decision; refuses what cannot be read."""
    return await parse_stored(parts.blobs, parts.worker, blob)


async def parse_stored(blobs: Blobs, worker: Worker, blob: str | None) -> ParsedMail:
    """Parse the letter of a blob; without one there is an empty mail. Raises Refusal."""
    if blob is None:
        return ParsedMail()
    try:
        return await worker.parse_mail(await asyncio.to_thread(blobs.get, blob))
    except (OSError, WorkerFailed, Unreadable) as error:
        raise Refusal("review_unreadable") from error
