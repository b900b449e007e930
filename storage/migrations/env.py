"""What alembic runs: the migrations on the connection that it is handed."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString, SQLModel

import storage.tables  # noqa: F401 - fills the metadata


def render_item(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Write SQLModel's string type as the plain one in new revisions."""
    return "sa.String()" if kind == "type" and isinstance(value, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
