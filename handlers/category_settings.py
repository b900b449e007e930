"""The office changes a category during the year: its days, its contact, its mailbox."""

from __future__ import annotations

from datetime import date, datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.editions import guide_in_force
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.settings import Field, Setting
from handlers.wording import one_line
from storage.queries.editions import settings_of_year
from storage.tables import CategorySetting


async def list_settings(session: AsyncSession) -> list[Setting]:
    """Return what the office has set for the guide in force, by category."""
    found = await guide_in_force(session)
    return [setting_of(row) for row in await settings_of_year(session, found.guide.year)] if found else []


def setting_of(row: CategorySetting) -> Setting:
    """Turn a row into its value."""
    return Setting(row.category, Field(row.field), row.value)


async def put_setting(
    session: AsyncSession, wanted: Setting, now: datetime, policy: Policy, actor: Actor
) -> Setting:
    """Set one field; an empty value takes it back to what the guide says.

    Refuses a category that the guide in force does not have, and a value that is no day or no mailbox.
    """
    found = await guide_in_force(session)
    if found is None or found.guide.category(wanted.category) is None:
        raise Refusal("alias_unknown_category", category=wanted.category)
    setting = Setting(wanted.category, wanted.field, _checked(wanted.field, one_line(wanted.value)))
    key = (found.guide.year or 0, setting.category, setting.field.value)
    row = await session.get(CategorySetting, key)
    if row is not None:
        await session.delete(row)
        await session.flush()
    if setting.value:
        year, category, field = key
        session.add(
            CategorySetting(year=year, category=category, field=field, value=setting.value, set_at=now)
        )
    subject = f"category:{setting.category}:{setting.field}"
    await record(session, policy, now, actor, "category.set", subject, value=setting.value)
    return setting


def _checked(field: Field, value: str) -> str:
    if not value:
        return value
    if field in (Field.OPENS, Field.CLOSES):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise Refusal("setting_no_day", value=value) from error
    if field is Field.MAILBOX:
        try:
            return validate_email(value, check_deliverability=False).normalized
        except EmailNotValidError as error:
            raise Refusal("setting_no_mailbox", value=value) from error
    return value
