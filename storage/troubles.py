"""What is said where a database cannot be worked with."""

from __future__ import annotations


class DatabaseTrouble(Exception):  # noqa: N818 - it names what is in the way
    """Say in one sentence why a database cannot be worked with, and what to do."""
