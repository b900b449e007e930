"""What handlers may know of the configuration, taken from it once."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from bot.config import Config, read_secret
from bot.fonts import find_font
from handlers.policy import MEGABYTE, Policy

BOT_NAME: Final = "bot.name"
KEY_NAME: Final = "token.key"


def policy_of(config: Config) -> Policy:
    """Take from the configuration what handlers may know."""
    return Policy(
        desk_name=config.desk.name,
        office=config.desk.office,
        address=config.desk.address,
        further_addresses=config.own_addresses,
        operator_mailbox=config.desk.operator_mailbox,
        receipt_prefix=config.desk.receipt_prefix,
        later_workdays=config.desk.later_workdays,
        key=_key(config),
        zone=config.zone,
        bot_username=_bot_name(config),
        mail_bytes=config.intake.max_mb * MEGABYTE,
        letters_per_sender=config.intake.daily_per_sender,
        relay_bytes=config.relay.max_mb * MEGABYTE,
        digest_at=config.reminders.digest_at,
        quiet_from=config.reminders.quiet_from,
        quiet_until=config.reminders.quiet_until,
        ladder=config.reminders.ladder,
        own_leads=config.reminders.own_lead_values,
        labels=config.reminders.label_values,
        paints=config.reminders.paint_values,
        confirmed_by=config.reminders.confirmed_by,
        weekly_picture=config.reminders.weekly_picture,
        leader_digest=config.reminders.leader_digest,
        web_address=config.web.address if config.web.enabled else "",
        draws_receipts=find_font(config.receipt.font) is not None,
        retention=config.retention.value,
        answer_within=config.departments.answer_within,
        copies=tuple(each.rule for each in config.departments.copies),
    )


def remember_bot(config: Config, username: str) -> None:
    """Keep what the bot is called beside the data, for commands that write links and never ask Telegram."""
    file = config.storage.folder / BOT_NAME
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.write_text(username, encoding="ascii")


def _bot_name(config: Config) -> str | None:
    file = config.storage.folder / BOT_NAME
    return file.read_text(encoding="ascii").strip() or None if file.exists() else None


def _key(config: Config) -> bytes:
    """Return the signing key: the configured one, else one made at first start and kept beside the data."""
    secret = read_secret(config.desk.key, config.desk.key_file)
    if secret:
        return secret.encode()
    file = config.storage.folder / KEY_NAME
    if not file.exists():
        _write_key(file)
    return file.read_bytes()


def _write_key(file: Path) -> None:
    """Write it whole or not at all: an empty key would sign tokens that anybody can make."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole = file.with_suffix(".new")
    whole.unlink(missing_ok=True)
    whole.touch(mode=0o600)
    whole.write_bytes(secrets.token_bytes(32))
    whole.replace(file)
