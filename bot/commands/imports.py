"""The group of `shenbao import`: documents, and the days that are worked differently."""

from __future__ import annotations

from bot.commands import documents, holidays

app = documents.app
app.command()(holidays.holidays)
