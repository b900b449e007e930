"""The office changes a category during the year: its days, its contact, its mailbox."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.audit import Actor, record
from handlers.editions import guide_in_force
from handlers.policy import Policy
from handlers.refusals import Refusal
from handlers.rules.days_typed import read_day
from handlers.rules.settings import Field, Setting, Window
from handlers.wording import one_line
from storage.queries.editions import settings_of_year
from storage.tables import CategorySetting

PHONE: Final = re.compile(r"[\d\s()（）+、,，/转分机-]{7,60}")
DIGITS: Final = 7  # of a phone, at least
LONGEST_NAME: Final = 30


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

    A day without a year is of the guide's year. Refuses a category that the guide in force does not have,
    a value that is no day, no phone or no mailbox, and a last day before the first.
    """
    found = await guide_in_force(session)
    if found is None or found.guide.category(wanted.category) is None:
        raise Refusal("alias_unknown_category", category=wanted.category)
    value = _checked(wanted.field, one_line(wanted.value), found.guide.year)
    setting = Setting(wanted.category, wanted.field, value)
    _check_order(setting, found.windows.get(setting.category))
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


def _check_order(setting: Setting, window: Window | None) -> None:
    """Refuse a last day that lies before the first."""
    if not setting.value or window is None or setting.field not in (Field.OPENS, Field.CLOSES):
        return
    day = date.fromisoformat(setting.value)
    changed = replace(window, **{setting.field.value: day})
    if changed.opens and changed.closes and changed.closes < changed.opens:
        raise Refusal("setting_days_reversed", opens=changed.opens, closes=changed.closes)


def _checked(field: Field, value: str, year: int | None) -> str:
    if not value:
        return value
    if field in (Field.OPENS, Field.CLOSES):
        day = read_day(value, year)
        if day is None:
            raise Refusal("setting_no_day", value=value)
        return day.isoformat()
    if field is Field.PHONE and (len(re.sub(r"\D", "", value)) < DIGITS or not PHONE.fullmatch(value)):
        raise Refusal("setting_no_phone", value=value)
    if field is Field.CONTACT and len(value) > LONGEST_NAME:
        raise Refusal("setting_name_too_long", most=LONGEST_NAME)
    if field is Field.MAILBOX:
        try:
            return validate_email(value, check_deliverability=False).normalized
        except EmailNotValidError as error:
            raise Refusal("setting_no_mailbox", value=value) from error
    return value
