"""What operators and departments decided about letters, kept so that later letters are understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.rules.examples import Example as Learnt
from handlers.rules.guide import Category, Guide
from handlers.rules.mime import ParsedMail
from storage.queries.examples import example_of, newest_examples
from storage.queries.submissions import files_of, letter_of_submission
from storage.tables import Example, Letter, ReviewItem

MOST = 500  # examples that are compared, the newest


async def keep_example(session: AsyncSession, item: ReviewItem, category: Category, now: datetime) -> None:
    """Keep the category that an operator chose for a letter; material from chat teaches nothing."""
    letter = await session.get(Letter, item.letter_id) if item.letter_id else None
    if letter is not None:
        text = await _text_of(session, letter, item.submission_id)
        await _keep(session, letter, text, category, now)


async def keep_correction(
    session: AsyncSession, submission_id: int, category: Category, now: datetime
) -> None:
    """Keep the category that an operator moved a submission to; material from chat teaches nothing."""
    letter = await letter_of_submission(session, submission_id)
    if letter is not None:
        await _keep(session, letter, await _text_of(session, letter, submission_id), category, now)


async def keep_transfer(
    session: AsyncSession, submission_id: int, categories: Sequence[Category], now: datetime
) -> None:
    """Keep that a letter belongs to one of these categories: those of the department it was passed on to.

    Among several the one that its words fit best is kept: what counts is the department, which is right.
    """
    from handlers.classifiers import classifier_in_force

    letter = await letter_of_submission(session, submission_id)
    if letter is None:
        return
    text = await _text_of(session, letter, submission_id)
    known = {each.id: each for each in categories}
    ranked = (await classifier_in_force(session)).scores(ParsedMail(fresh_text=text))
    best = next((each for each in ranked if each.category in known), None)
    if best is not None:
        await _keep(session, letter, text, known[best.category], now)


async def _text_of(session: AsyncSession, letter: Letter, submission_id: int | None) -> str:
    files = await files_of(session, submission_id) if submission_id else ()
    parts = [letter.subject or "", *(file.name for file in files), letter.excerpt or ""]
    return "\n".join(part for part in parts if part)


async def _keep(session: AsyncSession, letter: Letter, text: str, category: Category, now: datetime) -> None:
    """Keep an example; what was decided about the same letter before is replaced, for it was wrong."""
    earlier = await example_of(session, letter.id or 0)
    if earlier is not None:
        await session.delete(earlier)
        await session.flush()
    session.add(
        Example(
            letter_id=letter.id or 0,
            text=text,
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
