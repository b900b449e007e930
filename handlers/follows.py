"""Categories that applicants follow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.applicants import applicant_of
from handlers.editions import guide_in_force
from handlers.outbox import Button
from handlers.rules.guide import Category
from handlers.screens import Screen, back, label, press_data
from handlers.wording import say
from storage.queries.applicants import follow_of, follows_of, unfollow, unfollow_all
from storage.queries.chats import applicant_by_chat
from storage.tables import Follow


async def follow(
    session: AsyncSession, chat_id: int, person: str, category_id: str, now: datetime
) -> Screen | None:
    """Follow a category; None for one that the guide in force does not have."""
    found = await guide_in_force(session)
    category = found.guide.category(category_id) if found else None
    if category is None:
        return None
    applicant = await applicant_of(session, chat_id, person, now)
    await keep_follow(session, applicant.id or 0, category, now)
    text = say("followed.html", id=category.id, name=category.name)
    off = Button("🔕 取消关注", press_data("f", "off", category.id))
    listed = Button("🔔 关注的类别", press_data("f", "list"))
    return Screen(text, [[off, listed], back(press_data("g", "c", category.id))])


async def keep_follow(session: AsyncSession, applicant_id: int, category: Category, now: datetime) -> None:
    """Write down that somebody follows a category."""
    row = await follow_of(session, applicant_id, category.id)
    if row is None:
        row = Follow(applicant_id=applicant_id, category=category.id, category_name=category.name, since=now)
        session.add(row)
    row.category_name = category.name
    await session.flush()


async def follow_no_more(session: AsyncSession, chat_id: int, category_id: str) -> Screen:
    """Follow a category no more, and show what is still followed."""
    applicant = await applicant_by_chat(session, chat_id)
    if applicant is not None:
        await unfollow(session, applicant.id or 0, category_id)
    return await list_screen(session, chat_id)


async def list_screen(session: AsyncSession, chat_id: int) -> Screen:
    """Show what somebody follows."""
    applicant = await applicant_by_chat(session, chat_id)
    rows = await follows_of(session, applicant.id or 0) if applicant else ()
    buttons = [
        [Button(label(f"🔕 {row.category} {row.category_name}"), press_data("f", "off", row.category))]
        for row in rows
    ]
    topics = [] if rows else [[Button("📖 申报指南", press_data("g", "topics"))]]
    return Screen(say("follows.html", count=len(rows)), [*buttons, *topics, back(press_data("s", "list", 0))])


def sure_to_follow_nothing() -> Screen:
    """Ask whether nothing at all is to be followed any more."""
    off = Button("🔕 确定，全部取消", press_data("f", "none"))
    return Screen(say("follow_nothing.html"), [[off], back(press_data("f", "list"))])


async def follow_nothing(session: AsyncSession, chat_id: int) -> Screen:
    """Follow nothing any more."""
    applicant = await applicant_by_chat(session, chat_id)
    if applicant is not None:
        await unfollow_all(session, applicant.id or 0)
    return await list_screen(session, chat_id)
