"""The fixtures of the handler tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.handlers.copies import written_once
from tests.handlers.mailroom import Mailroom


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Give an empty database."""
    opened = await open_database(tmp_path / "desk.db", create=True)
    yield opened
    await opened.close()


@pytest.fixture
async def mailroom(database: Database, tmp_path: Path) -> Mailroom:
    """Give a desk without sockets, with the sample guide in force."""
    made = Mailroom(database, tmp_path / "blobs")
    await written_once(database, "guide", made.import_guide)
    return made
