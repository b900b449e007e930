"""The table of subcommands, all but the demo."""

from __future__ import annotations

from bot.cli import app
from bot.commands import (
    aliases,
    audit,
    categories,
    doctor,
    documents,
    erasing,
    exports,
    holidays,
    keeping,
    mailroom,
    operation,
    page,
    parcels,
    people,
    planning,
    questions,
    review,
    service,
    settings,
    units,
)

__all__ = ["app"]

documents.app.command()(holidays.holidays)
app.add_typer(documents.app, name="import")
app.add_typer(aliases.app, name="alias")
app.add_typer(categories.app, name="category")
app.add_typer(people.app, name="staff")
app.add_typer(units.app, name="unit")
app.add_typer(exports.app, name="export")
app.add_typer(review.app, name="review")
app.add_typer(parcels.app, name="outbox")
app.add_typer(audit.app, name="audit")
app.add_typer(settings.app, name="config")
app.command("init")(settings.init)
app.command("ask")(questions.ask)
app.command("route")(mailroom.route)
app.command("plan")(planning.plan)
app.command("run")(service.run)
app.command("check-config")(service.check_config)
app.command("doctor")(doctor.doctor)
app.command("erase")(erasing.erase)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
app.command("status")(operation.status)
app.command("pause")(operation.pause_part)
app.command("resume")(operation.resume_part)
app.command("page")(page.page)
