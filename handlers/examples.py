"""What operators decided about letters, kept so that later letters are understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.rules.examples import Example as Learnt
from handlers.rules.guide import Category, Guide
from storage.queries.examples import newest_examples
from storage.queries.submissions import files_of
from storage.tables import Example, Letter, ReviewItem

MOST = 500  # examples that are compared, the newest


async def keep_example(session: AsyncSession, item: ReviewItem, category: Category, now: datetime) -> None:
    """Keep the category that an operator chose for a letter; material from chat teaches nothing."""
    letter = await session.get(Letter, item.letter_id) if item.letter_id else None
    if letter is None or letter.id is None:
        return
    files = await files_of(session, item.submission_id) if item.submission_id else ()
    parts = [letter.subject or "", *(file.name for file in files), letter.excerpt or ""]
    session.add(
        Example(
            letter_id=letter.id,
            text="\n".join(part for part in parts if part),
            category=category.id,
            category_name=category.name,
            decided_at=now,
        )
    )


async def learnt_examples(session: AsyncSession, guide: Guide) -> Sequence[Learnt]:
    """Return the newest examples under the numbers of a guide, without those of categories that are gone."""
    numbers = {each.name: each.id for each in guide.categories}
    rows = await newest_examples(session, MOST)
    return [Learnt(row.text, numbers[row.category_name]) for row in rows if row.category_name in numbers]
