"""The table of everything that is examined, in the order in which it is told."""

from __future__ import annotations

from bot.config import Config
from bot.doctor import backups, database, documents, machine, mailboxes, relay, telegram, trial_letter
from bot.doctor.examination import Round


def rounds_for(config: Config) -> list[Round]:
    """Return the rounds of an installation."""
    return [
        *machine.ROUNDS,
        database.ROUND,
        backups.ROUND,
        documents.ROUND,
        telegram.ROUND,
        relay.ROUND,
        *mailboxes.rounds_of(config),
        trial_letter.ROUND,
    ]
