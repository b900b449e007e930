"""The search index of the documents in force, built once for each edition."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.editions import Kept, guide_in_force, table_in_force
from handlers.rules.guide import Guide
from handlers.rules.index import Index
from handlers.rules.search import build_index
from handlers.rules.tasks import TaskTable
from storage.queries.editions import aliases


async def index_in_force(session: AsyncSession) -> Index | None:
    """Return the index of the guide and the task table in force; None before the first guide."""
    guide, table = await guide_in_force(session), await table_in_force(session)
    if guide is None:
        return None
    table_kept = Kept(table.digest, table.table) if table else None
    words = tuple((alias.word, alias.category) for alias in await aliases(session))
    return _built(Kept(guide.digest, guide.guide), table_kept, words)


@lru_cache(maxsize=2)
def _built(guide: Kept[Guide], table: Kept[TaskTable] | None, words: tuple[tuple[str, str], ...]) -> Index:
    return build_index(guide.value, table.value if table else None, dict(words))
