"""Bring a database to the newest revision."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

SCRIPTS = Path(__file__).parent
# The two lines of each script by which it knows its place; read without loading what runs them.
PLACE: Final = re.compile(r'^(revision|down_revision)(?:: [^=]+)? = (?:"(\w+)"|None)', re.MULTILINE)


def upgrade(path: Path) -> None:
    """Run every migration that the SQLite file at `path` has not seen; creates the file."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def newest() -> str:
    """Return the revision that this version of the programme works with."""
    scripts = _scripts()
    (last,) = scripts.keys() - set(scripts.values())
    return last


def revisions() -> frozenset[str]:
    """Return every revision that this version knows."""
    return frozenset(_scripts())


def _scripts() -> dict[str, str]:
    """Return the revision before each; an empty one before the first."""
    found = {}
    for file in (SCRIPTS / "versions").glob("*.py"):
        places = dict(PLACE.findall(file.read_text(encoding="utf-8")))
        found[places["revision"]] = places["down_revision"]
    return found
